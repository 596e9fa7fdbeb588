//! Expressions over some rows of a batch that may lack columns.

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::SchemaRef;
use datafusion::common::Result;

use super::compile::Planned;
use crate::tables::columns_of;

/// Evaluates an expression for some rows of a batch.
pub(super) fn evaluate_rows(plan: &Planned, batch: &RecordBatch, rows: &UInt32Array) -> Result<ArrayRef> {
    let batch = take_rows(&plan.schema, batch, rows)?;
    plan.expr.evaluate(&batch)?.into_array(batch.num_rows())
}

/// Takes some rows of a batch, with these columns: one that it lacks is null.
pub(super) fn take_rows(schema: &SchemaRef, batch: &RecordBatch, rows: &UInt32Array) -> Result<RecordBatch> {
    let batch = columns_of(batch, schema)?;
    let columns =
        batch.columns().iter().map(|column| Ok(take(column, rows, None)?)).collect::<Result<_>>()?;
    let count = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    Ok(RecordBatch::try_new_with_options(schema.clone(), columns, &count)?)
}
