//! Looks at the tables `ledger` and `rejected`.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch};
use futures::{StreamExt, stream};
use sha2::{Digest, Sha256};

use super::file::look;
use super::finding::Finding;
use crate::error::{Error, ErrorKind, Result};
use crate::lake::Lake;
use crate::rows;
use crate::stored::DataFile;

/// Files of the ledger that are read at once: they are many and small.
const AT_ONCE: usize = 16;

/// How many rows a source has by the ledger.
pub(super) type Told = BTreeMap<String, i64>;

impl Lake {
    /// Looks at the ledger, and adds the rows of each source that it tells up to this version.
    pub(super) async fn verify_ledger(&self, told: &mut Told) -> Vec<Finding> {
        let files = match self.ledger.files().await {
            Ok(files) => files,
            Err(error) => return vec![Finding::table(&error)],
        };
        let read = |file: DataFile| async move {
            let mut told = Told::new();
            let each = |batch: &RecordBatch| add_told(batch, self.version(), &mut told).map(|()| 0);
            let findings = look(&self.ledger, &file, each).await;
            (told, findings)
        };
        let mut findings = Vec::new();
        let mut files = stream::iter(files).map(read).buffer_unordered(AT_ONCE);
        while let Some((by_file, found)) = files.next().await {
            findings.extend(found);
            for (source, rows) in by_file {
                *told.entry(source).or_default() += rows;
            }
        }
        findings
    }

    /// Looks at rejected input.
    pub(super) async fn verify_rejected(&self, files: &[DataFile]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for file in files {
            findings.extend(look(&self.rejected, file, changed_pieces).await);
        }
        findings
    }
}

fn add_told(batch: &RecordBatch, version: u64, told: &mut Told) -> Result<()> {
    let number = |name| rows::numbers(batch, name);
    let (added, conflicts, removed, versions) =
        (number("rows_added")?, number("conflicts")?, number("removed")?, number("version")?);
    let sources = rows::texts(batch, "source")?;
    for row in (0..batch.num_rows()).filter(|row| versions.value(*row) <= version as i64) {
        let source = sources.as_ref().map_or("", |s| s.value(row)).to_owned();
        *told.entry(source).or_default() += added.value(row) + conflicts.value(row) - removed.value(row);
    }
    Ok(())
}

/// Pieces of rejected input that are not what their hash says.
fn changed_pieces(batch: &RecordBatch) -> Result<u64> {
    let missing = || Error::new(ErrorKind::Damaged, "a file of `rejected` lacks a column");
    let hashes = rows::texts(batch, "sha256")?.ok_or_else(missing)?;
    let pieces = batch.column_by_name("bytes").and_then(|c| c.as_binary_opt::<i32>()).ok_or_else(missing)?;
    let is_sound = |row: &usize| {
        pieces.is_valid(*row)
            && hashes.is_valid(*row)
            && format!("{:x}", Sha256::digest(pieces.value(*row))) == hashes.value(*row)
    };
    Ok((0..batch.num_rows()).filter(|row| !is_sound(row)).count() as u64)
}
