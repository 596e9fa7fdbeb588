//! A scan of some of a table's files.

use std::cmp::Reverse;
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use chrono::DateTime;
use datafusion::catalog::Session;
use datafusion::common::config::TableParquetOptions;
use datafusion::common::runtime::SpawnedTask;
use datafusion::common::stats::Precision;
use datafusion::common::{DataFusionError, Result, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::ParquetRowSelection;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::ExecutionPlan;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::ObjectMeta;
use parquet::arrow::arrow_reader::RowSelection;
use parquet::file::metadata::PageIndexPolicy;
use trail365_lake::DataFile;

use super::metadata::{FileStore, metadata_cache, read_metadata};
use super::reading::Readers;

/// A file, and those of its rows that a query may ask for; `None` for all.
#[derive(Debug, Clone)]
pub(super) struct FileRows {
    pub file: Arc<DataFile>,
    pub rows: Option<RowSelection>,
}

/// Returns all rows of files.
pub(super) fn all_rows(files: Vec<Arc<DataFile>>) -> Vec<FileRows> {
    files.into_iter().map(|file| FileRows { file, rows: None }).collect()
}

/// Files whose metadata is read for the size of their rows. A sample: each costs a request to the store, and the scan reads
/// the same metadata later from the cache.
const MEASURED_FILES: usize = 64;

/// Requests for metadata that run simultaneously.
pub(super) const CONCURRENT_REQUESTS: usize = 8;

/// Plans the reading of columns of the files; columns that a file lacks are null. Batches of large rows are short.
pub(super) async fn plan_scan(
    state: &dyn Session,
    store: &FileStore,
    schema: &SchemaRef,
    files: &[FileRows],
    columns: Vec<usize>,
    is_filtered: bool,
    limit: Option<usize>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let runtime = state.runtime_env();
    // Registered at each scan, because one runtime may serve sessions over several lakes and the name alone does not
    // tell whether another scan has registered the store already.
    runtime.register_object_store(store.url.as_ref(), store.store.clone());
    let global = state.config_options().execution.parquet.clone();
    let options = TableParquetOptions { global, ..TableParquetOptions::default() };
    let source = ParquetSource::new(schema.clone())
        .with_table_parquet_options(options)
        // Filters run while columns are decoded, so the wide columns of rows that fail are never decoded: most queries
        // of audit activity ask for few rows and many columns.
        .with_pushdown_filters(true)
        .with_reorder_filters(true)
        .with_parquet_file_reader_factory(Arc::new(Readers::new(state, store, is_filtered)));
    // A record may be megabytes long. 8,192 rows of that size would be gigabytes in one batch.
    let rows = batch_rows(state, store, files, &schema.project(&columns)?).await?;
    let config = FileScanConfigBuilder::new(store.url.clone(), Arc::new(source))
        .with_batch_size(Some(rows.min(state.config().batch_size())))
        .with_file_groups(group_files(files, state.config_options().execution.target_partitions))
        .with_projection_indices(Some(columns))?
        .with_limit(limit)
        .with_statistics(file_statistics(schema, files))
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// Returns the number of rows that batches may have, by the metadata of a sample of the files.
async fn batch_rows(
    state: &dyn Session,
    store: &FileStore,
    files: &[FileRows],
    columns: &Schema,
) -> Result<usize> {
    let cache = metadata_cache(state);
    // Every n-th file instead of the first ones: files in order of time show how sizes changed over the years.
    let step = files.len().div_ceil(MEASURED_FILES).max(1);
    let columns = Arc::new(columns.clone());
    let rows = |file: Arc<DataFile>| {
        let (cache, columns, store) = (cache.clone(), columns.clone(), store.clone());
        // A task of its own: metadata is decoded on all cores.
        let rows = SpawnedTask::spawn(async move {
            let metadata = read_metadata(&store, cache, &object_meta(&file), PageIndexPolicy::Skip).await?;
            let leaves = metadata.file_metadata().schema_descr();
            // Nested columns have several leaves; all of a wanted column count.
            let wanted = |leaf| columns.index_of(leaves.get_column_root(leaf).name()).is_ok();
            Ok(trail365_lake::batch_rows(&metadata, wanted))
        });
        async move { rows.join().await.map_err(|error| DataFusionError::External(Box::new(error)))? }
    };
    // Collected first: a borrowing iterator inside the stream keeps the future from being Send.
    let files = files.iter().step_by(step).map(|rows| rows.file.clone()).map(rows);
    let rows = stream::iter(files.collect::<Vec<_>>()).buffer_unordered(CONCURRENT_REQUESTS);
    rows.try_fold(usize::MAX, |least, rows| async move { Ok(least.min(rows)) }).await
}

/// Deals the files out in groups of about the same size, one a thread. The newest are read first: where the newest rows are
/// asked for, what is found soon rules out the older files.
fn group_files(files: &[FileRows], count: usize) -> Vec<FileGroup> {
    let mut groups: Vec<(u64, Vec<PartitionedFile>)> =
        vec![Default::default(); count.clamp(1, files.len().max(1))];
    let mut files: Vec<_> = files.iter().collect();
    files.sort_by_cached_key(|rows| Reverse(rows.file.greatest_time()));
    for FileRows { file, rows } in files {
        // The smallest group so far takes the next file: a compacted file is many times larger than one of a
        // collector, so equal numbers of files would leave threads idle.
        if let Some((bytes, group)) = groups.iter_mut().min_by_key(|(bytes, _)| *bytes) {
            *bytes += file.bytes;
            let file = PartitionedFile::new_from_meta(object_meta(file));
            group.push(match rows {
                Some(rows) => file.with_extension(ParquetRowSelection::new(rows.clone())),
                None => file,
            });
        }
    }
    groups.into_iter().map(|(_, group)| FileGroup::new(group)).collect()
}

pub(super) fn object_meta(file: &DataFile) -> ObjectMeta {
    ObjectMeta {
        location: file.path.clone(),
        last_modified: DateTime::from_timestamp_millis(file.modified_ms).unwrap_or_default(),
        size: file.bytes,
        e_tag: None,
        version: None,
    }
}

/// States the number of rows, so that they can be counted without a look at the files. Where the log lacks the number of
/// one file, the number of all is absent: DataFusion answers `count(*)` from an exact one without reading.
fn file_statistics(schema: &SchemaRef, files: &[FileRows]) -> Statistics {
    let count = |FileRows { file, rows }: &FileRows| match rows {
        Some(rows) => Some(rows.row_count() as u64),
        None => file.rows(),
    };
    let rows = files.iter().map(count).sum::<Option<u64>>();
    let bytes: u64 = files.iter().map(|rows| rows.file.bytes).sum();
    Statistics {
        num_rows: rows.map_or(Precision::Absent, |rows| Precision::Exact(rows as usize)),
        total_byte_size: Precision::Inexact(bytes as usize),
        ..Statistics::new_unknown(schema)
    }
}
