//! Puts any number of rows in order, in bounded memory: by day, then user, then time, or by tenant before these.
//!
//! Rows that are too many for memory are divided by sampled keys into parts, each a temporary file, and each part is
//! ordered on its own, after those before it. Batches hold the columns that their rows use.

mod divide;
mod gather;
mod keys;
mod part;
mod source;

pub(super) use divide::divide_rows;
use gather::GatheredRows;
pub(super) use keys::RowOrder;
use keys::SortKeys;
pub(super) use source::{EachBatch, RowSource, fits_in_memory};

use crate::error::Result;
use crate::file::fitting_rows;

/// Bytes of a batch that goes on, about, and its rows at most.
const BATCH_BYTES: u64 = 8 << 20;
const BATCH_ROWS: u64 = 2048;

/// Calls `out` with all rows in order.
pub(super) fn sort_rows(source: &dyn RowSource, order: RowOrder, out: EachBatch<'_>) -> Result<()> {
    if fits_in_memory(source) {
        return sort_in_memory(source, order, out);
    }
    let parts = divide_rows(source, order, 1)?;
    if parts.is_empty() {
        // All rows have the same key, so any order will do.
        return (0..source.piece_count()).try_for_each(|piece| source.read_piece(piece, None, out));
    }
    parts.iter().try_for_each(|part| sort_rows(part, order, out))
}

/// Sorts rows that fit in memory.
fn sort_in_memory(source: &dyn RowSource, order: RowOrder, out: EachBatch<'_>) -> Result<()> {
    let mut batches = Vec::new();
    for piece in 0..source.piece_count() {
        source.read_piece(piece, None, &mut |batch| {
            batches.push(batch);
            Ok(())
        })?;
    }
    let places = SortKeys::new(order)?.order_of(&batches)?;
    let rows = fitting_rows(BATCH_BYTES, source.row_count(), source.decoded_bytes()).min(BATCH_ROWS);
    let gathered = GatheredRows::new(batches)?;
    places.chunks(rows as usize).try_for_each(|rows| out(gathered.take_rows(rows)?))
}
