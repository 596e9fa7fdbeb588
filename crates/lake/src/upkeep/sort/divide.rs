//! Divides rows into parts that follow each other.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{AsArray, RecordBatch, StringViewArray};
use arrow::row::{OwnedRow, Row};

use super::gather::GatheredRows;
use super::keys::{KEY_COLUMNS, RowOrder, SortKeys};
use super::part::{Block, Blocks, Part};
use super::source::{PART_BYTES, RowSource};
use crate::error::Result;
use crate::file::fitting_rows;
use crate::upkeep::threads;

/// Parts into which rows are divided in one step at most, and keys that are looked at for each to do so evenly.
const PARTS: u64 = 512;
const SAMPLED: u64 = 64;

/// Bytes of rows that are dealt to the parts in one go, about: each part gets a block, which is not to be small.
const DEALT_BYTES: u64 = 32 << 20;

/// Bytes that the texts of a block take at most, if it has more than one row.
const BLOCK_BYTES: usize = 32 << 20;

/// Divides rows into parts, which follow each other in order; none if all rows that were looked at have the same key.
pub(crate) fn divide_rows(source: &dyn RowSource, order: RowOrder, threads: usize) -> Result<Vec<Part>> {
    let keys = SortKeys::new(order)?;
    let bounds = sample_bounds(source, &keys)?;
    if bounds.is_empty() {
        return Ok(Vec::new());
    }
    let blocks = Blocks::new()?;
    let parts: Vec<_> = (0..=bounds.len()).map(|_| Mutex::new(Part::new(Arc::clone(&blocks)))).collect();
    let most = fitting_rows(DEALT_BYTES, source.row_count(), source.decoded_bytes());
    let deal = |batches| deal_rows(batches, &keys, &bounds, &parts);
    let take_in = |(waiting, rows): &mut (Vec<RecordBatch>, u64), batch: RecordBatch| {
        *rows += batch.num_rows() as u64;
        waiting.push(batch);
        if *rows < most {
            return Ok(());
        }
        *rows = 0;
        deal(std::mem::take(waiting))
    };
    threads::run_pieces_with(
        threads,
        source.piece_count(),
        |waiting, piece| source.read_piece(piece, None, &mut |batch| take_in(waiting, batch)),
        |(waiting, _)| deal(waiting),
    )?;
    Ok(parts.into_iter().map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner)).collect())
}

/// Returns keys that divide the rows about evenly. Each is the least of a part other than the first.
fn sample_bounds(source: &dyn RowSource, keys: &SortKeys) -> Result<Vec<OwnedRow>> {
    let parts = (source.decoded_bytes() / (PART_BYTES / 2)).clamp(2, PARTS) as usize;
    let step = (source.row_count() / (SAMPLED * parts as u64)).max(1) as usize;
    let mut sampled = Vec::new();
    let mut next = 0;
    let mut sample = |batch: RecordBatch| {
        let keys = keys.keys_of(&batch)?;
        while next < keys.num_rows() {
            sampled.push(keys.row(next).owned());
            next += step;
        }
        next -= keys.num_rows();
        Ok(())
    };
    (0..source.piece_count())
        .try_for_each(|piece| source.read_piece(piece, Some(&KEY_COLUMNS), &mut sample))?;
    sampled.sort_unstable();
    let mut bounds: Vec<_> =
        (1..parts).filter_map(|i| sampled.get(i * sampled.len() / parts).cloned()).collect();
    bounds.dedup();
    // A bound that is the least key of all would leave the first part empty.
    if bounds.first() == sampled.first() {
        bounds.drain(..bounds.len().min(1));
    }
    Ok(bounds)
}

/// Appends each row of batches to its part.
fn deal_rows(
    batches: Vec<RecordBatch>,
    keys: &SortKeys,
    bounds: &[OwnedRow],
    parts: &[Mutex<Part>],
) -> Result<()> {
    let mut order = Vec::new();
    for batch in &batches {
        let keys = keys.keys_of(batch)?;
        let part_of = |row: Row<'_>| bounds.partition_point(|bound| bound.row() <= row);
        let first = order.len() as u32;
        order.extend((first..).zip(&keys).map(|(place, row)| (part_of(row), place)));
    }
    order.sort_unstable();
    let gathered = GatheredRows::new(batches)?;
    for rows in order.chunk_by(|a, b| a.0 == b.0) {
        let places: Vec<u32> = rows.iter().map(|(_, place)| *place).collect();
        push_rows(&gathered.take_rows(&places)?, &parts[rows[0].0])?;
    }
    Ok(())
}

/// Appends rows to a part, in several blocks if they share texts so long that one block would be too large.
fn push_rows(rows: &RecordBatch, part: &Mutex<Part>) -> Result<()> {
    let half = rows.num_rows() / 2;
    if half > 0 && text_bytes(rows) > BLOCK_BYTES {
        push_rows(&rows.slice(0, half), part)?;
        return push_rows(&rows.slice(half, rows.num_rows() - half), part);
    }
    let block = Block::encode(rows)?;
    part.lock().unwrap_or_else(PoisonError::into_inner).push(&block)
}

/// Returns the bytes of the texts of rows when each row has its own copy.
fn text_bytes(rows: &RecordBatch) -> usize {
    let texts = rows.columns().iter().filter_map(|column| column.as_string_view_opt());
    texts.map(StringViewArray::total_buffer_bytes_used).sum()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, StringViewBuilder};

    use super::super::source::doing;
    use super::*;
    use crate::error::Context as _;

    #[test]
    fn rows_that_share_a_long_text_become_several_blocks() -> Result<()> {
        let mut texts = StringViewBuilder::new().with_deduplicate_strings();
        (0..9).for_each(|_| texts.append_value("x".repeat(BLOCK_BYTES / 4)));
        let column: ArrayRef = Arc::new(texts.finish());
        let part = Mutex::new(Part::new(Blocks::new()?));
        push_rows(&RecordBatch::try_from_iter([("text", column)]).damaged(doing)?, &part)?;
        let mut rows = Vec::new();
        let part = part.into_inner().unwrap_or_else(PoisonError::into_inner);
        part.read_piece(0, None, &mut |batch| {
            rows.push(batch.num_rows());
            Ok(())
        })?;
        assert_eq!(rows, [4, 2, 3]);
        Ok(())
    }
}
