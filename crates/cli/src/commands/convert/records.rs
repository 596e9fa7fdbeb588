//! Records as JSON Lines.

use std::io::Write;

use anyhow::Result;
use trail365_records::Record;
use trail365_records::survey::RecordPlace;

use crate::input::{Problem, Sink};

/// How much is written at once.
const CHUNK_BYTES: usize = 128 * 1024;

/// Writes each record on a line.
pub struct Records<'a> {
    out: &'a mut dyn Write,
    chunk: Vec<u8>,
}

impl<'a> Records<'a> {
    /// Writes to `out`.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, chunk: Vec::with_capacity(2 * CHUNK_BYTES) }
    }

    /// Writes what is left.
    pub fn finish(mut self) -> Result<()> {
        self.write()
    }

    fn write(&mut self) -> Result<()> {
        self.out.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}

impl Sink for Records<'_> {
    fn record(&mut self, _: RecordPlace, record: &Record<'_>) -> Result<()> {
        record.object().write_json(&mut self.chunk);
        self.chunk.push(b'\n');
        if self.chunk.len() < CHUNK_BYTES { Ok(()) } else { self.write() }
    }

    /// What is no record has no place in the output.
    fn unreadable(&mut self, _: RecordPlace, _: &Problem) {}
}
