//! Rows counted by their source.

use std::collections::BTreeMap;

use arrow::array::{Array, RecordBatch};

use crate::error::Result;
use crate::rows;

/// How many rows of which source; rows without one count under the empty name.
#[derive(Debug, Default)]
pub(super) struct BySource(pub BTreeMap<String, u64>);

impl BySource {
    /// Counts the rows of a batch for which `counts` is true.
    pub fn add(&mut self, batch: &RecordBatch, counts: impl Fn(usize) -> bool) -> Result<()> {
        let sources = rows::texts(batch, trail365_columns::SOURCE)?;
        for row in (0..batch.num_rows()).filter(|row| counts(*row)) {
            let source = sources.as_ref().filter(|s| s.is_valid(row)).map_or("", |s| s.value(row));
            match self.0.get_mut(source) {
                Some(count) => *count += 1,
                None => drop(self.0.insert(source.to_owned(), 1)),
            }
        }
        Ok(())
    }
}
