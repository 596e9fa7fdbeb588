//! Verification: compares the ledger, the rows and the files of a lake with each other.

mod file;
mod finding;
mod others;
mod seen;

use arrow::array::RecordBatch;
use chrono::{DateTime, Utc};

use super::by_source::RowsBySource;
use crate::blocking::run_on_thread;
use crate::error::Result;
use crate::lake::Lake;
use crate::ledger::{Companions, ensure_not_ahead, read_companions};
use file::verify_file;
pub use finding::Finding;
use others::RowsByLedger;
use seen::SeenRecords;

/// Outcome of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Number of files of `activity` that were read.
    pub files: usize,
    /// Number of their rows.
    pub rows: u64,
    /// Faults; none for a sound lake.
    pub findings: Vec<Finding>,
}

impl Lake {
    /// Reads every row of the lake and compares. Each file must have the size and rows of the log, each row the content of
    /// its hash, each word index the words of its records, and each source the rows that the ledger says; no record may be there
    /// twice. The files of the other tables are read too, and rejected input must match its hash.
    ///
    /// It takes the CPU, on a thread of its own, some 100 MB of memory and two bytes a record, and 24 bytes a record in temporary
    /// files.
    ///
    /// # Errors
    ///
    /// If the log of `activity` cannot be read. Any other fault is a finding.
    pub async fn verify(&self) -> Result<Verified> {
        self.verify_since(None).await
    }

    /// Does the same as [`Lake::verify`] with files alone that have records of a time or later. Rows of sources are not compared with the
    /// ledger then, for a source may have others.
    ///
    /// # Errors
    ///
    /// As [`Lake::verify`].
    pub async fn verify_since(&self, since: Option<DateTime<Utc>>) -> Result<Verified> {
        let lake = self.clone();
        run_on_thread(move |waiter| waiter.wait(lake.verify_files(since))).await
    }

    async fn verify_files(&self, since: Option<DateTime<Utc>>) -> Result<Verified> {
        let mut seen = SeenRecords::new(self.hash_rule());
        let mut findings = Vec::new();
        let mut files = self.activity.files().await?;
        files.retain(|file| file.may_reach(since));
        for file in &files {
            let each = |batch: &RecordBatch| {
                seen.take_in(batch)?;
                seen.count_changed(batch)
            };
            findings.extend(verify_file(&self.activity, file, each).await);
        }
        // One broken table must not hide the faults of another.
        let companions = self.companions().await.unwrap_or_else(|error| {
            findings.push(Finding::of_table(&error));
            Companions::default()
        });
        findings.extend(self.verify_rejected(&companions.rejected).await);
        let mut expected = RowsByLedger::new();
        for entry in companions.pending {
            let rows = entry.rows();
            *expected.entry(entry.source).or_default() += rows;
        }
        findings.extend(self.verify_ledger(&mut expected).await);
        if seen.doubled > 0 {
            findings.push(Finding::Doubled { rows: seen.doubled });
        }
        if since.is_none() {
            findings.extend(find_differences(&expected, &seen.sources));
        }
        Ok(Verified { files: files.len(), rows: seen.rows, findings })
    }

    async fn companions(&self) -> Result<Companions> {
        ensure_not_ahead(&self.activity, &self.ledger).await?;
        read_companions(&self.activity, &self.ledger, &self.rejected).await
    }
}

fn find_differences(expected: &RowsByLedger, found: &RowsBySource) -> Vec<Finding> {
    let mut sources: Vec<_> = expected.keys().chain(found.0.keys()).collect();
    sources.sort_unstable();
    sources.dedup();
    let difference = |source: &String| {
        let expected = expected.get(source).copied().unwrap_or(0);
        let found = found.0.get(source).map_or(0, |rows| *rows as i64);
        (expected != found).then(|| Finding::Source { source: source.clone(), expected, found })
    };
    sources.into_iter().filter_map(difference).collect()
}
