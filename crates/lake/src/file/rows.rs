//! Takes columns out of batches that were read back.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringViewArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use trail365_columns::Identity;

use crate::error::{Context, Error, ErrorKind, Result};

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

/// Returns the word of each row in the column `same_id`.
pub(crate) fn relations_of(batch: &RecordBatch) -> Result<Vec<Option<String>>> {
    let Some(column) = text_column(batch, trail365_columns::SAME_ID)? else {
        return Ok(vec![None; batch.num_rows()]);
    };
    Ok(column.iter().map(|word| word.map(str::to_owned)).collect())
}

/// Returns a batch with other words in the column `same_id`.
pub(crate) fn with_relations(batch: &RecordBatch, words: Vec<Option<String>>) -> Result<RecordBatch> {
    if words.iter().all(Option::is_none) && batch.column_by_name(trail365_columns::SAME_ID).is_none() {
        return Ok(batch.clone());
    }
    with_column(batch, trail365_columns::SAME_ID, Arc::new(StringViewArray::from_iter(words)))
}

/// Returns a batch with a column in the place of the one of that name, or behind the others.
pub(crate) fn with_column(batch: &RecordBatch, name: &str, column: ArrayRef) -> Result<RecordBatch> {
    let mut fields: Vec<_> = batch.schema_ref().fields().iter().cloned().collect();
    let mut columns = batch.columns().to_vec();
    match fields.iter().position(|field| field.name() == name) {
        Some(place) => columns[place] = column,
        None => {
            fields.push(Arc::new(Field::new(name, column.data_type().clone(), true)));
            columns.push(column);
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
        .damaged(|| format!("cannot replace the column `{name}`"))
}
