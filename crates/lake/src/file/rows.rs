//! Takes columns out of batches that were read back.

use arrow::array::{Array, AsArray, Int64Array, RecordBatch, StringViewArray};
use arrow::datatypes::{DataType, Int64Type};
use trail365_columns::Identity;

use crate::error::{Error, ErrorKind, Result};

/// Returns the identity of every row of a batch with the columns `id` and `content_hash`.
pub(crate) fn identities_of(batch: &RecordBatch) -> Result<impl Iterator<Item = Identity>> {
    let ids = text_column(batch, "id")?;
    let hashes = number_column(batch, trail365_columns::CONTENT_HASH)?;
    Ok((0..batch.num_rows()).map(move |row| {
        // A record without an Id is known by its content alone.
        let id = ids.as_ref().filter(|ids| ids.is_valid(row)).map(|ids| ids.value(row));
        Identity::of(id, hashes.value(row))
    }))
}

/// Returns a column of text; `None` when the batch does not have it.
pub(crate) fn text_column(batch: &RecordBatch, name: &str) -> Result<Option<StringViewArray>> {
    let Some(column) = batch.column_by_name(name) else { return Ok(None) };
    let wrong =
        || Error::new(ErrorKind::Damaged, format!("a file of the table has no text in the column `{name}`"));
    // The ledger's texts are no views; casting views to views costs nothing.
    let column = arrow::compute::cast(column, &DataType::Utf8View).map_err(|_| wrong())?;
    column.as_string_view_opt().cloned().ok_or_else(wrong).map(Some)
}

/// Returns a column of numbers that every file has.
pub(crate) fn number_column(batch: &RecordBatch, name: &str) -> Result<Int64Array> {
    let found = batch.column_by_name(name).and_then(|c| c.as_primitive_opt::<Int64Type>());
    let missing = || {
        Error::new(ErrorKind::Damaged, format!("a file of the table has no numbers in the column `{name}`"))
    };
    found.cloned().ok_or_else(missing)
}
