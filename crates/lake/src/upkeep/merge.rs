//! Merges the ledger's small files: each commit with entries has made one.
//!
//! Rows keep the version that they belong to, and the table's log keeps how far it has followed. So older versions, and
//! whoever brings the table up to date meanwhile, find what they need.

use deltalake::kernel::Add;
use deltalake::protocol::DeltaOperation;
use futures::TryStreamExt;

use crate::blocking::Waiter;
use crate::error::{Context, Result};
use crate::file::{FileBuilder, Sizes, write_file};
use crate::ledger::{ledger_schema, read_ledger};
use crate::storage::new_path;
use crate::table::{DataFile, Note, Table, addition};

/// Size below which files are merged.
const SMALL_BYTES: u64 = 4 << 20;

/// Merges the small files. Returns their number before and after.
pub(super) fn merge_ledger(ledger: &mut Table, waiter: &Waiter) -> Result<(usize, usize)> {
    let mut small = waiter.wait(ledger.files())?;
    small.retain(|file| file.bytes < SMALL_BYTES);
    // A single small file would only be written again.
    if small.len() < 2 {
        return Ok((0, 0));
    }
    // Bounds of rows that were written one after the other stay narrow.
    small.sort_by_key(|file| file.modified_ms);
    let new = rewrite_ledger(ledger, &small, waiter)?;
    let counts = (small.len(), new.len());
    let target_size = Sizes::LEDGER.file_bytes as i64;
    let operation = DeltaOperation::Optimize { predicate: None, target_size };
    waiter.wait(ledger.replace_files(&small, new, false, operation, &Note::default()))?;
    Ok(counts)
}

fn rewrite_ledger(ledger: &Table, files: &[DataFile], waiter: &Waiter) -> Result<Vec<Add>> {
    let mut builder = FileBuilder::new(ledger_schema(), Sizes::LEDGER);
    let store = ledger.store();
    let write = |builder: &mut FileBuilder| -> Result<Option<Add>> {
        let file = write_file(builder, waiter, store.as_ref(), new_path())?;
        Ok(file.map(|file| addition(file, false)))
    };
    let mut new = Vec::new();
    let mut batches = read_ledger(ledger, files.to_vec(), None);
    while let Some(batch) = waiter.wait(batches.try_next())? {
        builder.write(&batch).doing(|| "cannot write the ledger".into())?;
        if builder.is_full() {
            new.extend(write(&mut builder)?);
        }
    }
    new.extend(write(&mut builder)?);
    Ok(new)
}
