//! Counts rows by their source.

use std::collections::BTreeMap;

use arrow::array::{Array, RecordBatch};

use crate::error::Result;
use crate::file::text_column;

/// Number of rows by source. Rows without one count under the empty name.
#[derive(Debug, Default)]
pub(super) struct RowsBySource(pub BTreeMap<String, u64>);

impl RowsBySource {
    /// Counts the rows of a batch for which `counts` is true.
    pub fn count(&mut self, batch: &RecordBatch, counts: impl Fn(usize) -> bool) -> Result<()> {
        let sources = text_column(batch, trail365_columns::SOURCE)?;
        for row in (0..batch.num_rows()).filter(|row| counts(*row)) {
            let source = sources.as_ref().filter(|s| s.is_valid(row)).map_or("", |s| s.value(row));
            // A copy of the name is made once a source, not once a row.
            match self.0.get_mut(source) {
                Some(count) => *count += 1,
                None => drop(self.0.insert(source.to_owned(), 1)),
            }
        }
        Ok(())
    }
}
