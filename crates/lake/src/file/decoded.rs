//! Estimates of the memory that decoded rows take, from the metadata of their file.

use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};

/// Bytes that a batch takes at most, about.
const BATCH_BYTES: u64 = 32 << 20;

/// Rows of a batch at most.
const BATCH_ROWS: u64 = 8192;

/// Bytes that a value takes beside its text: one view.
const VALUE_BYTES: u64 = 16;

/// Returns the decoded bytes of those leaves of a row group for which `wanted` is true. Texts are views into decoded
/// pages and dictionaries, so a value that repeats counts once.
pub(crate) fn decoded_bytes(group: &RowGroupMetaData, wanted: impl Fn(usize) -> bool) -> u64 {
    let leaves = group.columns().iter().enumerate().filter(|(leaf, _)| wanted(*leaf));
    let rows = group.num_rows().unsigned_abs();
    leaves.map(|(_, column)| column.uncompressed_size().unsigned_abs() + rows * VALUE_BYTES).sum()
}

/// Returns how many rows a batch of a file may have so that it decodes to about 32 MiB at most. Leaf columns of the file
/// count for which `wanted` is true.
pub fn batch_rows(file: &ParquetMetaData, wanted: impl Fn(usize) -> bool) -> usize {
    let groups = file.row_groups().iter().map(|g| (g.num_rows().unsigned_abs(), decoded_bytes(g, &wanted)));
    let rows = groups.map(|(rows, bytes)| fitting_rows(BATCH_BYTES, rows, bytes)).min().unwrap_or(BATCH_ROWS);
    rows.min(BATCH_ROWS) as usize
}

/// Returns how many rows fit into `budget` when `rows` take `bytes`; at least one.
pub(crate) fn fitting_rows(budget: u64, rows: u64, bytes: u64) -> u64 {
    (u128::from(budget) * u128::from(rows) / u128::from(bytes.max(1))).clamp(1, u128::from(u64::MAX)) as u64
}
