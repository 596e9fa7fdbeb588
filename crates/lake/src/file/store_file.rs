//! A file of an object store, in the form that a Parquet reader takes.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, TryFutureExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

/// Bytes of a file's end that are read first. They hold the metadata of most files: 26 kB for 136 leaf columns.
const END_BYTES: usize = 256 << 10;

/// A file of a store.
pub(crate) struct StoreFile {
    pub store: Arc<dyn ObjectStore>,
    pub path: Path,
}

impl AsyncFileReader for StoreFile {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, Result<Bytes>> {
        self.store.get_range(&self.path, range).map_err(ParquetError::from).boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, Result<Vec<Bytes>>> {
        async move { Ok(self.store.get_ranges(&self.path, &ranges).await?) }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, Result<Arc<ParquetMetaData>>> {
        async move {
            // The log has a size as well, but a file that was cut off must be found out as such.
            let size = self.store.head(&self.path).await?.size;
            let options = options.map(|o| o.metadata_options().clone());
            let reader = ParquetMetaDataReader::new().with_metadata_options(options);
            let reader = reader.with_prefetch_hint(Some(END_BYTES));
            Ok(Arc::new(reader.load_and_finish(self, size).await?))
        }
        .boxed()
    }
}
