//! Rows that can be put in order, wherever they are.

use arrow::array::RecordBatch;

use crate::error::Result;

/// Bytes of decoded rows that are ordered in memory. Up to four threads do so at the same time.
pub(super) const PART_BYTES: u64 = 40 << 20;

/// A function that takes batches.
pub(crate) type EachBatch<'a> = &'a mut dyn FnMut(RecordBatch) -> Result<()>;

/// Rows in any order, in pieces that may be read at the same time.
pub(crate) trait RowSource: Sync {
    /// Returns the number of rows.
    fn row_count(&self) -> u64;
    /// Returns about how many bytes the rows take when they are decoded.
    fn decoded_bytes(&self) -> u64;
    /// Returns the number of pieces.
    fn piece_count(&self) -> usize;
    /// Calls `each` with the batches of a piece, or with some of their columns. May be called again.
    fn read_piece(&self, piece: usize, columns: Option<&[&str]>, each: EachBatch<'_>) -> Result<()>;
}

/// Reports whether rows can be put in order without being divided.
pub(crate) fn fits_in_memory(source: &dyn RowSource) -> bool {
    source.decoded_bytes() <= PART_BYTES
}

/// Returns what an error says was being done.
pub(super) fn doing() -> String {
    "cannot put rows in order".into()
}
