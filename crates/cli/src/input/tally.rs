//! What was read from one input.

use trail365_read::{Compression, Encoding, Format};

/// What an input held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Its format; `None` when that could not be told.
    pub format: Option<Format>,
    /// How its text is encoded; `None` when that could not be told.
    pub encoding: Option<Encoding>,
    /// How it is compressed, outermost first.
    pub compression: Vec<Compression>,
    /// Characters that its encoding does not have, which became U+FFFD.
    pub replaced_characters: u64,
    /// Bytes read, compressed as they are.
    pub bytes: u64,
    /// Pieces that are records.
    pub records: u64,
    /// Pieces that are none.
    pub unreadable: u64,
    /// What is to be known of it as a whole: that it is cut off, lacks records or has lost fields.
    pub notices: Vec<String>,
    /// Why it could not be read, or not to its end.
    pub failure: Option<String>,
}

impl Tally {
    /// Whether every byte was read and belongs to a record.
    pub fn is_whole(&self) -> bool {
        self.unreadable == 0 && self.failure.is_none()
    }
}
