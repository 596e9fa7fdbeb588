//! Puts the rows of the ledger's small files into few: each commit with entries has made one.
//!
//! Rows stay as they are, with the version that they belong to, and what the table has followed to stands in its log. So
//! older versions, and whoever brings the table up to date meanwhile, find what they need.

use deltalake::kernel::{Action, Add};
use deltalake::protocol::DeltaOperation;
use futures::TryStreamExt;
use tokio::runtime::Handle;

use super::compact::replace;
use super::rewrite::write;
use crate::error::{Context, Result};
use crate::file::{FileBuilder, GROUP_ROWS, Sizes};
use crate::ledger;
use crate::stored::DataFile;
use crate::table::{Note, Table};

const SIZES: Sizes = Sizes { group_rows: GROUP_ROWS, group_bytes: 8 << 20, file_bytes: 8 << 20 };

/// Files below this are merged.
const SMALL_BYTES: u64 = 4 << 20;

/// Merges the small files; gives how many there were and how many there are now.
pub(super) fn merge(ledger: &mut Table, runtime: &Handle) -> Result<(usize, usize)> {
    let mut small = runtime.block_on(ledger.files())?;
    small.retain(|file| file.bytes < SMALL_BYTES);
    if small.len() < 2 {
        return Ok((0, 0));
    }
    // Bounds of what was written one after the other stay narrow.
    small.sort_by_key(|file| file.modified_ms);
    let new = rewrite(ledger, &small, runtime)?;
    let counts = (small.len(), new.len());
    let actions =
        small.iter().map(|f| Action::Remove(f.removal(false))).chain(new.into_iter().map(Action::Add));
    let operation = DeltaOperation::Optimize { predicate: None, target_size: SIZES.file_bytes as i64 };
    runtime.block_on(replace(ledger, &small, actions.collect(), operation, Note::default))?;
    Ok(counts)
}

fn rewrite(ledger: &Table, files: &[DataFile], runtime: &Handle) -> Result<Vec<Add>> {
    let mut builder = FileBuilder::new(ledger::schema(), SIZES);
    let mut new = Vec::new();
    let mut batches = ledger::entries(ledger, files.to_vec(), None);
    while let Some(batch) = runtime.block_on(batches.try_next())? {
        builder.write(&batch).doing(|| "cannot write the ledger".into())?;
        if builder.is_full() {
            new.extend(write(&mut builder, runtime, ledger, DataFile::new_path(), false)?);
        }
    }
    new.extend(write(&mut builder, runtime, ledger, DataFile::new_path(), false)?);
    Ok(new)
}
