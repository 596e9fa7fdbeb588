//! Metadata of files: where it is looked for.

use std::sync::Arc;

use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::datasource::physical_plan::parquet::CachedParquetMetaData;
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use datafusion::execution::cache::cache_manager::{CachedFileMetadataEntry, FileMetadataCache};
use datafusion::execution::object_store::ObjectStoreUrl;
use object_store::{ObjectMeta, ObjectStore};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData};
use trail365_lake::Footers;

/// The store of a table's files.
#[derive(Debug, Clone)]
pub(super) struct FileStore {
    pub store: Arc<dyn ObjectStore>,
    /// Name under which the session knows the store.
    pub url: ObjectStoreUrl,
    pub footers: Arc<Footers>,
}

/// Returns the cache of metadata of files. It keys files by path: names of data files are unique, so two lakes never meet in it.
pub(super) fn metadata_cache(state: &dyn Session) -> Arc<FileMetadataCache> {
    state.runtime_env().cache_manager.get_file_metadata_cache()
}

/// Reads the metadata of a file: from the cache, the copies beside the table, or the file. `bounds` are those of pages: the larger part of
/// it, without which a scan that picks rows reads all of a column.
pub(super) async fn read_metadata(
    store: &FileStore,
    cache: Arc<FileMetadataCache>,
    file: &ObjectMeta,
    bounds: PageIndexPolicy,
) -> Result<Arc<ParquetMetaData>> {
    if cache.get(&file.location).is_none()
        && let Some(found) = store.footers.find(&file.location, file.size).await
    {
        let found = Arc::new(CachedParquetMetaData::new(Arc::new(found)));
        cache.put(&file.location, CachedFileMetadataEntry::new(file.clone(), found));
    }
    let metadata = DFParquetMetadata::new(store.store.as_ref(), file).with_file_metadata_cache(Some(cache));
    metadata.with_page_index_policy(Some(bounds)).fetch_metadata().await
}
