//! The columns of a batch in the types that this crate writes.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::cast;

use crate::error::{Problem, Result};
use crate::layout::{column_index, schema};

/// Returns a column by its name, cast where a reader of files gave it another text type; `None` where the batch lacks it.
pub(super) fn column_named(batch: &RecordBatch, name: &str) -> Result<Option<ArrayRef>> {
    let (Some(array), Some(place)) = (batch.column_by_name(name), column_index(name)) else {
        return Ok(None);
    };
    // Readers of Parquet choose their own text type: offsets, large offsets or views.
    let wanted = schema().field(place).data_type();
    if array.data_type() == wanted {
        return Ok(Some(Arc::clone(array)));
    }
    cast(array, wanted)
        .map(Some)
        .map_err(|source| Problem::ColumnType { column: name.to_owned(), source }.into())
}
