//! How much memory the rows of a Parquet file take when they are decoded, by its metadata.

use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};

/// What a batch takes at most, about.
const BATCH_BYTES: u64 = 32 << 20;

/// Rows of a batch at most.
const BATCH_ROWS: u64 = 8192;

/// What a value takes beside its bytes: a text has a view.
const VALUE_BYTES: u64 = 16;

/// Bytes of a row group's leaves for which `wanted` is true. Texts are views into decoded pages and dictionaries, so a
/// value that repeats is there once.
pub(crate) fn group_bytes(group: &RowGroupMetaData, wanted: impl Fn(usize) -> bool) -> u64 {
    let leaves = group.columns().iter().enumerate().filter(|(leaf, _)| wanted(*leaf));
    let rows = group.num_rows().unsigned_abs();
    leaves.map(|(_, column)| column.uncompressed_size().unsigned_abs() + rows * VALUE_BYTES).sum()
}

/// Counts the rows that a batch of a file may have so that it decodes to about 32 MiB at most. Leaf columns of the file
/// count for which `wanted` is true.
pub fn batch_rows(file: &ParquetMetaData, wanted: impl Fn(usize) -> bool) -> usize {
    let groups = file.row_groups().iter().map(|g| (g.num_rows().unsigned_abs(), group_bytes(g, &wanted)));
    let rows = groups.map(|(rows, bytes)| fitting(BATCH_BYTES, rows, bytes)).min().unwrap_or(BATCH_ROWS);
    rows.min(BATCH_ROWS) as usize
}

/// How many rows fit into `budget` where `rows` take `bytes`; one at least.
pub(crate) fn fitting(budget: u64, rows: u64, bytes: u64) -> u64 {
    (u128::from(budget) * u128::from(rows) / u128::from(bytes.max(1))).clamp(1, u128::from(u64::MAX)) as u64
}
