//! Options of a batch, and the origin of each of its rows.

/// Options of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Puts the exact bytes of each record into the column `raw`.
    pub raw: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { raw: true }
    }
}

/// Source and content hash of a record, which its row keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// File or content blob.
    pub source: &'a str,
    /// Line in it, counted from 1, where known.
    pub line: Option<u64>,
    /// Hash of the record's content, see [`crate::HashRule`].
    pub content_hash: i64,
    /// What the record lacks of the activity's full record.
    pub incomplete: Option<Incomplete>,
    /// Relation to the rows that had its Id before.
    pub same_id: Option<SameId>,
}

impl<'a> Origin<'a> {
    /// Makes the origin of a whole record that is the first with its Id.
    ///
    /// ```
    /// let origin = trail365_columns::Origin::new("export.jsonl", Some(3), 42);
    /// assert_eq!((origin.line, origin.incomplete), (Some(3), None));
    /// ```
    pub fn new(source: &'a str, line: Option<u64>, content_hash: i64) -> Self {
        Origin { source, line, content_hash, incomplete: None, same_id: None }
    }
}

/// What a record lacks: the words of the column `incomplete`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Incomplete {
    /// Its source does not carry all fields, as `OfficeActivity` of Microsoft Sentinel.
    Partial,
    /// Its text was cut off; these are the fields before the cut.
    Truncated,
}

impl Incomplete {
    /// Returns the word of the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Incomplete::Partial => "partial",
            Incomplete::Truncated => "truncated",
        }
    }
}

/// Relation of a row to those that had its Id when it came: the words of the column `same_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SameId {
    /// A whole record was there, with other content.
    Conflict,
    /// This one lacks something, and another was there.
    Partial,
    /// This one is whole, and those that were there lack something that it has.
    Whole,
}

impl SameId {
    /// Returns the word of the column.
    pub fn as_str(self) -> &'static str {
        match self {
            SameId::Conflict => "conflict",
            SameId::Partial => "partial",
            SameId::Whole => "whole",
        }
    }
}
