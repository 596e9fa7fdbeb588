//! A scan of some of a table's files.

use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use chrono::DateTime;
use datafusion::catalog::Session;
use datafusion::common::config::TableParquetOptions;
use datafusion::common::stats::Precision;
use datafusion::common::{Result, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_plan::ExecutionPlan;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectMeta, ObjectStore};

use crate::decoded;
use crate::stored::DataFile;

/// Where the files of a table are read from.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub store: Arc<dyn ObjectStore>,
    /// Under which the store is known to the session.
    pub url: ObjectStoreUrl,
}

/// Files whose metadata is looked at for the size of their rows, and how many at once. It is kept for the scan itself.
const MEASURED_FILES: usize = 64;
const AT_ONCE: usize = 8;

/// Reads columns of the files; columns that a file lacks are null. Batches of large rows are short.
pub(super) async fn scan(
    state: &dyn Session,
    place: &Place,
    schema: &SchemaRef,
    files: &[DataFile],
    columns: Vec<usize>,
    limit: Option<usize>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let runtime = state.runtime_env();
    runtime.register_object_store(place.url.as_ref(), place.store.clone());
    let cache = runtime.cache_manager.get_file_metadata_cache();
    let global = state.config_options().execution.parquet.clone();
    let options = TableParquetOptions { global, ..TableParquetOptions::default() };
    let source = ParquetSource::new(schema.clone())
        .with_table_parquet_options(options)
        .with_pushdown_filters(true)
        .with_reorder_filters(true)
        .with_parquet_file_reader_factory(Arc::new(CachedParquetFileReaderFactory::new(
            place.store.clone(),
            cache,
        )));
    let rows = batch_rows(state, place, files, &schema.project(&columns)?).await?;
    let config = FileScanConfigBuilder::new(place.url.clone(), Arc::new(source))
        .with_batch_size(Some(rows.min(state.config().batch_size())))
        .with_file_groups(groups(files, state.config_options().execution.target_partitions))
        .with_projection_indices(Some(columns))?
        .with_limit(limit)
        .with_statistics(statistics(schema, files))
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// Rows that batches may have, by the metadata of files.
async fn batch_rows(
    state: &dyn Session,
    place: &Place,
    files: &[DataFile],
    columns: &Schema,
) -> Result<usize> {
    let cache = state.runtime_env().cache_manager.get_file_metadata_cache();
    let step = files.len().div_ceil(MEASURED_FILES).max(1);
    let rows = |file: DataFile| {
        let cache = cache.clone();
        async move {
            let object = meta(&file);
            let metadata = DFParquetMetadata::new(place.store.as_ref(), &object);
            let metadata = metadata.with_file_metadata_cache(Some(cache)).fetch_metadata().await?;
            let leaves = metadata.file_metadata().schema_descr();
            let wanted = |leaf| columns.index_of(leaves.get_column_root(leaf).name()).is_ok();
            Ok(decoded::batch_rows(&metadata, wanted))
        }
    };
    let files = files.iter().step_by(step).cloned().map(rows);
    let rows = stream::iter(files.collect::<Vec<_>>()).buffer_unordered(AT_ONCE);
    rows.try_fold(usize::MAX, |least, rows| async move { Ok(least.min(rows)) }).await
}

/// The files in groups of about the same size, one a thread.
fn groups(files: &[DataFile], count: usize) -> Vec<FileGroup> {
    let mut groups: Vec<(u64, Vec<PartitionedFile>)> =
        vec![Default::default(); count.clamp(1, files.len().max(1))];
    for file in files {
        if let Some((bytes, group)) = groups.iter_mut().min_by_key(|(bytes, _)| *bytes) {
            *bytes += file.bytes;
            group.push(PartitionedFile::new_from_meta(meta(file)));
        }
    }
    groups.into_iter().map(|(_, group)| FileGroup::new(group)).collect()
}

fn meta(file: &DataFile) -> ObjectMeta {
    ObjectMeta {
        location: file.path.clone(),
        last_modified: DateTime::from_timestamp_millis(file.modified_ms).unwrap_or_default(),
        size: file.bytes,
        e_tag: None,
        version: None,
    }
}

/// The number of rows, so that they can be counted without a look at the files.
fn statistics(schema: &SchemaRef, files: &[DataFile]) -> Statistics {
    let rows: u64 = files.iter().map(|f| f.stats.num_records).sum();
    let bytes: u64 = files.iter().map(|f| f.bytes).sum();
    Statistics {
        num_rows: Precision::Exact(rows as usize),
        total_byte_size: Precision::Inexact(bytes as usize),
        ..Statistics::new_unknown(schema)
    }
}
