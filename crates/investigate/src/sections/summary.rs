//! The sentences of the first page, from the sections.

use crate::model::{Confidence, Section, Statement};

/// Sections whose first sentence stands on the first page, in this order.
const FIRST: [&str; 7] = ["entry", "mail_read", "mail_sent", "inbox_rules", "apps", "files", "actions"];

/// Takes the sentences of the first page.
pub(crate) fn summary(sections: &[Section]) -> Vec<Statement> {
    let section = |key: &str| sections.iter().find(|section| section.key == key);
    let first = |key: &&str| section(key)?.statements.first().cloned();
    // Folders that were copied, and what cannot be excluded of mail, stand beside what was accessed.
    let open = section("mail_read").into_iter().flat_map(|section| section.statements.iter().skip(1));
    let open = open
        .filter(|statement| {
            matches!(statement.confidence, Confidence::CannotBeDetermined | Confidence::Recorded)
        })
        .cloned();
    // Whether it is over stands behind the number of things to do.
    let over = section("actions").into_iter().flat_map(|section| section.statements.iter().skip(1)).cloned();
    FIRST.iter().filter_map(first).chain(over).chain(open).collect()
}
