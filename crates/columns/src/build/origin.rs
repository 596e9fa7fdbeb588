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
    /// Hash of the record's content, see [`crate::content_hash`].
    pub content_hash: i64,
}
