//! A later try of rejected input.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use arrow::array::{Array, AsArray, BinaryArray, RecordBatch};
use arrow::datatypes::Int64Type;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};

use super::chunk::{Chunk, Unit};
use super::tally::Tally;
use super::unit::{Read, send};
use super::worker::Work;
use super::{Importer, lost};
use crate::error::{Error, ErrorKind, Result};
use crate::rows;

/// What the ledger says of the format.
const FORMAT: &str = "rejected input";

impl Importer<'_> {
    /// Takes every piece of the table `rejected` as a record, by the limits of this import. Each source is a unit of its
    /// own name again; pieces that still are no records stay what they are.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written.
    pub fn again(&mut self) -> Result<()> {
        let (runtime, store) = (self.shared.runtime.clone(), self.lake.rejected.store());
        for file in runtime.block_on(self.lake.rejected.files())? {
            let mut batches = runtime.block_on(rows::read(store.clone(), &file.path, None))?;
            while let Some(batch) = runtime.block_on(batches.try_next())? {
                self.pieces(&batch)?;
            }
        }
        Ok(())
    }

    fn pieces(&mut self, batch: &RecordBatch) -> Result<()> {
        let missing = || Error::new(ErrorKind::Damaged, "a file of `rejected` lacks a column");
        let sources = rows::texts(batch, "source")?.ok_or_else(missing)?;
        let lines = batch.column_by_name("source_line").and_then(|c| c.as_primitive_opt::<Int64Type>());
        let bytes = batch.column_by_name("bytes").and_then(|c| c.as_binary_opt::<i32>());
        let (lines, bytes) = (lines.ok_or_else(missing)?, bytes.ok_or_else(missing)?);
        let mut start = 0;
        while start < batch.num_rows() {
            let source = sources.value(start);
            let end = (start..batch.num_rows()).find(|row| sources.value(*row) != source);
            let rows = start..end.unwrap_or(batch.num_rows());
            start = rows.end;
            self.make_room_for(source)?;
            let Some(queue) = &self.queue else { return Err(lost()) };
            let pieces = rows.map(|row| (lines.value(row) as u64, piece(bytes, row)));
            let read = read(queue, source, pieces)?;
            self.read(read)?;
        }
        Ok(())
    }
}

fn piece(bytes: &BinaryArray, row: usize) -> &[u8] {
    if bytes.is_valid(row) { bytes.value(row) } else { &[] }
}

fn read<'p>(
    queue: &SyncSender<Work>,
    source: &str,
    pieces: impl Iterator<Item = (u64, &'p [u8])>,
) -> Result<Read> {
    let unit = Arc::new(Unit { name: source.into(), tally: Tally::default() });
    let mut chunk = Chunk::new(unit.clone());
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    for (line, piece) in pieces {
        hash.update(piece);
        bytes += piece.len() as u64;
        if chunk.is_full(piece.len()) {
            send(queue, std::mem::replace(&mut chunk, Chunk::new(unit.clone())))?;
        }
        chunk.push(piece, line);
    }
    send(queue, chunk)?;
    let sha256 = format!("{:x}", hash.finalize());
    Ok(Read { unit, sha256, bytes, format: FORMAT.into(), notices: Vec::new(), whole: true, content: None })
}
