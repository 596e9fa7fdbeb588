//! Reads the rows of files.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, FieldRef, Schema, SchemaRef};
use arrow::error::ArrowError;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use object_store::path::Path;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, RowSelection};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;
use parquet::file::metadata::RowGroupMetaData;
use trail365_columns::Identity;

use super::conform::{conform, with_views};
use super::decoded;
use super::rows::identities_of;
use super::store_file::StoreFile;
use crate::error::{Context, Result};
use crate::words::FileWords;

type StreamBuilder = ParquetRecordBatchStreamBuilder<StoreFile>;

/// Reads the files of one table.
#[derive(Debug, Clone)]
pub(crate) struct RowReader {
    /// Store of the table's folder.
    pub store: Arc<dyn ObjectStore>,
    /// Types that rows have in memory.
    pub schema: SchemaRef,
}

impl RowReader {
    /// Returns the batches of a file: all columns, or those of the named ones that it has.
    pub async fn read(
        &self,
        path: &Path,
        columns: Option<&[&str]>,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        DataReader::open(self, path.clone()).await?.read(None, columns)
    }

    /// Calls `each` with the identity of every record of a file.
    pub async fn read_identities(
        &self,
        path: &Path,
        mut each: impl FnMut(Identity) -> Result<()>,
    ) -> Result<()> {
        let mut batches = self.read(path, Some(&["id", trail365_columns::CONTENT_HASH])).await?;
        while let Some(batch) = batches.try_next().await? {
            identities_of(&batch)?.try_for_each(&mut each)?;
        }
        Ok(())
    }
}

/// A file whose metadata has been read.
pub(crate) struct DataReader {
    rows: RowReader,
    path: Path,
    metadata: ArrowReaderMetadata,
}

impl DataReader {
    pub async fn open(rows: &RowReader, path: Path) -> Result<Self> {
        let doing = || format!("cannot read {path}");
        let mut file = StoreFile { store: rows.store.clone(), path: path.clone() };
        // Files of format 0 carry an Arrow schema of their own. Skipped, they are read as all others are.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load_async(&mut file, options.clone()).await.damaged(doing)?;
        let schema = with_views(metadata.schema(), &rows.schema);
        let options = options.with_schema(Arc::new(schema));
        let metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options).damaged(doing)?;
        Ok(DataReader { rows: rows.clone(), path, metadata })
    }

    /// Returns the number of row groups.
    pub fn group_count(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Returns the number of rows, by the file's own footer.
    pub fn row_count(&self) -> u64 {
        self.metadata.metadata().file_metadata().num_rows().unsigned_abs()
    }

    /// Reports whether rows may lack a creation time, as the bounds of the file do not say.
    pub fn lacks_times(&self) -> bool {
        let schema = self.metadata.parquet_schema();
        let place = schema.columns().iter().position(|column| column.path().string() == "creation_time");
        let Some(place) = place else { return true };
        let nulls = |group: &RowGroupMetaData| group.column(place).statistics()?.null_count_opt();
        !self.metadata.metadata().row_groups().iter().all(|group| nulls(group) == Some(0))
    }

    /// Returns where its word indexes stand; `None` if it has none.
    pub fn words(&self) -> Result<Option<FileWords>> {
        FileWords::find(&self.path, self.metadata.metadata())
    }

    /// Returns about how many bytes its rows take when they are decoded.
    pub fn decoded_bytes(&self) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        groups.iter().map(|group| decoded::decoded_bytes(group, |_| true)).sum()
    }

    /// Returns the batches of the file or of one row group: all columns, or those of the named ones that it has.
    /// A batch has as many rows as take little memory.
    pub fn read(
        &self,
        group: Option<usize>,
        columns: Option<&[&str]>,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        self.stream(columns, |builder| match group {
            Some(group) => builder.with_row_groups(vec![group]),
            None => builder,
        })
    }

    /// Returns batches of the rows with these numbers, which are in order: all columns, or those of the named ones that it
    /// has. Pages without such a row are not decoded.
    pub fn read_rows(
        &self,
        rows: &[usize],
        columns: Option<&[&str]>,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let all = usize::try_from(self.row_count()).unwrap_or(usize::MAX);
        let selection = RowSelection::from_consecutive_ranges(rows.iter().map(|row| *row..*row + 1), all);
        self.stream(columns, |builder| builder.with_row_selection(selection))
    }

    fn stream(
        &self,
        columns: Option<&[&str]>,
        choose: impl FnOnce(StreamBuilder) -> StreamBuilder,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let path = self.path.clone();
        let doing = move || format!("cannot read {path}");
        let mask = match columns {
            Some(columns) => ProjectionMask::columns(self.metadata.parquet_schema(), columns.iter().copied()),
            None => ProjectionMask::all(),
        };
        // With a fixed number of rows, 8,192 fields of some megabytes took 2.4 to 3.7 GB in a compaction.
        let rows = decoded::batch_rows(self.metadata.metadata(), |leaf| mask.leaf_included(leaf));
        let file = StoreFile { store: self.rows.store.clone(), path: self.path.clone() };
        let builder = ParquetRecordBatchStreamBuilder::new_with_metadata(file, self.metadata.clone());
        let batches = choose(builder).with_projection(mask).with_batch_size(rows).build().damaged(&doing)?;
        let schema = self.rows.schema.clone();
        let to_table =
            move |batch: Result<_, _>| to_table_types(batch.damaged(&doing)?, &schema).damaged(&doing);
        Ok(batches.map(to_table).boxed())
    }
}

/// Returns a batch whose columns have the types of the table. Columns that the table lacks stay as they are.
fn to_table_types(batch: RecordBatch, table: &Schema) -> Result<RecordBatch, ArrowError> {
    let wanted =
        |field: &FieldRef| table.field_with_name(field.name()).ok().map(|field| field.data_type().clone());
    let is_wanted = |field: &FieldRef| wanted(field).is_none_or(|wanted| wanted == *field.data_type());
    // Nearly always: only nested columns of an older build differ.
    if batch.schema_ref().fields().iter().all(is_wanted) {
        return Ok(batch);
    }
    let convert = |(field, column): (&FieldRef, &ArrayRef)| {
        let data_type: DataType = wanted(field).unwrap_or_else(|| field.data_type().clone());
        let column = conform(column, &data_type)?;
        Ok((field.as_ref().clone().with_data_type(data_type), column))
    };
    let converted = batch.schema_ref().fields().iter().zip(batch.columns()).map(convert);
    let (fields, columns): (Vec<_>, Vec<_>) =
        converted.collect::<Result<Vec<_>, ArrowError>>()?.into_iter().unzip();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)
}
