//! How much of a report is for reading; files have the rest.

/// Rows of a table.
pub const MOST_ROWS: usize = 200;

/// Numbers of records of a sentence or a cell.
pub const MOST_RECORDS: usize = 8;
