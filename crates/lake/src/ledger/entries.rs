//! Reads the ledger's rows. Its files are many and small, so each costs the time of a few answers of the store.

use arrow::array::RecordBatch;
use futures::stream::BoxStream;
use futures::{StreamExt, TryFutureExt, TryStreamExt, stream};

use crate::error::Result;
use crate::rows;
use crate::stored::DataFile;
use crate::table::Table;

/// Files that are read at once.
const AT_ONCE: usize = 16;

/// Batches of the files: all columns, or those named that a file has. Files come in about their order.
pub(crate) fn entries<'a>(
    ledger: &Table,
    files: Vec<DataFile>,
    columns: Option<&'a [&'a str]>,
) -> BoxStream<'a, Result<RecordBatch>> {
    let store = ledger.store();
    let read = move |file: DataFile| {
        let store = store.clone();
        Ok(async move { rows::read(store, &file.path, columns).await }.try_flatten_stream().boxed())
    };
    stream::iter(files).map(read).try_flatten_unordered(AT_ONCE).boxed()
}
