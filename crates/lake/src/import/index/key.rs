//! The key of a record, and what an index says about one.

/// Key that tells records apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    /// Number from the record's Id.
    pub id: u128,
    /// Hash of its content.
    pub content: i64,
}

/// Relation of a record to those that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its Id is not there yet.
    New,
    /// Its Id is there with the same content.
    Duplicate,
    /// Its Id is there with other content only.
    Conflict,
}
