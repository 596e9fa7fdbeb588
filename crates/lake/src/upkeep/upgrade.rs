//! Brings the rows of a lake of an older format to the newest one.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, StringViewArray};
use arrow::compute::filter_record_batch;
use chrono::Utc;
use deltalake::kernel::{Action, Add};
use deltalake::protocol::DeltaOperation;
use futures::TryStreamExt;
use object_store::path::Path;
use trail365_columns::{
    CONTENT_HASH, HashRule, INCOMPLETE, Identity, SAME_ID, SOURCE, SameId, identity, incomplete_hash,
    nth_equal_hash, record_texts,
};
use trail365_records::Parser;

use super::rewrite::{builder_in_place_of, path_in_place_of};
use crate::blocking::{Waiter, run_on_thread};
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::{FileBuilder, text_column, with_column, write_file};
use crate::import::{Index, Key, Progress, Verdict};
use crate::lake::Lake;
use crate::ledger::{Entry, note_of_entries};
use crate::table::{Attempts, Commit, DataFile, NEWEST_FORMAT, addition};

/// Rows that an upgrade wrote anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upgraded {
    /// Format before.
    pub from: u64,
    /// Format now.
    pub to: u64,
    /// Number of rows that were written anew.
    pub rows: u64,
    /// Number of rows that were taken out: by the newer rule they are duplicates of others.
    pub duplicates: u64,
    /// Number of rows that still have the Id of another.
    pub copies: u64,
}

impl Lake {
    /// Brings a lake of an older format to the newest: hashes the content of each row by the newest rule, takes out rows
    /// that are duplicates by it, and notes in the ledger how many of which source. A lake of the newest format stays as it
    /// is.
    ///
    /// All of it happens in one commit, because rows of two rules beside each other would be told apart by neither: an upgrade
    /// that is killed leaves the lake as it was, and files for [`Lake::vacuum`]; the next one starts anew. Imports that are under way at the commit fail and say so. Older programs refuse the lake from then
    /// on. It takes as much room again as the files take, and the memory of an import.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or someone else replaces files at the same time.
    pub async fn upgrade(&mut self) -> Result<Upgraded> {
        self.upgrade_with(|_| ()).await
    }

    /// As [`Lake::upgrade`]; `progress` is told the rows read so far, and about how many bytes of the lake's files they are.
    ///
    /// # Errors
    ///
    /// As [`Lake::upgrade`].
    pub async fn upgrade_with(
        &mut self,
        mut progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<Upgraded> {
        let mut lake = self.clone();
        let (lake, done) = run_on_thread(move |waiter| {
            let done = lake.upgrade_rows(waiter, &mut progress)?;
            Ok((lake, done))
        })
        .await?;
        *self = lake;
        Ok(done)
    }

    fn upgrade_rows(&mut self, waiter: &Waiter, progress: &mut dyn FnMut(Progress)) -> Result<Upgraded> {
        let from = self.format();
        let mut rewriter = Rewriter::new();
        if from >= NEWEST_FORMAT {
            return Ok(rewriter.outcome(from));
        }
        waiter.wait(self.prepare_to_write())?;
        let mut attempts = Attempts::new();
        loop {
            let files = waiter.wait(self.activity.files())?;
            let there: HashSet<&Path> = files.iter().map(|file| &file.path).collect();
            if !rewriter.old.iter().all(|file| there.contains(&file.path)) {
                let busy = "someone else replaced files of the lake during the upgrade; nothing was changed";
                return Err(Error::new(ErrorKind::Busy, busy));
            }
            for file in files.into_iter().filter(|file| !rewriter.has_file(file)).collect::<Vec<_>>() {
                rewriter.rewrite_file(self, waiter, file, progress)?;
            }
            if let Commit::Done(_) = waiter.wait(self.commit_upgrade(&rewriter))? {
                waiter.wait(self.follow_activity())?;
                return Ok(rewriter.outcome(from));
            }
            // Somebody has committed meanwhile: files that are new are rewritten too.
            waiter.wait(attempts.pause("commit the upgrade"))?;
            waiter.wait(self.refresh())?;
        }
    }

    async fn commit_upgrade(&mut self, rewriter: &Rewriter) -> Result<Commit> {
        let removals = rewriter.old.iter().map(|file| Action::Remove(file.removal(true)));
        let additions = rewriter.new.iter().cloned().map(Action::Add);
        let (metadata, operation) = self.activity.set_format(NEWEST_FORMAT)?;
        let now = Utc::now();
        let entry =
            |(source, count): (&String, &u64)| Entry::of_removal(source.clone(), *count, "upgrade", now);
        let entries: Vec<_> = rewriter.dropped.iter().map(entry).collect();
        let note = note_of_entries(&entries, Vec::new())?;
        let actions = removals.chain(additions).chain([metadata]).collect();
        let operation = if rewriter.old.is_empty() { operation } else { rewrite_operation() };
        self.activity.commit(actions, operation, note).await
    }
}

/// Returns the operation that the log names for files that were written anew.
fn rewrite_operation() -> DeltaOperation {
    DeltaOperation::Update { predicate: None }
}

/// Writes files anew, one after the other.
struct Rewriter {
    /// Records so far, by the newest rule.
    index: Index,
    /// Records without an Id, by their source and content.
    equals: Index,
    parser: Parser,
    old: Vec<DataFile>,
    new: Vec<Add>,
    /// Rows that were taken out, by source.
    dropped: BTreeMap<String, u64>,
    rows: u64,
    copies: u64,
    read: Progress,
}

impl Rewriter {
    fn new() -> Self {
        Rewriter {
            index: Index::new(),
            equals: Index::new(),
            parser: Parser::new(),
            old: Vec::new(),
            new: Vec::new(),
            dropped: BTreeMap::new(),
            rows: 0,
            copies: 0,
            read: Progress { bytes: 0, records: 0 },
        }
    }

    fn outcome(&self, from: u64) -> Upgraded {
        let duplicates = self.dropped.values().sum();
        Upgraded { from, to: from.max(NEWEST_FORMAT), rows: self.rows, duplicates, copies: self.copies }
    }

    fn has_file(&self, file: &DataFile) -> bool {
        self.old.iter().any(|old| old.path == file.path)
    }

    /// Writes the rows of a file into new ones, in their order.
    fn rewrite_file(
        &mut self,
        lake: &Lake,
        waiter: &Waiter,
        file: DataFile,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let mut builder = builder_in_place_of(&file);
        let store = lake.activity.store();
        let write = |builder: &mut FileBuilder| -> Result<Option<Add>> {
            let written = write_file(builder, waiter, store.as_ref(), path_in_place_of(&file))?;
            Ok(written.map(|file| addition(file, true)))
        };
        let mut batches = waiter.wait(lake.activity.rows().read(&file.path, None))?;
        let before = self.read;
        while let Some(batch) = waiter.wait(batches.try_next())? {
            self.count_read(before, &file, batch.num_rows() as u64);
            progress(self.read);
            let rest = self.rewrite_rows(&batch, &file.path)?;
            if rest.num_rows() > 0 {
                builder.write(&rest).doing(|| "cannot encode records".into())?;
            }
            if builder.is_full() {
                self.new.extend(write(&mut builder)?);
            }
        }
        self.new.extend(write(&mut builder)?);
        self.read.bytes = before.bytes + file.bytes;
        self.old.push(file);
        Ok(())
    }

    /// Counts so many more rows of a file as read. Its bytes count by the rows: it is read column by column.
    fn count_read(&mut self, before: Progress, file: &DataFile, rows: u64) {
        self.read.records += rows;
        let of_file = self.read.records - before.records;
        let all = file.rows().unwrap_or(0).max(of_file).max(1);
        let share = u128::from(file.bytes) * u128::from(of_file) / u128::from(all);
        // No more than the file's bytes.
        self.read.bytes = before.bytes + share as u64;
    }

    /// Returns the rows of a batch that stay, with their new hashes.
    fn rewrite_rows(&mut self, batch: &RecordBatch, path: &Path) -> Result<RecordBatch> {
        let records = record_texts(batch).damaged(|| format!("cannot rebuild the records of {path}"))?;
        let incomplete = text_column(batch, INCOMPLETE)?;
        let sources = text_column(batch, SOURCE)?;
        let text_of = |column: &Option<StringViewArray>, row: usize| {
            column.as_ref().filter(|column| column.is_valid(row)).map(|column| column.value(row).to_owned())
        };
        let (mut keep, mut hashes, mut relations) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..batch.num_rows() {
            let source = text_of(&sources, row).unwrap_or_default();
            let is_whole = text_of(&incomplete, row).is_none();
            let identity = self.identify(records.value(row), is_whole, &source, path)?;
            let verdict = self.index.judge_and_add(Key::new(identity, HashRule::Second))?;
            keep.push(verdict != Verdict::Duplicate);
            hashes.push(identity.content);
            relations.push(verdict.same_id().map(SameId::as_str));
            if verdict == Verdict::Duplicate {
                *self.dropped.entry(source).or_default() += 1;
            } else {
                self.rows += 1;
                self.copies += u64::from(verdict != Verdict::New);
            }
        }
        let hashes: ArrayRef = Arc::new(Int64Array::from(hashes));
        let relations: ArrayRef = Arc::new(StringViewArray::from(relations));
        let batch = with_column(&with_column(batch, CONTENT_HASH, hashes)?, SAME_ID, relations)?;
        filter_record_batch(&batch, &BooleanArray::from(keep)).doing(|| "cannot filter records".into())
    }

    /// Returns the identity of a row by the newest rule.
    fn identify(&mut self, record: &str, is_whole: bool, source: &str, path: &Path) -> Result<Identity> {
        let record = self.parser.parse(record.as_bytes()).damaged(|| {
            format!("cannot read a record of {path} again; `trail365 lake verify` shows what is wrong")
        })?;
        let mut identity = identity(&record, HashRule::Second);
        if !is_whole {
            identity = identity.with_content(incomplete_hash(identity.content));
        }
        if !identity.has_id() {
            let mut hasher = DefaultHasher::new();
            source.hash(&mut hasher);
            let of_source = u128::from(hasher.finish()) << 64 | u128::from(identity.content.cast_unsigned());
            let number = self.equals.add_next(of_source)?;
            identity = identity.with_content(nth_equal_hash(identity.content, number));
        }
        Ok(identity)
    }
}
