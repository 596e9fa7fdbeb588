//! Rows of any number put in order in bounded memory: by day, then user, then time.
//!
//! Rows that are too many to be ordered at once are divided by sampled keys into parts, each a temporary file, and each
//! part is ordered on its own, after those before it. Batches hold the columns that their rows use.

mod divide;
mod gather;
mod keys;
mod part;

use arrow::array::RecordBatch;

pub(super) use divide::divide;
use gather::Gathered;
use keys::Keys;

use crate::decoded::fitting;
use crate::error::Result;

/// Bytes of decoded rows that are ordered at once.
const PART_BYTES: u64 = 40 << 20;

/// What a batch that goes on takes, about, and its rows at most.
const BATCH_BYTES: u64 = 8 << 20;
const BATCH_ROWS: u64 = 2048;

/// Takes batches.
pub(super) type Each<'a> = &'a mut dyn FnMut(RecordBatch) -> Result<()>;

/// Rows in any order, in pieces that may be read at the same time.
pub(super) trait Source: Sync {
    /// How many there are.
    fn rows(&self) -> u64;
    /// What they take when they are decoded, about.
    fn bytes(&self) -> u64;
    /// How many pieces there are.
    fn pieces(&self) -> usize;
    /// Calls `each` with the batches of a piece, or with some of their columns; may be called again.
    fn read(&self, piece: usize, columns: Option<&[&str]>, each: Each<'_>) -> Result<()>;
}

/// Whether rows can be put in order without being divided.
pub(super) fn fits(source: &dyn Source) -> bool {
    source.bytes() <= PART_BYTES
}

/// Calls `out` with all rows in order.
pub(super) fn sort(source: &dyn Source, out: Each<'_>) -> Result<()> {
    if fits(source) {
        return order(source, out);
    }
    let parts = divide(source, 1)?;
    if parts.is_empty() {
        // All rows have one key: any order will do.
        return (0..source.pieces()).try_for_each(|piece| source.read(piece, None, out));
    }
    parts.iter().try_for_each(|part| sort(part, out))
}

/// Orders rows that fit in memory.
fn order(source: &dyn Source, out: Each<'_>) -> Result<()> {
    let mut batches = Vec::new();
    for piece in 0..source.pieces() {
        source.read(piece, None, &mut |batch| {
            batches.push(batch);
            Ok(())
        })?;
    }
    let order = Keys::new()?.order(&batches)?;
    let rows = fitting(BATCH_BYTES, source.rows(), source.bytes()).min(BATCH_ROWS);
    let gathered = Gathered::new(batches)?;
    order.chunks(rows as usize).try_for_each(|rows| out(gathered.take(rows)?))
}

fn doing() -> String {
    "cannot put rows in order".into()
}
