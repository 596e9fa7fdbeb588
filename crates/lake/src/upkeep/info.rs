//! What a lake holds, from its log.

use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use crate::error::Result;
use crate::lake::Lake;
use crate::ledger;
use crate::rows;
use crate::stored::DataFile;

/// A lake in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Version of `activity`.
    pub version: u64,
    /// Rows of `activity`.
    pub rows: u64,
    /// Files of `activity`.
    pub files: usize,
    /// Those whose rows are in order; see [`Lake::compact`].
    pub ordered_files: usize,
    /// Bytes of the files.
    pub bytes: u64,
    /// Rows with their exact bytes are in so many files.
    pub raw_files: usize,
    /// Earliest creation time.
    pub first_time: Option<DateTime<Utc>>,
    /// Latest creation time.
    pub last_time: Option<DateTime<Utc>>,
    /// Rows of `ledger`.
    pub units: u64,
    /// Rows of `rejected`.
    pub rejected: u64,
}

impl Lake {
    /// The lake in numbers; no file of `activity` is looked at.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn info(&self) -> Result<Info> {
        let files = self.activity.files().await?;
        let beside = ledger::beside(&self.activity, &self.ledger, &self.rejected).await?;
        let rows = |files: &[DataFile]| files.iter().map(|f| f.stats.num_records).sum();
        Ok(Info {
            version: self.version(),
            rows: rows(&files),
            files: files.len(),
            ordered_files: files.iter().filter(|f| f.is_ordered()).count(),
            bytes: files.iter().map(|f| f.bytes).sum(),
            raw_files: files.iter().filter(|f| f.has_raw()).count(),
            first_time: files.iter().filter_map(DataFile::least_time).min(),
            last_time: files.iter().filter_map(DataFile::greatest_time).max(),
            units: self.units().await? + beside.pending.len() as u64,
            rejected: rows(&beside.rejected),
        })
    }

    /// Rows of `ledger` up to this version. Their versions are looked at only where it is ahead of this one.
    async fn units(&self) -> Result<u64> {
        let files = self.ledger.files().await?;
        if self.ledger.followed().await?.is_none_or(|followed| followed <= self.version()) {
            return Ok(files.iter().map(|f| f.stats.num_records).sum());
        }
        let mut units = 0;
        let mut batches = ledger::entries(&self.ledger, files, Some(&["version"]));
        while let Some(batch) = batches.try_next().await? {
            let versions = rows::numbers(&batch, "version")?;
            units += versions.values().iter().filter(|v| **v <= self.version() as i64).count() as u64;
        }
        Ok(units)
    }
}
