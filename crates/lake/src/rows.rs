//! Reads rows back from the lake's files.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Int64Array, RecordBatch, StringViewArray, new_null_array};
use arrow::datatypes::{DataType, FieldRef, Int64Type, SchemaRef};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use object_store::path::Path;
use parquet::arrow::ProjectionMask;
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;
use trail365_columns::Identity;

use crate::error::{Context, Error, ErrorKind, Result};
use crate::store_file::StoreFile;

/// The batches of a file: all columns, or those named that it has.
pub(crate) async fn read(
    store: Arc<dyn ObjectStore>,
    path: &Path,
    columns: Option<&[&str]>,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let shown = path.to_string();
    let doing = move || format!("cannot read {shown}");
    let reader = StoreFile { store, path: path.clone() };
    let mut builder = ParquetRecordBatchStreamBuilder::new(reader).await.damaged(&doing)?;
    if let Some(columns) = columns {
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        builder = builder.with_projection(mask);
    }
    let batches = builder.with_batch_size(8192).build().damaged(&doing)?;
    Ok(batches.map(move |batch| batch.damaged(&doing)).boxed())
}

/// The names of a file's columns.
pub(crate) async fn columns(store: Arc<dyn ObjectStore>, path: &Path) -> Result<Vec<String>> {
    let reader = StoreFile { store, path: path.clone() };
    let builder =
        ParquetRecordBatchStreamBuilder::new(reader).await.damaged(|| format!("cannot read {path}"))?;
    Ok(builder.schema().fields().iter().map(|f| f.name().clone()).collect())
}

/// A batch with the columns of a schema; those that it lacks are null.
pub(crate) fn widen(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let column = |field: &FieldRef| {
        let found = batch.column_by_name(field.name()).cloned();
        found.unwrap_or_else(|| new_null_array(field.data_type(), batch.num_rows()))
    };
    let columns = schema.fields().iter().map(column).collect();
    RecordBatch::try_new(schema.clone(), columns)
        .damaged(|| "a file of the table has other columns than it should".into())
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
