//! Reads rows back from the lake's files.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Int64Array, RecordBatch, StringViewArray};
use arrow::datatypes::{DataType, Int64Type};
use futures::TryStreamExt;
use futures::stream::BoxStream;
use object_store::ObjectStore;
use object_store::path::Path;
use trail365_columns::Identity;

use crate::data_reader::DataReader;
use crate::error::{Error, ErrorKind, Result};

/// The batches of a file: all columns, or those named that it has.
pub(crate) async fn read(
    store: Arc<dyn ObjectStore>,
    path: &Path,
    columns: Option<&[&str]>,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    DataReader::open(store, path.clone()).await?.read(None, columns)
}

/// Calls `each` with the identity of every record in a file.
pub(crate) async fn identities(
    store: Arc<dyn ObjectStore>,
    path: &Path,
    mut each: impl FnMut(Identity) -> Result<()>,
) -> Result<u64> {
    let mut rows = 0;
    let mut batches = read(store, path, Some(&["id", "content_hash"])).await?;
    while let Some(batch) = batches.try_next().await? {
        identities_of(&batch)?.try_for_each(&mut each)?;
        rows += batch.num_rows() as u64;
    }
    Ok(rows)
}

/// The identity of every row of a batch with the columns `id` and `content_hash`.
pub(crate) fn identities_of(batch: &RecordBatch) -> Result<impl Iterator<Item = Identity>> {
    let ids = texts(batch, "id")?;
    let hashes = numbers(batch, trail365_columns::CONTENT_HASH)?;
    Ok((0..batch.num_rows()).map(move |row| {
        let id = ids.as_ref().filter(|ids| ids.is_valid(row)).map(|ids| ids.value(row));
        Identity::of(id, hashes.value(row))
    }))
}

/// A column of text; `None` when the batch does not have it.
pub(crate) fn texts(batch: &RecordBatch, name: &str) -> Result<Option<StringViewArray>> {
    let Some(column) = batch.column_by_name(name) else { return Ok(None) };
    let wrong =
        || Error::new(ErrorKind::Damaged, format!("a file of the table has no text in the column `{name}`"));
    let column = arrow::compute::cast(column, &DataType::Utf8View).map_err(|_| wrong())?;
    column.as_string_view_opt().cloned().ok_or_else(wrong).map(Some)
}

/// A column of numbers that every file has.
pub(crate) fn numbers(batch: &RecordBatch, name: &str) -> Result<Int64Array> {
    let found = batch.column_by_name(name).and_then(|c| c.as_primitive_opt::<Int64Type>());
    let missing = || {
        Error::new(ErrorKind::Damaged, format!("a file of the table has no numbers in the column `{name}`"))
    };
    found.cloned().ok_or_else(missing)
}
