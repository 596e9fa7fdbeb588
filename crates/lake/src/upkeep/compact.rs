//! Puts the rows of `activity` in order, in files of a good size, and merges the ledger's small files.
//!
//! An import writes small files, each with rows of many days and users: a question about one day then looks into all of
//! them. In order, it looks into few.

use chrono::{DateTime, Utc};
use deltalake::protocol::DeltaOperation;

use super::choose::{choose_files, divide_by_day, order_for};
use super::merge::merge_ledger;
use super::rewrite::{Form, UnorderedRows, rewrite_in_order};
use super::sort::RowSource;
use crate::blocking::{Waiter, run_on_thread};
use crate::error::Result;
use crate::file::Sizes;
use crate::lake::Lake;
use crate::table::Note;

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

impl Lake {
    /// Puts in order the rows that are not in order yet, with those whose days they share, and merges the small files of
    /// the ledger. Files that the lake's format 0 wrote are replaced too. Old files stay for older versions until
    /// [`Lake::vacuum`].
    ///
    /// It takes the CPU and up to 1.2 GB of memory, on threads of its own. They work on to their end if the caller gives
    /// up.
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

    /// Puts the rows of `activity` in order, a stretch of days after the other: what lies on the disk meanwhile is as large as the
    /// largest.
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
            new.extend(rewrite_in_order(&old, bytes, form, waiter, &self.activity)?);
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
        Ok(done)
    }
}
