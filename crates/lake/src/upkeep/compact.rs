//! Puts the rows of `activity` in order, in files of a good size, and merges the ledger's small files.
//!
//! An import writes small files, each with rows of many days and users: a question about one day then looks into all of
//! them. In order, it looks into few.

use chrono::{DateTime, Utc};
use deltalake::protocol::DeltaOperation;

use super::merge::merge_ledger;
use super::rewrite::{UnorderedRows, rewrite_in_order};
use super::sort::RowSource;
use crate::blocking::{Waiter, run_on_thread};
use crate::error::Result;
use crate::file::Sizes;
use crate::lake::Lake;
use crate::table::{DataFile, Note};

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
        let mut lake = self.clone();
        let (lake, done) = run_on_thread(move |waiter| {
            waiter.wait(lake.prepare_to_write())?;
            let done = lake.order_rows(waiter)?;
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

    /// Puts the rows of `activity` in order.
    fn order_rows(&mut self, waiter: &Waiter) -> Result<Compacted> {
        let files = choose_files(waiter.wait(self.activity.files())?);
        if files.is_empty() {
            return Ok(Compacted::default());
        }
        let old = UnorderedRows::open(&self.activity, waiter, &files)?;
        let bytes_before = files.iter().map(|f| f.bytes).sum();
        let new = rewrite_in_order(&old, bytes_before, waiter, &self.activity)?;
        let done = Compacted {
            files_before: files.len(),
            files_after: new.len(),
            bytes_before,
            bytes_after: new.iter().map(|f| f.size as u64).sum(),
            rows: old.row_count(),
            ..Compacted::default()
        };
        let target_size = Sizes::SORTED.file_bytes as i64;
        let operation = DeltaOperation::Optimize { predicate: None, target_size };
        waiter.wait(self.activity.replace_files(&files, new, false, operation, &Note::default()))?;
        waiter.wait(self.follow_activity())?;
        Ok(done)
    }
}

/// Returns the files that are not in order, and those in order whose times they overlap.
fn choose_files(files: Vec<DataFile>) -> Vec<DataFile> {
    let (sorted, mut chosen): (Vec<_>, Vec<_>) = files.into_iter().partition(DataFile::is_sorted);
    if chosen.is_empty() {
        return chosen;
    }
    let times = |file: &DataFile| Some((file.least_time()?, file.greatest_time()?));
    // Without bounds nobody knows what a file shares its days with.
    let spans: Option<Vec<_>> = chosen.iter().map(times).collect();
    let spans = spans.map(merge_spans);
    let overlaps = |file: &DataFile| {
        let (Some(spans), Some((least, greatest))) = (&spans, times(file)) else { return true };
        let after = spans.partition_point(|(_, end)| *end < least);
        spans.get(after).is_some_and(|(start, _)| *start <= greatest)
    };
    chosen.extend(sorted.into_iter().filter(overlaps));
    chosen
}

/// Puts spans in order, and those that touch into one.
fn merge_spans<T: Ord + Copy>(mut spans: Vec<(T, T)>) -> Vec<(T, T)> {
    spans.sort_unstable();
    let mut merged: Vec<(T, T)> = Vec::new();
    for (start, end) in spans {
        match merged.last_mut() {
            Some((_, last)) if start <= *last => *last = end.max(*last),
            _ => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::merge_spans;

    #[test]
    fn spans_that_touch_become_one() {
        let spans = vec![(5, 6), (1, 2), (2, 4), (8, 9), (1, 1), (5, 8)];
        assert_eq!(merge_spans(spans), [(1, 4), (5, 9)]);
        assert_eq!(merge_spans(Vec::<(i32, i32)>::new()), []);
    }
}
