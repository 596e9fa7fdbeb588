//! Records as JSON Lines.

use std::io::Write;

use anyhow::Result;
use trail365_records::Record;
use trail365_records::survey::RecordPlace;

use crate::input::{Problem, Sink};

/// Bytes that are written together: large enough that the system calls cost nothing beside the parsing.
const CHUNK_BYTES: usize = 128 * 1024;

/// Writes each record on a line.
pub struct Records<'a> {
    out: &'a mut dyn Write,
    chunk: Vec<u8>,
}

impl<'a> Records<'a> {
    /// Creates a writer to `out`.
    pub fn new(out: &'a mut dyn Write) -> Self {
        // A chunk is written once a record takes it over the limit, so the last record needs room beyond it.
        Self { out, chunk: Vec::with_capacity(2 * CHUNK_BYTES) }
    }

    /// Writes what is left.
    pub fn finish(mut self) -> Result<()> {
        self.write_chunk()
    }

    fn write_chunk(&mut self) -> Result<()> {
        self.out.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}

impl Sink for Records<'_> {
    fn take_record(&mut self, _: RecordPlace, record: &Record<'_>) -> Result<()> {
        record.object().write_json(&mut self.chunk);
        self.chunk.push(b'\n');
        if self.chunk.len() < CHUNK_BYTES { Ok(()) } else { self.write_chunk() }
    }

    /// Leaves a piece that is no record out of the output.
    fn take_unreadable(&mut self, _: RecordPlace, _: &Problem) {}
}
