//! Verifies the tables `ledger` and `rejected`.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch};
use futures::{StreamExt, stream};
use sha2::{Digest, Sha256};

use super::file::verify_file;
use super::finding::Finding;
use crate::error::{Error, ErrorKind, Result};
use crate::file::{number_column, text_column};
use crate::lake::Lake;
use crate::table::DataFile;

/// Files of the ledger that are read at the same time: they are many and small.
const AT_ONCE: usize = 16;

/// Number of rows that a source has by the ledger.
pub(super) type RowsByLedger = BTreeMap<String, i64>;

impl Lake {
    /// Verifies the ledger, and adds the rows of each source by its entries up to this version.
    pub(super) async fn verify_ledger(&self, expected: &mut RowsByLedger) -> Vec<Finding> {
        let files = match self.ledger.files().await {
            Ok(files) => files,
            Err(error) => return vec![Finding::of_table(&error)],
        };
        let read = |file: DataFile| async move {
            let mut expected = RowsByLedger::new();
            let each = |batch: &RecordBatch| add_entries(batch, self.version(), &mut expected).map(|()| 0);
            let findings = verify_file(&self.ledger, &file, each).await;
            (expected, findings)
        };
        let mut findings = Vec::new();
        let mut files = stream::iter(files).map(read).buffer_unordered(AT_ONCE);
        while let Some((by_file, found)) = files.next().await {
            findings.extend(found);
            for (source, rows) in by_file {
                *expected.entry(source).or_default() += rows;
            }
        }
        findings
    }

    /// Verifies rejected input.
    pub(super) async fn verify_rejected(&self, files: &[DataFile]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for file in files {
            findings.extend(verify_file(&self.rejected, file, count_changed_pieces).await);
        }
        findings
    }
}

fn add_entries(batch: &RecordBatch, version: u64, expected: &mut RowsByLedger) -> Result<()> {
    let number = |name| number_column(batch, name);
    let (added, conflicts, removed, versions) =
        (number("rows_added")?, number("conflicts")?, number("removed")?, number("version")?);
    let sources = text_column(batch, "source")?;
    // Files of earlier builds lack it.
    let partial_copies = match batch.column_by_name("partial_copies") {
        Some(_) => Some(number("partial_copies")?),
        None => None,
    };
    let copies = |row: usize| {
        partial_copies.as_ref().filter(|column| column.is_valid(row)).map_or(0, |column| column.value(row))
    };
    // Entries of later versions are in the same files when an older version is verified.
    for row in (0..batch.num_rows()).filter(|row| versions.value(*row) <= version as i64) {
        let source = sources.as_ref().map_or("", |s| s.value(row)).to_owned();
        let rows = added.value(row) + conflicts.value(row) + copies(row) - removed.value(row);
        *expected.entry(source).or_default() += rows;
    }
    Ok(())
}

/// Counts the pieces of rejected input that differ from their hash.
fn count_changed_pieces(batch: &RecordBatch) -> Result<u64> {
    let missing = || Error::new(ErrorKind::Damaged, "a file of `rejected` lacks a column");
    let hashes = text_column(batch, "sha256")?.ok_or_else(missing)?;
    let pieces = batch.column_by_name("bytes").and_then(|c| c.as_binary_opt::<i32>()).ok_or_else(missing)?;
    let is_sound = |row: &usize| {
        pieces.is_valid(*row)
            && hashes.is_valid(*row)
            && format!("{:x}", Sha256::digest(pieces.value(*row))) == hashes.value(*row)
    };
    Ok((0..batch.num_rows()).filter(|row| !is_sound(row)).count() as u64)
}
