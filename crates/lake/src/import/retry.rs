//! Reads rejected input again.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BinaryArray, Int64Array, RecordBatch, StringViewArray};
use sha2::{Digest, Sha256};
use trail365_read::Reader;

use super::chunk::Unit;
use super::tally::Counts;
use super::unit::{UnitRead, read_limits, split_records};
use super::worker::{Queue, Shared};
use crate::error::{Error, ErrorKind, Result};
use crate::file::{number_column, text_column};

/// Format that the ledger names.
pub(super) const FORMAT: &str = "rejected input";

/// Rows of the table `rejected`.
pub(super) struct RejectedPieces {
    sources: StringViewArray,
    lines: Int64Array,
    bytes: BinaryArray,
}

impl RejectedPieces {
    pub fn of_batch(batch: &RecordBatch) -> Result<Self> {
        let missing = || Error::new(ErrorKind::Damaged, "a file of `rejected` lacks a column");
        let bytes = batch.column_by_name("bytes").and_then(|column| column.as_binary_opt::<i32>());
        Ok(RejectedPieces {
            sources: text_column(batch, "source")?.ok_or_else(missing)?,
            lines: number_column(batch, "source_line")?,
            bytes: bytes.ok_or_else(missing)?.clone(),
        })
    }

    /// Returns the rows of each source. Where sources were read at the same time, their rows alternate in the table.
    pub fn rows_by_source(&self) -> Vec<Vec<usize>> {
        let mut rows: Vec<_> = (0..self.sources.len()).collect();
        rows.sort_by_key(|row| self.source(*row));
        rows.chunk_by(|a, b| self.source(*a) == self.source(*b)).map(<[usize]>::to_vec).collect()
    }

    pub fn source(&self, row: usize) -> &str {
        self.sources.value(row)
    }

    fn line(&self, row: usize) -> u64 {
        self.lines.value(row) as u64
    }

    fn bytes(&self, row: usize) -> &[u8] {
        if self.bytes.is_valid(row) { self.bytes.value(row) } else { &[] }
    }
}

/// Reads the pieces of a source, which become one unit.
pub(super) fn read_again(
    shared: &Shared,
    queue: &Queue,
    pieces: &RejectedPieces,
    rows: &[usize],
) -> Result<UnitRead> {
    let name = rows.first().map_or("", |row| pieces.source(*row));
    let unit = Arc::new(shared.start_unit(name));
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    for row in rows {
        let (line, piece) = (pieces.line(*row), pieces.bytes(*row));
        hash.update(piece);
        bytes += piece.len() as u64;
        // The table has the piece already, so that this keeps no second copy; the counts are new.
        if let Some(failure) = read_piece(shared, queue, &unit, line, piece)? {
            let mut counts = Counts::default();
            counts.count_rejected(failure.kind().summary().to_owned());
            unit.tally.join(counts);
            shared.reject_piece(&unit, line, failure.to_string(), piece)?;
        }
    }
    let sha256 = format!("{:x}", hash.finalize());
    Ok(UnitRead {
        unit,
        sha256,
        bytes,
        format: FORMAT.into(),
        notices: Vec::new(),
        failure: None,
        content: None,
    })
}

/// Reads a piece. Returns the error if it cannot be read.
fn read_piece(
    shared: &Shared,
    queue: &Queue,
    unit: &Arc<Unit>,
    line: u64,
    piece: &[u8],
) -> Result<Option<trail365_read::Error>> {
    match Reader::of_piece(piece, read_limits(shared), shared.encoding) {
        Ok(mut reader) => {
            split_records(shared, queue, unit, line.saturating_sub(1), &mut reader, &mut |_| ())
        }
        Err(failure) => Ok(Some(failure)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_source_come_together_and_in_their_order() {
        let sources: StringViewArray = ["b", "a", "b", "c", "a"].map(Some).into_iter().collect();
        let lines = Int64Array::from_iter_values(0..5);
        let bytes = BinaryArray::from_iter_values([b"x"; 5]);
        let pieces = RejectedPieces { sources, lines, bytes };
        assert_eq!(pieces.rows_by_source(), [vec![1, 4], vec![0, 2], vec![3]]);
    }
}
