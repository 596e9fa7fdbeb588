//! The sentences of the first page, from the sections.

use crate::model::{Section, Statement};

/// Sections whose first sentence stands on the first page, in this order.
const FIRST: [&str; 6] = ["mail_read", "mail_sent", "inbox_rules", "apps", "files", "actions"];

/// Takes the sentences of the first page.
pub(crate) fn summary(sections: &[Section]) -> Vec<Statement> {
    let first =
        |key: &&str| sections.iter().find(|section| section.key == **key)?.statements.first().cloned();
    FIRST.iter().filter_map(first).collect()
}
