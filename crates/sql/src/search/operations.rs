//! Operations that a search did not find: whether they exist, and which were meant.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::prelude::SessionContext;
use trail365_schema::describe::{SubjectKind, find_topics};
use trail365_schema::glossary::{operations, operations_named};
use trail365_text::near;

use super::condition::operation_spellings;
use crate::error::Result;
use crate::query::sql;

/// The knowledge about an operation for which a search found no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationHint {
    /// Records have the operation: other conditions left none.
    Recorded,
    /// No record has it, but records have operations with names near to it.
    NearRecorded(Vec<String>),
    /// No record has it, and it is an operation with this meaning.
    Known(&'static str),
    /// It is no known operation; these known ones have near names or are about its words.
    NearKnown(Vec<String>),
    /// Nothing is near.
    Unknown,
}

/// Says what is known of an operation for which a search found no record, with at most `most` names.
///
/// # Errors
/// If the query fails.
pub async fn operation_hint(session: &SessionContext, name: &str, most: usize) -> Result<OperationHint> {
    // A large tenant has some hundred different operations, and this runs only after a search that found nothing.
    let query = "SELECT DISTINCT operation FROM activity WHERE operation IS NOT NULL ORDER BY operation";
    let mut recorded = Vec::new();
    for batch in sql(session, query).await?.collect().await? {
        let column = cast(batch.column(0), &DataType::Utf8View)?;
        recorded.extend(column.as_string_view().iter().flatten().map(str::to_owned));
    }
    Ok(judge(name, &recorded, most))
}

fn judge(name: &str, recorded: &[String], most: usize) -> OperationHint {
    // As the condition of a search compares them: signs count there.
    let spellings = operation_spellings(name);
    if recorded.iter().any(|other| spellings.contains(&other.to_lowercase())) {
        return OperationHint::Recorded;
    }
    let wanted = near::fold_name(name);
    let same: Vec<_> = recorded.iter().filter(|other| near::fold_name(other) == wanted).cloned().collect();
    if !same.is_empty() {
        return OperationHint::NearRecorded(same.into_iter().take(most).collect());
    }
    let known = operations_named(name).first().map(|o| o.meaning);
    let near_recorded = nearest(name, recorded.iter().map(String::as_str), most);
    match known {
        // A name in full is not a slip for a longer one.
        Some(meaning) => OperationHint::Known(meaning),
        None if !near_recorded.is_empty() => OperationHint::NearRecorded(near_recorded),
        None => {
            let mut near_known = nearest(name, operations().iter().map(|o| o.name), most);
            if near_known.is_empty() {
                let topics = find_topics(name, Some(SubjectKind::Operation));
                near_known = topics.into_iter().map(|topic| topic.name).take(most).collect();
            }
            if near_known.is_empty() { OperationHint::Unknown } else { OperationHint::NearKnown(near_known) }
        }
    }
}

/// Returns the names that contain this one, else those that differ from it in the fewest letters.
fn nearest<'n>(name: &str, others: impl Iterator<Item = &'n str> + Clone, most: usize) -> Vec<String> {
    // Fewer letters stand in too many names.
    const SHORTEST_PART: usize = 4;
    let wanted = near::fold_name(name);
    let contains = |other: &&str| wanted.len() >= SHORTEST_PART && near::fold_name(other).contains(&wanted);
    let mut found: Vec<_> = others.clone().filter(contains).collect();
    if found.is_empty() {
        let mut far: Vec<_> =
            others.filter_map(|other| Some((near::distance(name, other)?, other))).collect();
        far.sort_unstable();
        found = far.into_iter().map(|(_, other)| other).collect();
    }
    found.dedup();
    found.into_iter().take(most).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{OperationHint, judge};

    #[test]
    fn what_was_meant_is_told() {
        let recorded = ["Add member to role.", "New-InboxRule", "Set-Mailbox"].map(str::to_owned);
        let check =
            |name: &str, expected: OperationHint| assert_eq!(judge(name, &recorded, 3), expected, "{name}");
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        check("new-inboxrule", OperationHint::Recorded);
        check("Add member to role", OperationHint::Recorded);
        // A search compares signs, too: no record matches this.
        check("newinboxrule", OperationHint::NearRecorded(names(&["New-InboxRule"])));
        check("AddMemberToRole", OperationHint::NearRecorded(names(&["Add member to role."])));
        check("New-InboxRul", OperationHint::NearRecorded(names(&["New-InboxRule"])));
        check("inboxrule", OperationHint::NearRecorded(names(&["New-InboxRule"])));
        assert!(matches!(judge("Send", &recorded, 3), OperationHint::Known(_)));
        check("MailItemsAcessed", OperationHint::NearKnown(names(&["MailItemsAccessed"])));
        assert!(matches!(judge("password reset", &recorded, 3), OperationHint::NearKnown(_)));
        check("xyzzyq", OperationHint::Unknown);
    }
}
