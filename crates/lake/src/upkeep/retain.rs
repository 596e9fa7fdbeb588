//! Retention: takes out records before a time.

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, Utc};
use deltalake::kernel::Add;
use deltalake::protocol::DeltaOperation;
use futures::TryStreamExt;

use super::by_source::RowsBySource;
use super::rewrite::{builder_in_place_of, path_in_place_of};
use crate::blocking::{Waiter, run_on_thread};
use crate::error::{Context, Result};
use crate::file::write_file;
use crate::lake::Lake;
use crate::ledger::{Entry, note_of_entries};
use crate::table::{DataFile, addition};

/// Records that retention took out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retained {
    /// Number of records taken out.
    pub removed: u64,
    /// Number of files that they were in.
    pub files: usize,
}

impl Lake {
    /// Takes out the records created before a time; those without a time stay. The ledger has how many of which source.
    /// Older versions of the lake still have them until [`Lake::vacuum`].
    ///
    /// It takes the CPU, on a thread of its own, which works on to its end if the caller gives up.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or someone else replaces the same files at the same time.
    pub async fn retain(&mut self, since: DateTime<Utc>) -> Result<Retained> {
        self.retain_from(None, since).await
    }

    /// Does the same as [`Lake::retain`], and leaves files alone whose records are all older than `from`.
    ///
    /// # Errors
    ///
    /// As [`Lake::retain`].
    pub async fn retain_from(
        &mut self,
        from: Option<DateTime<Utc>>,
        since: DateTime<Utc>,
    ) -> Result<Retained> {
        let mut lake = self.clone();
        let (lake, done) = run_on_thread(move |waiter| {
            waiter.wait(lake.prepare_to_write())?;
            let done = lake.take_out(waiter, from, since)?;
            Ok((lake, done))
        })
        .await?;
        *self = lake;
        Ok(done)
    }

    fn take_out(
        &mut self,
        waiter: &Waiter,
        from: Option<DateTime<Utc>>,
        since: DateTime<Utc>,
    ) -> Result<Retained> {
        let mut removed = RemovedRows { since: since.timestamp_micros(), by_source: RowsBySource::default() };
        let (mut old, mut new) = (Vec::new(), Vec::new());
        let files = waiter.wait(self.activity.files())?.into_iter();
        for file in files.filter(|file| file.may_reach(from) && may_have_before(file, since)) {
            let before = removed.count();
            let rest = self.rewrite_rest(waiter, &file, &mut removed)?;
            // A file whose bounds were unknown can turn out to have nothing to remove: it stays, and what was written for it
            // is left to `vacuum`.
            if removed.count() > before {
                new.extend(rest);
                old.push(file);
            }
        }
        if old.is_empty() {
            return Ok(Retained::default());
        }
        let done = Retained { removed: removed.count(), files: old.len() };
        let now = Utc::now();
        let entry = |(source, count)| Entry::of_removal(source, count, "retention", now);
        let entries: Vec<_> = removed.by_source.0.into_iter().map(entry).collect();
        let predicate = Some(format!("creation_time < '{}'", since.to_rfc3339()));
        let note = note_of_entries(&entries, Vec::new())?;
        let operation = DeltaOperation::Delete { predicate };
        waiter.wait(self.activity.replace_files(&old, new, true, operation, &note))?;
        waiter.wait(self.follow_activity())?;
        Ok(done)
    }

    /// Writes the rows of a file that stay, if there can be any.
    fn rewrite_rest(
        &self,
        waiter: &Waiter,
        file: &DataFile,
        removed: &mut RemovedRows,
    ) -> Result<Option<Add>> {
        if removed.is_all(file) && self.count_whole(waiter, file, removed)? {
            return Ok(None);
        }
        let mut builder = builder_in_place_of(file);
        let mut batches = waiter.wait(self.activity.rows().read(&file.path, None))?;
        while let Some(batch) = waiter.wait(batches.try_next())? {
            let rest = removed.take_from(&batch)?;
            if rest.num_rows() > 0 {
                builder.write(&rest).doing(|| "cannot encode records".into())?;
            }
        }
        let store = self.activity.store();
        let written = write_file(&mut builder, waiter, store.as_ref(), path_in_place_of(file))?;
        Ok(written.map(|file| addition(file, true)))
    }

    /// Counts all records of a file as taken out, by few of its columns. Returns false, and counts none, if a record stays: another
    /// writer's bounds may be wrong.
    fn count_whole(&self, waiter: &Waiter, file: &DataFile, removed: &mut RemovedRows) -> Result<bool> {
        let mut whole = RemovedRows { since: removed.since, by_source: RowsBySource::default() };
        let mut batches = waiter.wait(self.activity.rows().read(&file.path, Some(&TELLING)))?;
        while let Some(batch) = waiter.wait(batches.try_next())? {
            if whole.take_from(&batch)?.num_rows() > 0 {
                return Ok(false);
            }
        }
        for (source, rows) in whole.by_source.0 {
            *removed.by_source.0.entry(source).or_default() += rows;
        }
        Ok(true)
    }
}

/// Reports whether a file may have records before a time. Where the log is silent, it may.
fn may_have_before(file: &DataFile, since: DateTime<Utc>) -> bool {
    let has_no_time = || file.rows().is_some_and(|rows| file.null_count("creation_time") == Some(rows));
    file.least_time().map_or_else(|| !has_no_time(), |least| least < since)
}

/// Columns that tell what is taken out of a file of which nothing stays.
const TELLING: [&str; 2] = ["creation_time", trail365_columns::SOURCE];

/// Records that are taken out, counted by source.
struct RemovedRows {
    since: i64,
    by_source: RowsBySource,
}

impl RemovedRows {
    /// Reports whether all records of a file are taken out, by the log.
    fn is_all(&self, file: &DataFile) -> bool {
        let greatest = file.greatest_time().map(|greatest| greatest.timestamp_micros());
        file.null_count("creation_time") == Some(0) && greatest.is_some_and(|greatest| greatest < self.since)
    }

    /// Counts the rows of a batch that are taken out, and returns those that stay.
    fn take_from(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let times = batch
            .column_by_name("creation_time")
            .and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>());
        let Some(times) = times else { return Ok(batch.clone()) };
        let stays: BooleanArray = times.iter().map(|t| Some(t.is_none_or(|t| t >= self.since))).collect();
        self.by_source.count(batch, |row| !stays.value(row))?;
        filter_record_batch(batch, &stays).doing(|| "cannot filter records".into())
    }

    fn count(&self) -> u64 {
        self.by_source.0.values().sum()
    }
}
