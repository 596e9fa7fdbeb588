//! A later try of rejected input.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use arrow::array::{Array, AsArray, BinaryArray, RecordBatch, StringViewArray};
use arrow::datatypes::Int64Type;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use trail365_read::Reader;

use super::chunk::Unit;
use super::tally::{Counts, Tally};
use super::unit::{Read, limits, split};
use super::worker::{Shared, Work};
use super::{Importer, lost};
use crate::error::{Error, ErrorKind, Result};
use crate::rows;

/// What the ledger says of the format.
const FORMAT: &str = "rejected input";

impl Importer<'_> {
    /// Takes every piece of the table `rejected` as input, by the limits of this import. Each source is a unit of its own
    /// name again; pieces that still are no records stay what they are.
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
        for rows in by_source(&sources).chunk_by(|a, b| sources.value(*a) == sources.value(*b)) {
            let source = sources.value(rows[0]);
            self.make_room_for(source)?;
            let Some(queue) = &self.queue else { return Err(lost()) };
            let pieces = rows.iter().map(|row| (lines.value(*row) as u64, piece(bytes, *row)));
            let read = read(&self.shared, queue, source, pieces)?;
            self.read(read)?;
        }
        Ok(())
    }
}

/// The rows, those of a source together: where sources are read at the same time, theirs stand between each other.
fn by_source(sources: &StringViewArray) -> Vec<usize> {
    let mut rows: Vec<_> = (0..sources.len()).collect();
    rows.sort_by_key(|row| sources.value(*row));
    rows
}

fn piece(bytes: &BinaryArray, row: usize) -> &[u8] {
    if bytes.is_valid(row) { bytes.value(row) } else { &[] }
}

fn read<'p>(
    shared: &Shared,
    queue: &SyncSender<Work>,
    source: &str,
    pieces: impl Iterator<Item = (u64, &'p [u8])>,
) -> Result<Read> {
    let unit = Arc::new(Unit { name: source.into(), tally: Tally::default() });
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    for (line, piece) in pieces {
        hash.update(piece);
        bytes += piece.len() as u64;
        if let Some(failure) = take(shared, queue, &unit, line, piece)? {
            let mut counts = Counts::default();
            counts.rejected(failure.to_string());
            unit.tally.add(counts);
            shared.reject(&unit, line, failure.to_string(), piece)?;
        }
    }
    let sha256 = format!("{:x}", hash.finalize());
    Ok(Read { unit, sha256, bytes, format: FORMAT.into(), notices: Vec::new(), failure: None, content: None })
}

/// Reads a piece; gives why it cannot be read.
fn take(
    shared: &Shared,
    queue: &SyncSender<Work>,
    unit: &Arc<Unit>,
    line: u64,
    piece: &[u8],
) -> Result<Option<trail365_read::Error>> {
    match Reader::with_limits(piece, limits(shared)) {
        Ok(mut reader) => split(shared, queue, unit, line.saturating_sub(1), &mut reader, &mut |_| ()),
        Err(failure) => Ok(Some(failure)),
    }
}

#[cfg(test)]
mod tests {
    use super::by_source;

    #[test]
    fn rows_of_a_source_come_together_and_in_their_order() {
        let sources = ["b", "a", "b", "c", "a"].map(Some);
        assert_eq!(by_source(&sources.into_iter().collect()), [1, 4, 0, 2, 3]);
    }
}
