//! Puts the rows of `activity` in order, in files of a good size: a query then looks at few of them.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use deltalake::kernel::{Action, Add};
use deltalake::protocol::DeltaOperation;
use futures::TryStreamExt;
use tokio::runtime::Handle;

use super::sort::{KEY_COLUMNS, Source, sort};
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::{FileBuilder, GROUP_ROWS, NewFile, Sizes, Upload};
use crate::lake::Lake;
use crate::rows;
use crate::stored::DataFile;
use crate::table::{self, Commit, Note, Table};

/// Files with many row groups: pages and row groups prune within them.
pub(super) const SIZES: Sizes = Sizes { group_rows: GROUP_ROWS, group_bytes: 24 << 20, file_bytes: 96 << 20 };

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
}

impl Lake {
    /// Puts the rows that are not in order yet, and those whose days they share, in order. Call it outside
    /// asynchronous code. Old files stay for older versions until [`Lake::vacuum`].
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or someone else replaces the same files at the same time.
    pub fn compact(&mut self, runtime: &Handle) -> Result<Compacted> {
        runtime.block_on(self.follow())?;
        let files = chosen(runtime.block_on(self.activity.files())?);
        if files.is_empty() {
            return Ok(Compacted::default());
        }
        let old = Unordered::new(&self.activity, runtime, &files)?;
        let new = rewrite(&old, runtime, &self.activity)?;
        let done = Compacted {
            files_before: files.len(),
            files_after: new.len(),
            bytes_before: files.iter().map(|f| f.bytes).sum(),
            bytes_after: new.iter().map(|f| f.size as u64).sum(),
            rows: old.rows() as u64,
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
    let times = |file: &DataFile| Some((file.least_time()?.to_owned(), file.greatest_time()?.to_owned()));
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

/// Writes the rows in order into new files.
fn rewrite(old: &Unordered<'_>, runtime: &Handle, table: &Table) -> Result<Vec<Add>> {
    let builder = RefCell::new(FileBuilder::new(trail365_columns::schema().clone(), SIZES));
    let mut new = Vec::new();
    sort(old, &old.schema, &mut |batch: RecordBatch| {
        let mut builder = builder.borrow_mut();
        builder.write(&batch).doing(|| "cannot encode records".into())?;
        let path = DataFile::ordered_path();
        if builder.is_full() { write(&mut builder, runtime, table, path, false, &mut new) } else { Ok(()) }
    })?;
    write(&mut builder.borrow_mut(), runtime, table, DataFile::ordered_path(), false, &mut new)?;
    Ok(new)
}

/// Writes what a builder holds as a file at a path.
pub(super) fn write(
    builder: &mut FileBuilder,
    runtime: &Handle,
    table: &Table,
    path: String,
    data_change: bool,
    new: &mut Vec<Add>,
) -> Result<()> {
    if builder.is_empty() {
        return Ok(());
    }
    let doing = || format!("cannot write {path}");
    let mut upload = Upload::begin(runtime, table.store().as_ref(), &path.as_str().into()).doing(doing)?;
    let NewFile { bytes, bounds, .. } = builder.finish(&mut upload).doing(doing)?;
    upload.finish().doing(doing)?;
    new.push(table::add(path, bytes, bounds.to_json(), data_change));
    Ok(())
}

/// Rows of files of the table, with the columns that any of them has.
struct Unordered<'a> {
    table: &'a Table,
    runtime: &'a Handle,
    files: &'a [DataFile],
    schema: SchemaRef,
}

impl<'a> Unordered<'a> {
    fn new(table: &'a Table, runtime: &'a Handle, files: &'a [DataFile]) -> Result<Self> {
        let mut used = HashSet::new();
        for file in files {
            used.extend(runtime.block_on(rows::columns(table.store(), &file.path))?);
        }
        let fields = trail365_columns::schema().fields().iter().filter(|f| used.contains(f.name()));
        let schema = Arc::new(Schema::new(fields.cloned().collect::<Vec<_>>()));
        Ok(Unordered { table, runtime, files, schema })
    }

    fn read(&self, columns: Option<&[&str]>, each: &mut dyn FnMut(RecordBatch) -> Result<()>) -> Result<()> {
        for file in self.files {
            let mut batches = self.runtime.block_on(rows::read(self.table.store(), &file.path, columns))?;
            while let Some(batch) = self.runtime.block_on(batches.try_next())? {
                each(batch)?;
            }
        }
        Ok(())
    }
}

impl Source for Unordered<'_> {
    fn rows(&self) -> usize {
        self.files.iter().map(|f| f.stats.num_records as usize).sum()
    }

    fn batches(&self, each: &mut dyn FnMut(RecordBatch) -> Result<()>) -> Result<()> {
        self.read(None, &mut |batch| each(rows::widen(&batch, &self.schema)?))
    }

    fn keys(&self, each: &mut dyn FnMut(&RecordBatch) -> Result<()>) -> Result<()> {
        self.read(Some(&KEY_COLUMNS), &mut |batch| each(&batch))
    }
}
