//! A lake in numbers, from its log.

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use trail365_columns::SAME_ID;

use crate::error::Result;
use crate::file::{DataReader, number_column};
use crate::lake::Lake;
use crate::ledger::{read_companions, read_ledger};
use crate::table::{DataFile, NEWEST_FORMAT, Table};

/// A lake in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Version of `activity`.
    pub version: u64,
    /// Version of the lake's format.
    pub format: u64,
    /// Newest format that this build writes; see [`Lake::upgrade`].
    pub newest_format: u64,
    /// Number of rows of `activity`.
    pub rows: u64,
    /// Number of these that came with the Id of a row before them: conflicts and partial copies. The others are events.
    pub copies: u64,
    /// Number of files of `activity`.
    pub files: usize,
    /// Number of files whose rows are in order; see [`Lake::compact`].
    pub ordered_files: usize,
    /// Bytes of the files.
    pub bytes: u64,
    /// Number of files whose rows all have their exact bytes.
    pub raw_files: usize,
    /// Earliest creation time, cut to milliseconds.
    pub first_time: Option<DateTime<Utc>>,
    /// Latest creation time, rounded up to milliseconds.
    pub last_time: Option<DateTime<Utc>>,
    /// Number of rows of `ledger`.
    pub units: u64,
    /// Number of rows of `rejected`.
    pub rejected: u64,
}

impl Lake {
    /// Returns the lake in numbers. They come from the log; only files without statistics are looked at.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn info(&self) -> Result<Info> {
        let files = self.activity.files().await?;
        let companions = read_companions(&self.activity, &self.ledger, &self.rejected).await?;
        Ok(Info {
            version: self.version(),
            format: self.format(),
            newest_format: NEWEST_FORMAT,
            rows: count_rows(&self.activity, &files).await?,
            copies: files.iter().map(count_copies).sum(),
            files: files.len(),
            ordered_files: files.iter().filter(|f| f.is_sorted()).count(),
            bytes: files.iter().map(|f| f.bytes).sum(),
            raw_files: files.iter().filter(|f| f.has_raw()).count(),
            first_time: files.iter().filter_map(DataFile::least_time).min(),
            last_time: files.iter().filter_map(DataFile::greatest_time).max(),
            units: self.count_units().await? + companions.pending.len() as u64,
            rejected: count_rows(&self.rejected, &companions.rejected).await?,
        })
    }

    /// Counts the rows of `ledger` up to this version. It looks at their versions only if the table is ahead of this one.
    async fn count_units(&self) -> Result<u64> {
        let files = self.ledger.files().await?;
        if self.ledger.followed_version().await?.is_none_or(|followed| followed <= self.version()) {
            return count_rows(&self.ledger, &files).await;
        }
        let mut units = 0;
        let mut batches = read_ledger(&self.ledger, files, Some(&["version"]));
        while let Some(batch) = batches.try_next().await? {
            let versions = number_column(&batch, "version")?;
            units += versions.values().iter().filter(|v| **v <= self.version() as i64).count() as u64;
        }
        Ok(units)
    }
}

/// Counts the rows of a file that say that their Id was there, by the log. Formats before 2 and other writers do not say.
fn count_copies(file: &DataFile) -> u64 {
    let counts = file.rows().zip(file.null_count(SAME_ID));
    counts.map_or(0, |(rows, nulls)| rows.saturating_sub(nulls))
}

/// Counts the rows of files. Where the log does not say, as other writers may leave it, the file's footer does.
async fn count_rows(table: &Table, files: &[DataFile]) -> Result<u64> {
    let mut rows = 0;
    for file in files {
        // The footer is the last few kilobytes of a file; no rows are read.
        rows += match file.rows() {
            Some(rows) => rows,
            None => DataReader::open(&table.rows(), file.path.clone()).await?.row_count(),
        };
    }
    Ok(rows)
}
