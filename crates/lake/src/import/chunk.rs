//! Records on their way from the thread that reads to those that build columns.

use std::sync::Arc;

use trail365_columns::Incomplete;
use trail365_read::{Completeness, Item};

use super::tally::Tally;

/// Bytes at which a chunk is passed on: large enough that the queue costs nothing, small enough that all threads get
/// work from one unit.
const CHUNK_BYTES: usize = 512 << 10;

/// Records of one source unit, one after the other.
pub(super) struct Chunk {
    pub unit: Arc<Unit>,
    pub bytes: Vec<u8>,
    pub records: Vec<RecordEnd>,
    /// Carriers of the records, one after the other. Apart from `bytes`, which stays until its columns are encoded.
    pub carriers: Vec<u8>,
}

/// End of a record in its chunk, the line that it stood at, and what it lacks.
#[derive(Clone, Copy)]
pub(super) struct RecordEnd {
    pub end: usize,
    /// End of its carrier among the carriers of the chunk.
    pub carrier_end: usize,
    pub line: u64,
    pub incomplete: Option<Incomplete>,
}

/// A source unit while it is being imported.
pub(super) struct Unit {
    pub name: Arc<str>,
    /// Number of the unit in its import.
    pub number: u64,
    pub tally: Tally,
}

impl Chunk {
    pub fn new(unit: Arc<Unit>) -> Self {
        Chunk { unit, bytes: Vec::new(), records: Vec::new(), carriers: Vec::new() }
    }

    /// Takes in a record. Its carrier comes along, because only the parser will know whether the record is one, and a
    /// record that is none is kept with what stands around it.
    pub fn push(&mut self, record: &[u8], item: &Item<'_>, line: u64) {
        if self.bytes.is_empty() {
            self.bytes.reserve_exact(CHUNK_BYTES.max(record.len()).min(CHUNK_BYTES + record.len()));
        }
        self.bytes.extend_from_slice(record);
        self.carriers.extend_from_slice(item.carrier);
        let (end, carrier_end) = (self.bytes.len(), self.carriers.len());
        self.records.push(RecordEnd { end, carrier_end, line, incomplete: incomplete(item.completeness) });
    }

    /// Gives back the room that it does not use: chunks of small units wait in great numbers for a full batch.
    pub fn shrunk(mut self) -> Self {
        self.bytes.shrink_to_fit();
        self.carriers.shrink_to_fit();
        self
    }

    /// Reports whether a record of so many bytes, its carrier included, would make it too large.
    pub fn is_full(&self, next: usize) -> bool {
        let held = self.bytes.len() + self.carriers.len();
        !self.records.is_empty() && held + next > CHUNK_BYTES
    }
}

/// Returns what a record lacks by the reader's words.
fn incomplete(completeness: Completeness) -> Option<Incomplete> {
    match completeness {
        Completeness::Whole => None,
        Completeness::Partial => Some(Incomplete::Partial),
        Completeness::Truncated => Some(Incomplete::Truncated),
    }
}
