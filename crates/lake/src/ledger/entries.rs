//! Reads the ledger's rows. Its files are many and small, so that each costs the time of an answer of the store.

use futures::stream::BoxStream;
use futures::{StreamExt, TryFutureExt, TryStreamExt, stream};

use crate::error::Result;
use crate::rows;
use crate::stored::DataFile;
use crate::table::Table;

use arrow::array::RecordBatch;

/// Files that are read at once.
const AT_ONCE: usize = 16;

/// Batches of the files with the columns named that a file has, in no order.
pub(crate) fn entries<'a>(
    ledger: &Table,
    files: Vec<DataFile>,
    columns: &'a [&'a str],
) -> BoxStream<'a, Result<RecordBatch>> {
    let store = ledger.store();
    let read = move |file: DataFile| {
        let store = store.clone();
        Ok(async move { rows::read(store, &file.path, Some(columns)).await }.try_flatten_stream().boxed())
    };
    stream::iter(files).map(read).try_flatten_unordered(AT_ONCE).boxed()
}
