//! Holds the ledger, the rows and the files of a lake against each other.

mod file;
mod finding;
mod others;
mod seen;

use arrow::array::RecordBatch;

use super::by_source::BySource;
use crate::error::Result;
use crate::lake::Lake;
use crate::ledger::{self, Beside};
use file::look;
pub use finding::Finding;
use others::Told;
use seen::Seen;

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Files looked at.
    pub files: usize,
    /// Rows looked at.
    pub rows: u64,
    /// What is not as it should be; empty for a sound lake.
    pub findings: Vec<Finding>,
}

impl Lake {
    /// Reads every row: each file must have the size and rows of the log, each row the content of its hash, no record
    /// may be there twice, and each source must have the rows that the ledger says. So must the files of the other
    /// tables, and rejected input what its hash says.
    ///
    /// # Errors
    ///
    /// If the log of `activity` cannot be read. Anything else that is wrong is a finding.
    pub async fn verify(&self) -> Result<Verified> {
        let mut seen = Seen::default();
        let mut findings = Vec::new();
        let files = self.activity.files().await?;
        for file in &files {
            let each = |batch: &RecordBatch| {
                seen.add(batch)?;
                seen.changed(batch)
            };
            findings.extend(look(&self.activity, file, each).await);
        }
        let beside = self.beside().await.unwrap_or_else(|error| {
            findings.push(Finding::table(&error));
            Beside::default()
        });
        findings.extend(self.verify_rejected(&beside.rejected).await);
        let mut told = Told::new();
        for entry in beside.pending {
            let rows = entry.rows_added as i64 + entry.conflicts as i64 - entry.removed as i64;
            *told.entry(entry.source).or_default() += rows;
        }
        findings.extend(self.verify_ledger(&mut told).await);
        let rows = seen.records.values().sum();
        let doubled: u64 = seen.records.values().map(|count| count - 1).sum();
        if doubled > 0 {
            findings.push(Finding::Doubled { rows: doubled });
        }
        findings.extend(differences(&told, &seen.sources));
        Ok(Verified { files: files.len(), rows, findings })
    }

    /// What belongs to this version beside the ledger.
    async fn beside(&self) -> Result<Beside> {
        ledger::belongs(&self.activity, &self.ledger).await?;
        ledger::beside(&self.activity, &self.ledger, &self.rejected).await
    }
}

fn differences(told: &Told, found: &BySource) -> Vec<Finding> {
    let mut sources: Vec<_> = told.keys().chain(found.0.keys()).collect();
    sources.sort_unstable();
    sources.dedup();
    let difference = |source: &String| {
        let told = told.get(source).copied().unwrap_or(0);
        let found = found.0.get(source).map_or(0, |rows| *rows as i64);
        (told != found).then(|| Finding::Source { source: source.clone(), told, found })
    };
    sources.into_iter().filter_map(difference).collect()
}
