//! How much of its files a query has read.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::execution::cache::cache_manager::FileMetadataCache;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::ObjectMeta;
use object_store::path::Path;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData};

use super::metadata::{FileStore, metadata_cache, read_metadata};

/// Counts the files that queries have begun to read so far, of all files of the tables that they name, and their bytes. Files whose
/// bounds rule out every row are not read; neither are those that were still to come when a query was stopped. A file counts once; the
/// bytes of its metadata do not count.
#[derive(Debug, Clone, Default)]
pub struct FilesRead(Arc<Mutex<Counts>>);

/// Text of records that a query has to look through, because neither bounds nor words rule it out. It is known before the first record is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextsToRead {
    /// Number of records, as far as the log tells.
    pub records: u64,
    /// Bytes of their part of the files, about.
    pub bytes: u64,
    /// Number of files without a word index: they are not compacted.
    pub files_without_words: usize,
    /// No word index helps: what is looked for may be a part of any id.
    pub is_part_of_ids: bool,
}

#[derive(Debug, Default)]
struct Counts {
    /// Files of each table and their bytes, by the name of its store.
    tables: HashMap<String, (usize, u64)>,
    read: HashSet<Path>,
    bytes: u64,
    texts: TextsToRead,
}

impl FilesRead {
    /// Returns the number of files that were read.
    pub fn read(&self) -> usize {
        self.counts().read.len()
    }

    /// Returns the number of all files of the tables.
    pub fn all(&self) -> usize {
        self.counts().tables.values().map(|(files, _)| files).sum()
    }

    /// Returns the bytes that were read.
    pub fn bytes_read(&self) -> u64 {
        self.counts().bytes
    }

    /// Returns the bytes of all files of the tables.
    pub fn all_bytes(&self) -> u64 {
        self.counts().tables.values().map(|(_, bytes)| bytes).sum()
    }

    /// Returns what text of records the query looks through.
    pub fn texts_to_read(&self) -> TextsToRead {
        self.counts().texts
    }

    /// Counts text of records that a scan will look through.
    pub(super) fn add_texts(&self, more: TextsToRead) {
        let texts = &mut self.counts().texts;
        texts.records += more.records;
        texts.bytes += more.bytes;
        texts.files_without_words += more.files_without_words;
        texts.is_part_of_ids |= more.is_part_of_ids;
    }

    pub(super) fn add_table(&self, store: &str, files: usize, bytes: u64) {
        self.counts().tables.insert(store.to_owned(), (files, bytes));
    }

    /// Counts bytes of a file that were read.
    pub(super) fn add_read(&self, path: &Path, bytes: u64) {
        let mut counts = self.counts();
        counts.read.insert(path.clone());
        counts.bytes += bytes;
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes readers that look for the metadata of a file where it is nearest, and tell what they read where somebody asks.
#[derive(Debug)]
pub(super) struct Readers {
    inner: CachedParquetFileReaderFactory,
    cache: Arc<FileMetadataCache>,
    store: FileStore,
    counts: Option<Arc<FilesRead>>,
    bounds: PageIndexPolicy,
}

impl Readers {
    pub fn new(state: &dyn Session, store: &FileStore, is_filtered: bool) -> Self {
        let cache = metadata_cache(state);
        Readers {
            inner: CachedParquetFileReaderFactory::new(store.store.clone(), cache.clone()),
            cache,
            store: store.clone(),
            counts: state.config().get_extension(),
            bounds: if is_filtered { PageIndexPolicy::Optional } else { PageIndexPolicy::Skip },
        }
    }
}

impl ParquetFileReaderFactory for Readers {
    fn create_reader(
        &self,
        partition: usize,
        file: PartitionedFile,
        metadata_size_hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let (cache, store, counts) = (self.cache.clone(), self.store.clone(), self.counts.clone());
        let bounds = self.bounds;
        let object = file.object_meta.clone();
        let inner = self.inner.create_reader(partition, file, metadata_size_hint, metrics)?;
        Ok(Box::new(Reader { inner, cache, store, counts, object, bounds }))
    }
}

struct Reader {
    inner: Box<dyn AsyncFileReader + Send>,
    cache: Arc<FileMetadataCache>,
    store: FileStore,
    counts: Option<Arc<FilesRead>>,
    object: ObjectMeta,
    bounds: PageIndexPolicy,
}

impl Reader {
    fn note(&self, ranges: &[Range<u64>]) {
        if let Some(counts) = &self.counts {
            let bytes = ranges.iter().map(|range| range.end - range.start).sum();
            counts.add_read(&self.object.location, bytes);
        }
    }
}

/// A look at the metadata of a file does not read it: bounds there may rule it out.
impl AsyncFileReader for Reader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        self.note(std::slice::from_ref(&range));
        self.inner.get_bytes(range)
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        self.note(&ranges);
        self.inner.get_byte_ranges(ranges)
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            // From then on it is in the cache, where the inner reader looks first.
            let read = read_metadata(&self.store, self.cache.clone(), &self.object, self.bounds).await;
            read.map_err(|error| ParquetError::External(error.into()))?;
            self.inner.get_metadata(options).await
        }
        .boxed()
    }
}
