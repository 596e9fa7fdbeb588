//! Writes files of an import anew before they are committed.

use std::mem::take;

use arrow::array::RecordBatch;
use deltalake::kernel::Add;
use futures::TryStreamExt;
use object_store::path::Path;

use super::worker::Shared;
use crate::error::{Context, Result};
use crate::file::{FileBuilder, Sizes, write_file};
use crate::storage::new_path;
use crate::table::addition;

/// Writes the rows that `change` returns for each batch into new files. No version of the table names the old ones; `vacuum`
/// deletes them.
pub(super) fn rewrite_files(
    shared: &Shared,
    files: &mut Vec<Add>,
    mut change: impl FnMut(&RecordBatch) -> Result<RecordBatch>,
) -> Result<()> {
    let mut builder = FileBuilder::new(trail365_columns::schema().clone(), Sizes::IMPORT);
    let (waiter, rows) = (&shared.waiter, &shared.rows);
    let write = |builder: &mut FileBuilder| -> Result<Option<Add>> {
        let file = write_file(builder, waiter, rows.store.as_ref(), new_path())?;
        Ok(file.map(|file| addition(file, true)))
    };
    let mut written = Vec::new();
    for file in take(files) {
        let path = Path::from(file.path.as_str());
        let mut batches = waiter.wait(rows.read(&path, None))?;
        while let Some(batch) = waiter.wait(batches.try_next())? {
            builder.write(&change(&batch)?).doing(|| "cannot encode records".into())?;
            if builder.is_full() {
                written.extend(write(&mut builder)?);
            }
        }
    }
    written.extend(write(&mut builder)?);
    *files = written;
    Ok(())
}
