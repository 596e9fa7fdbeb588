//! What takes the rows.

use anyhow::Result;
use arrow::array::RecordBatch;

use super::shown::Shown;

/// What a caller can ask for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// JSON names the columns that are null, too.
    pub nulls: bool,
    /// CSV leaves a text as it is that a spreadsheet would take for a formula.
    pub formulas: bool,
    /// A table on a terminal leaves out the columns without a value.
    pub hide_empty: bool,
}

/// Whether there is use for more rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// There is.
    More,
    /// All that will be shown is there; further rows only count.
    Enough,
}

/// Writes rows in one form.
pub trait Sink {
    /// Takes the next rows.
    fn batch(&mut self, batch: &RecordBatch) -> Result<Need>;

    /// Writes what is left.
    fn finish(&mut self) -> Result<Shown>;
}
