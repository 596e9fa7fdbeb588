//! Batches with different columns as one.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array, new_null_array};
use arrow::compute::{concat, take};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};

use super::doing;
use crate::error::{Context, Result};

/// The rows of batches; a column that a batch lacks is null there.
pub(super) struct Gathered {
    schema: SchemaRef,
    columns: Vec<ArrayRef>,
}

impl Gathered {
    pub fn new(batches: Vec<RecordBatch>) -> Result<Self> {
        let mut places = HashMap::new();
        let mut columns: Vec<Column> = Vec::new();
        let mut rows = 0;
        for batch in batches {
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
        Ok(Gathered { schema: Arc::new(schema), columns })
    }

    /// The rows at these places.
    pub fn take(&self, rows: &[u32]) -> Result<RecordBatch> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let rows = UInt32Array::from_iter_values(rows.iter().copied());
        let columns =
            self.columns.iter().map(|c| take(c, &rows, None).damaged(doing)).collect::<Result<_>>()?;
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options).damaged(doing)
    }
}

/// A column in the making.
struct Column {
    field: FieldRef,
    arrays: Vec<ArrayRef>,
    rows: usize,
}

impl Column {
    fn new(field: FieldRef) -> Self {
        Column { field, arrays: Vec::new(), rows: 0 }
    }

    /// Appends values that begin at a row.
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
