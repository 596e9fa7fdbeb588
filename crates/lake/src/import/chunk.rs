//! What travels from the thread that reads to those that build columns.

use std::sync::Arc;

use super::tally::Tally;

/// Records of one source unit, one after the other.
pub(super) struct Chunk {
    pub unit: Arc<Unit>,
    pub bytes: Vec<u8>,
    pub records: Vec<Place>,
}

/// Where a record lies in its chunk, and where it stood.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub end: usize,
    pub line: u64,
}

/// A source unit while it is being imported.
pub(super) struct Unit {
    pub name: Arc<str>,
    pub tally: Tally,
}

/// Size at which a chunk is passed on.
const CHUNK_BYTES: usize = 512 << 10;

impl Chunk {
    pub fn new(unit: Arc<Unit>) -> Self {
        Chunk { unit, bytes: Vec::new(), records: Vec::new() }
    }

    pub fn push(&mut self, record: &[u8], line: u64) {
        if self.bytes.is_empty() {
            self.bytes.reserve_exact(CHUNK_BYTES.max(record.len()).min(CHUNK_BYTES + record.len()));
        }
        self.bytes.extend_from_slice(record);
        self.records.push(Place { end: self.bytes.len(), line });
    }

    /// As large as what it has: those of small units wait in great numbers until there is enough for a batch.
    pub fn ended(mut self) -> Self {
        self.bytes.shrink_to_fit();
        self
    }

    /// Whether another record would make it larger than it should be.
    pub fn is_full(&self, next: usize) -> bool {
        !self.records.is_empty() && self.bytes.len() + next > CHUNK_BYTES
    }
}
