//! Expressions over some rows of a batch that may lack columns.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array, new_null_array};
use arrow::compute::{cast, take, take_record_batch};
use arrow::datatypes::SchemaRef;
use datafusion::common::Result;

use super::compile::Planned;
use super::subjects::RECORD;
use crate::tables::records_of;

/// Evaluates an expression for some rows of a batch.
pub(super) fn evaluate_rows(plan: &Planned, batch: &RecordBatch, rows: &UInt32Array) -> Result<ArrayRef> {
    let batch = take_rows(&plan.schema, batch, rows)?;
    plan.expr.evaluate(&batch)?.into_array(batch.num_rows())
}

/// Takes some rows of a batch, with these columns: one that it lacks is null.
pub(super) fn take_rows(schema: &SchemaRef, batch: &RecordBatch, rows: &UInt32Array) -> Result<RecordBatch> {
    let column = |field: &Arc<arrow::datatypes::Field>| -> Result<ArrayRef> {
        match batch.column_by_name(field.name()) {
            Some(column) => {
                let taken = take(column, rows, None)?;
                Ok(if taken.data_type() == field.data_type() { taken } else { cast(&taken, field.data_type())? })
            }
            None if field.name() == RECORD => Ok(Arc::new(records_of(&take_record_batch(batch, rows)?)?)),
            None => Ok(new_null_array(field.data_type(), rows.len())),
        }
    };
    let columns = schema.fields().iter().map(column).collect::<Result<Vec<_>>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    Ok(RecordBatch::try_new_with_options(schema.clone(), columns, &options)?)
}
