//! Puts the rows of `activity` in order, in files of a good size, and merges the ledger's small files.
//!
//! An import writes small files, each with rows of many days and users: a question about one day then looks into all of
//! them. In order, it looks into few.

use chrono::{DateTime, Utc};
use deltalake::kernel::Add;
use deltalake::protocol::DeltaOperation;

use super::choose::{choose_files, divide_by_day, order_for};
use super::merge::merge_ledger;
use super::rewrite::{Form, rewrite_in_order};
use super::sort::RowSource;
use super::unordered::UnorderedRows;
use super::windows::WindowRows;
use crate::blocking::{Waiter, run_on_thread};
use crate::error::{Error, ErrorKind, Result};
use crate::file::Sizes;
use crate::lake::Lake;
use crate::table::{Note, copy_footers};

/// Files that a compaction replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compacted {
    /// Number of files of `activity` that were replaced.
    pub files_before: usize,
    /// Number of files in their place.
    pub files_after: usize,
    /// Bytes of the files that were replaced.
    pub bytes_before: u64,
    /// Bytes of the files in their place.
    pub bytes_after: u64,
    /// Rows in them.
    pub rows: u64,
    /// Number of small files of `ledger` that were replaced.
    pub ledger_files_before: usize,
    /// Number of files in their place.
    pub ledger_files_after: usize,
}

/// What a compaction is going to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlannedCompaction {
    /// Number of files of `activity` that will be replaced.
    pub files: usize,
    /// Their bytes. The files in their place take about as many, and the old ones stay until [`Lake::vacuum`].
    pub bytes: u64,
    /// Bytes that temporary files will take at most, about.
    pub temporary_bytes: u64,
}

impl Lake {
    /// Says what [`Lake::compact_since`] is going to do, by the log and the footers of files.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read.
    pub async fn plan_compaction(&self, since: Option<DateTime<Utc>>) -> Result<PlannedCompaction> {
        let lake = self.clone();
        run_on_thread(move |waiter| {
            let mut planned = PlannedCompaction::default();
            for files in divide_by_day(choose_files(waiter.wait(lake.activity.files())?, since)) {
                let rows = UnorderedRows::open(&lake.activity, waiter, &files)?;
                let temporary = WindowRows::all_of(&rows).iter().map(WindowRows::temporary_bytes).max();
                planned.files += files.len();
                planned.bytes += files.iter().map(|file| file.bytes).sum::<u64>();
                planned.temporary_bytes = planned.temporary_bytes.max(temporary.unwrap_or(0));
            }
            Ok(planned)
        })
        .await
    }

    /// Puts in order the rows that are not in order yet, with those whose days they share, and merges the small files of
    /// the ledger. Files that the lake's format 0 wrote are replaced too. Old files stay for older versions until
    /// [`Lake::vacuum`].
    ///
    /// It takes the CPU and some 600 MB of memory at a hundred million records, on threads of its own. They work on to their end if the
    /// caller gives up.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or someone else replaces the same files at the same time.
    pub async fn compact(&mut self) -> Result<Compacted> {
        self.compact_since(None).await
    }

    /// Does the same as [`Lake::compact`], with records from a time on alone: files that end before it stay as they are.
    ///
    /// # Errors
    ///
    /// As [`Lake::compact`].
    pub async fn compact_since(&mut self, since: Option<DateTime<Utc>>) -> Result<Compacted> {
        let mut lake = self.clone();
        let (lake, done) = run_on_thread(move |waiter| {
            waiter.wait(lake.prepare_to_write())?;
            let done = lake.order_rows(since, waiter)?;
            let (ledger_files_before, ledger_files_after) = merge_ledger(&mut lake.ledger, waiter)?;
            Ok((lake, Compacted { ledger_files_before, ledger_files_after, ..done }))
        })
        .await?;
        *self = lake;
        Ok(done)
    }

    /// Returns when the oldest of the files was written whose rows are not in order yet; `None` where all are.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn unordered_since(&self) -> Result<Option<DateTime<Utc>>> {
        let files = self.activity.files().await?;
        let oldest = files.iter().filter(|file| !file.is_sorted()).map(|file| file.modified_ms).min();
        Ok(oldest.map(|ms| DateTime::from_timestamp_millis(ms).unwrap_or_default()))
    }

    /// Puts the rows of `activity` in order, a stretch of days after the other.
    fn order_rows(&mut self, since: Option<DateTime<Utc>>, waiter: &Waiter) -> Result<Compacted> {
        let files = waiter.wait(self.activity.files())?;
        let sizes = Sizes::sorted_in(files.iter().map(|file| file.bytes).sum());
        let form = Form { order: order_for(&files), sizes };
        let stretches = divide_by_day(choose_files(files, since));
        if stretches.is_empty() {
            return Ok(Compacted::default());
        }
        let (mut done, mut new) = (Compacted::default(), Vec::new());
        for files in &stretches {
            let old = UnorderedRows::open(&self.activity, waiter, files)?;
            let bytes = files.iter().map(|file| file.bytes).sum();
            new.extend(self.order_windows(&old, bytes, form, waiter)?);
            done.files_before += files.len();
            done.bytes_before += bytes;
            done.rows += old.row_count();
        }
        done.files_after = new.len();
        done.bytes_after = new.iter().map(|file| file.size as u64).sum();
        let operation = DeltaOperation::Optimize { predicate: None, target_size: sizes.file_bytes as i64 };
        let old = stretches.concat();
        waiter.wait(self.activity.replace_files(&old, new, false, operation, &Note::default()))?;
        waiter.wait(self.follow_activity())?;
        self.copy_footers(waiter);
        Ok(done)
    }

    /// Copies the footers of all files. What goes wrong costs queries time alone, so it is told to the log.
    fn copy_footers(&self, waiter: &Waiter) {
        let copied =
            waiter.wait(async { copy_footers(&self.activity.store(), &self.activity.files().await?).await });
        if let Err(error) = copied {
            tracing::warn!(%error, "each query asks the files for their footers");
        }
    }

    /// Writes rows in order, a window of days after the other. All of them must come out.
    fn order_windows(
        &self,
        old: &UnorderedRows<'_>,
        bytes: u64,
        form: Form,
        waiter: &Waiter,
    ) -> Result<Vec<Add>> {
        let (mut new, mut rows) = (Vec::new(), 0);
        for window in WindowRows::all_of(old) {
            let written = rewrite_in_order(&window, window.share_of(bytes), form, waiter, &self.activity)?;
            new.extend(written.0);
            rows += written.1;
        }
        if rows != old.row_count() {
            let all = old.row_count();
            return Err(Error::new(
                ErrorKind::Damaged,
                format!(
                    "{rows} rows of {all} came out when they were put in order, so nothing was changed: the footers of files are wrong"
                ),
            ));
        }
        Ok(new)
    }
}
