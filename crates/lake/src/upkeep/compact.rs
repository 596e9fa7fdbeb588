//! Puts the rows of `activity` in order, in files of a good size: a query then looks at few of them. Merges the ledger's
//! small files.

use deltalake::kernel::Action;
use deltalake::protocol::DeltaOperation;
use tokio::runtime::Handle;

use super::merge::merge;
use super::rewrite::{SIZES, Unordered, rewrite};
use super::sort::Source;
use crate::error::{Error, ErrorKind, Result};
use crate::lake::Lake;
use crate::stored::DataFile;
use crate::table::{Commit, Note, Table};

/// How often others may be faster before it is an error.
const TRIES: usize = 100;

/// What a compaction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compacted {
    /// Files that were replaced.
    pub files_before: usize,
    /// Files that replace them.
    pub files_after: usize,
    /// Bytes of those replaced.
    pub bytes_before: u64,
    /// Bytes of those that replace them.
    pub bytes_after: u64,
    /// Rows in them.
    pub rows: u64,
    /// Small files of `ledger` that were replaced.
    pub ledger_files_before: usize,
    /// Files that replace them.
    pub ledger_files_after: usize,
}

impl Lake {
    /// Puts the rows that are not in order yet, and those whose days they share, in order, and merges the small files of
    /// the ledger. Call it outside asynchronous code. Old files stay for older versions until [`Lake::vacuum`].
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or someone else replaces the same files at the same time.
    pub fn compact(&mut self, runtime: &Handle) -> Result<Compacted> {
        runtime.block_on(self.follow())?;
        let done = self.order(runtime)?;
        let (ledger_files_before, ledger_files_after) = merge(&mut self.ledger, runtime)?;
        Ok(Compacted { ledger_files_before, ledger_files_after, ..done })
    }

    /// Puts the rows of `activity` in order.
    fn order(&mut self, runtime: &Handle) -> Result<Compacted> {
        let files = chosen(runtime.block_on(self.activity.files())?);
        if files.is_empty() {
            return Ok(Compacted::default());
        }
        let old = Unordered::open(&self.activity, runtime, &files)?;
        let bytes_before = files.iter().map(|f| f.bytes).sum();
        let new = rewrite(&old, bytes_before, runtime, &self.activity)?;
        let done = Compacted {
            files_before: files.len(),
            files_after: new.len(),
            bytes_before,
            bytes_after: new.iter().map(|f| f.size as u64).sum(),
            rows: old.rows(),
            ..Compacted::default()
        };
        let actions =
            files.iter().map(|f| Action::Remove(f.removal(false))).chain(new.into_iter().map(Action::Add));
        let operation = DeltaOperation::Optimize { predicate: None, target_size: SIZES.file_bytes as i64 };
        runtime.block_on(replace(&mut self.activity, &files, actions.collect(), operation, Note::default))?;
        runtime.block_on(self.follow())?;
        Ok(done)
    }
}

/// Commits actions that replace files, as long as the files are still there.
pub(super) async fn replace(
    table: &mut Table,
    files: &[DataFile],
    actions: Vec<Action>,
    operation: DeltaOperation,
    note: impl Fn() -> Note,
) -> Result<u64> {
    for _ in 0..TRIES {
        if let Commit::Done(version) = table.commit(actions.clone(), operation.clone(), note()).await? {
            return Ok(version);
        }
        table.refresh().await?;
        let there = table.files().await?;
        if !files.iter().all(|file| there.iter().any(|f| f.path == file.path)) {
            return Err(Error::new(
                ErrorKind::Busy,
                "someone else replaced the same files; nothing was changed",
            ));
        }
    }
    Err(Error::new(ErrorKind::Busy, "cannot replace files: other writers were faster every time"))
}

/// The files that are not in order, and those in order whose times they overlap.
fn chosen(files: Vec<DataFile>) -> Vec<DataFile> {
    let (ordered, mut chosen): (Vec<_>, Vec<_>) = files.into_iter().partition(DataFile::is_ordered);
    if chosen.is_empty() {
        return chosen;
    }
    let times = |file: &DataFile| Some((file.least_time()?, file.greatest_time()?));
    let unordered: Vec<_> = chosen.iter().map(times).collect();
    let overlaps = |file: &DataFile| {
        let Some((least, greatest)) = times(file) else { return true };
        unordered
            .iter()
            .any(|other| other.as_ref().is_none_or(|(low, high)| *low <= greatest && least <= *high))
    };
    chosen.extend(ordered.into_iter().filter(overlaps));
    chosen
}
