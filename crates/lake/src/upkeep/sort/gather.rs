//! Joins batches with different columns.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array, new_null_array};
use arrow::compute::{concat, take};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};

use super::source::doing;
use crate::error::{Context, Result};

/// The rows of several batches. A column that a batch lacks is null in its rows.
pub(super) struct GatheredRows {
    schema: SchemaRef,
    columns: Vec<ArrayRef>,
}

impl GatheredRows {
    pub fn new(batches: Vec<RecordBatch>) -> Result<Self> {
        let mut places = HashMap::new();
        let mut columns: Vec<Column> = Vec::new();
        let mut rows = 0;
        for batch in batches {
            // Columns stand in the order of their first appearance; a file's builder sorts them by the table's.
            for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
                let place = *places.entry(field.name().clone()).or_insert_with(|| {
                    columns.push(Column::new(field.clone()));
                    columns.len() - 1
                });
                columns[place].push(rows, array);
            }
            rows += batch.num_rows();
        }
        let schema = Schema::new(columns.iter().map(|c| c.field.clone()).collect::<Vec<_>>());
        let columns = columns.into_iter().map(|c| c.finish(rows)).collect::<Result<_>>()?;
        Ok(GatheredRows { schema: Arc::new(schema), columns })
    }

    /// Returns the rows at these places.
    pub fn take_rows(&self, rows: &[u32]) -> Result<RecordBatch> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let rows = UInt32Array::from_iter_values(rows.iter().copied());
        let columns =
            self.columns.iter().map(|c| take(c, &rows, None).damaged(doing)).collect::<Result<_>>()?;
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options).damaged(doing)
    }
}

/// A column that is being joined.
struct Column {
    field: FieldRef,
    arrays: Vec<ArrayRef>,
    rows: usize,
}

impl Column {
    fn new(field: FieldRef) -> Self {
        Column { field, arrays: Vec::new(), rows: 0 }
    }

    /// Appends values whose first one is that of a row.
    fn push(&mut self, row: usize, array: &ArrayRef) {
        if self.rows < row {
            self.arrays.push(new_null_array(self.field.data_type(), row - self.rows));
        }
        self.rows = row + array.len();
        self.arrays.push(array.clone());
    }

    fn finish(mut self, rows: usize) -> Result<ArrayRef> {
        if self.rows < rows {
            self.arrays.push(new_null_array(self.field.data_type(), rows - self.rows));
        }
        concat(&self.arrays.iter().map(AsRef::as_ref).collect::<Vec<_>>()).damaged(doing)
    }
}
