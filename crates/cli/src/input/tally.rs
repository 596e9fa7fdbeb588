//! What was read from one input.

use trail365_read::Format;

/// What an input held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Its format; `None` when that could not be told.
    pub format: Option<Format>,
    /// Bytes read.
    pub bytes: u64,
    /// Pieces that are records.
    pub records: u64,
    /// Pieces that are none.
    pub unreadable: u64,
    /// Why it could not be read, or not to its end.
    pub failure: Option<String>,
}

impl Tally {
    /// Whether every byte was read and belongs to a record.
    pub fn is_whole(&self) -> bool {
        self.unreadable == 0 && self.failure.is_none()
    }
}
