//! Limits of the queries behind pages.

use std::time::Duration;

/// Limits of the queries behind pages. Each has an option of `trail365 ui`, which a page names when the limit ended a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Queries that run at the same time; others wait.
    pub queries: usize,
    /// Time for the queries of a page.
    pub time: Duration,
    /// Time for an export.
    pub export_time: Duration,
    /// Memory in bytes that all queries may take together.
    pub memory_bytes: usize,
    /// Rows that the SQL page shows.
    pub rows: usize,
}

impl Default for Limits {
    /// Two queries of 30 seconds, 2 GiB and 1,000 rows; ten minutes for an export.
    fn default() -> Self {
        Limits {
            queries: 2,
            time: Duration::from_secs(30),
            export_time: Duration::from_mins(10),
            memory_bytes: 2 << 30,
            rows: 1000,
        }
    }
}
