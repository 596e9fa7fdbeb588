//! Which rows of files may hold a text, by their word indexes.

use std::sync::Arc;

use datafusion::catalog::Session;
use datafusion::common::runtime::SpawnedTask;
use datafusion::common::{DataFusionError, Result};
use futures::{StreamExt, TryStreamExt, stream};
use parquet::file::metadata::PageIndexPolicy;
use trail365_lake::{DataFile, FileWords, TextCondition};

use super::files::{CONCURRENT_REQUESTS, FileRows, object_meta};
use super::metadata::{FileStore, metadata_cache, read_metadata};
use super::reading::{FilesRead, TextsToRead};

/// Selects the rows of files that may fulfil a condition, by their word indexes; files without any such row are left out.
pub(super) async fn select_rows(
    state: &dyn Session,
    store: &FileStore,
    files: Vec<Arc<DataFile>>,
    condition: TextCondition,
) -> Result<Vec<FileRows>> {
    let cache = metadata_cache(state);
    let counts = state.config().get_extension::<FilesRead>();
    let condition = Arc::new(condition);
    let select = |file: Arc<DataFile>| {
        let (cache, counts, condition, store) =
            (cache.clone(), counts.clone(), condition.clone(), store.clone());
        // A task of its own: lists of words are unpacked on all cores.
        let selected = SpawnedTask::spawn(async move {
            let metadata = read_metadata(&store, cache, &object_meta(&file), PageIndexPolicy::Skip).await?;
            let lake_error = |error| DataFusionError::External(Box::new(error));
            let Some(words) = FileWords::find(&file.path, &metadata).map_err(lake_error)? else {
                return Ok(Some(FileRows { file, rows: None }));
            };
            if let Some(counts) = counts {
                counts.add_read(&file.path, words.bytes());
            }
            let rows = words.rows_with(store.store.as_ref(), &condition).await.map_err(lake_error)?;
            Ok::<_, DataFusionError>(rows.selects_any().then_some(FileRows { file, rows: Some(rows) }))
        });
        async move { selected.join().await.map_err(|error| DataFusionError::External(Box::new(error)))? }
    };
    // Collected first: a borrowing iterator inside the stream keeps the future from being Send.
    let selections: Vec<_> = files.into_iter().map(select).collect();
    let selections = stream::iter(selections).buffered(CONCURRENT_REQUESTS);
    selections.try_filter_map(async |rows| Ok(rows)).try_collect().await
}

/// Counts what text a scan of these rows looks through.
pub(super) fn texts_to_read(files: &[FileRows], narrows: bool) -> TextsToRead {
    let mut texts = TextsToRead { is_part_of_ids: !narrows, ..TextsToRead::default() };
    for FileRows { file, rows } in files {
        let all = file.rows().unwrap_or(0);
        let records = rows.as_ref().map_or(all, |rows| rows.row_count() as u64);
        texts.records += records;
        texts.bytes += (u128::from(file.bytes) * u128::from(records) / u128::from(all.max(1))) as u64;
        texts.files_without_words += usize::from(narrows && rows.is_none());
    }
    texts
}
