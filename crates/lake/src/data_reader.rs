//! Reads the rows of one file of the lake.

use std::sync::Arc;

use arrow::array::RecordBatch;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::ObjectStore;
use object_store::path::Path;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;

use crate::decoded;
use crate::error::{Context, Result};
use crate::store_file::StoreFile;

/// A file whose metadata was read.
pub(crate) struct DataReader {
    store: Arc<dyn ObjectStore>,
    path: Path,
    metadata: ArrowReaderMetadata,
}

impl DataReader {
    pub async fn open(store: Arc<dyn ObjectStore>, path: Path) -> Result<Self> {
        let mut file = StoreFile { store: store.clone(), path: path.clone() };
        let metadata = ArrowReaderMetadata::load_async(&mut file, ArrowReaderOptions::default()).await;
        let metadata = metadata.damaged(|| format!("cannot read {path}"))?;
        Ok(DataReader { store, path, metadata })
    }

    /// How many row groups it has.
    pub fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// What its rows take when they are decoded.
    pub fn decoded_bytes(&self) -> u64 {
        self.metadata.metadata().row_groups().iter().map(|group| decoded::group_bytes(group, |_| true)).sum()
    }

    /// The batches of the file or of one row group: all columns, or those named that it has. A batch has as many rows as
    /// take little memory.
    pub fn read(
        &self,
        group: Option<usize>,
        columns: Option<&[&str]>,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let path = self.path.clone();
        let doing = move || format!("cannot read {path}");
        let mask = match columns {
            Some(columns) => ProjectionMask::columns(self.metadata.parquet_schema(), columns.iter().copied()),
            None => ProjectionMask::all(),
        };
        let rows = decoded::batch_rows(self.metadata.metadata(), |leaf| mask.leaf_included(leaf));
        let file = StoreFile { store: self.store.clone(), path: self.path.clone() };
        let mut builder = ParquetRecordBatchStreamBuilder::new_with_metadata(file, self.metadata.clone());
        if let Some(group) = group {
            builder = builder.with_row_groups(vec![group]);
        }
        let batches = builder.with_projection(mask).with_batch_size(rows).build().damaged(&doing)?;
        Ok(batches.map(move |batch| batch.damaged(&doing)).boxed())
    }
}
