//! Pieces of input that are no records, on their way to the table `rejected`: each piece of a source once.

use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use deltalake::kernel::Add;
use futures::TryStreamExt;
use object_store::ObjectStore;
use tokio::runtime::Handle;
use trail365_columns::Identity;

use super::index::{Index, Key, Verdict};
use super::worker::{SIZES, no_index, write_file};
use crate::error::{Context, Result};
use crate::file::FileBuilder;
use crate::ledger::{RejectedRow, rejected_batch, rejected_schema};
use crate::rows;
use crate::table::Table;

/// Bytes of pieces that are held before they are encoded.
const HELD_BYTES: usize = 4 << 20;

/// Takes pieces from all threads of an import.
pub(super) struct Rejects {
    /// The pieces that the table has, by their source, line and bytes.
    known: Index,
    held: Mutex<Held>,
    store: Arc<dyn ObjectStore>,
    runtime: Handle,
}

struct Held {
    rows: Vec<RejectedRow>,
    bytes: usize,
    file: FileBuilder,
    written: Vec<Add>,
}

impl Rejects {
    /// Knows what the table has.
    pub fn load(table: &Table, runtime: &Handle) -> Result<Self> {
        let known = Index::new();
        runtime.block_on(load(table, &known))?;
        let file = FileBuilder::new(rejected_schema(), SIZES);
        let held = Held { rows: Vec::new(), bytes: 0, file, written: Vec::new() };
        Ok(Rejects { known, held: Mutex::new(held), store: table.store(), runtime: runtime.clone() })
    }

    /// Takes a piece, unless the table has it from the same place.
    pub fn take(&self, row: RejectedRow) -> Result<()> {
        let key = key(&row.source, row.line as i64, &row.sha256);
        if self.known.add(key).doing(no_index)? == Verdict::Duplicate {
            return Ok(());
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.bytes += size_of::<RejectedRow>() + row.reason.len() + row.bytes.len();
        held.rows.push(row);
        if held.bytes < HELD_BYTES {
            return Ok(());
        }
        held.encode()?;
        if held.file.is_full() { self.write(&mut held) } else { Ok(()) }
    }

    /// The files of all pieces since it was last asked.
    pub fn files(&self) -> Result<Vec<Add>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.encode()?;
        self.write(&mut held)?;
        Ok(take(&mut held.written))
    }

    fn write(&self, held: &mut Held) -> Result<()> {
        held.written.extend(write_file(&mut held.file, &self.runtime, self.store.as_ref())?);
        Ok(())
    }
}

impl Held {
    fn encode(&mut self) -> Result<()> {
        self.bytes = 0;
        let rows = take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        self.file.write(&rejected_batch(&rows)?).doing(|| "cannot encode rejected input".into())
    }
}

/// Loads the keys of all pieces.
async fn load(table: &Table, known: &Index) -> Result<()> {
    for file in table.files().await? {
        let columns = ["source", "source_line", "sha256"];
        let mut batches = rows::read(table.store(), &file.path, Some(&columns)).await?;
        while let Some(batch) = batches.try_next().await? {
            keys(&batch)?.try_for_each(|key| known.add(key).map(drop).doing(no_index))?;
        }
    }
    Ok(())
}

fn keys(batch: &RecordBatch) -> Result<impl Iterator<Item = Key>> {
    let (sources, hashes) = (rows::texts(batch, "source")?, rows::texts(batch, "sha256")?);
    let lines = rows::numbers(batch, "source_line")?;
    Ok((0..batch.num_rows()).filter_map(move |row| {
        Some(key(sources.as_ref()?.value(row), lines.value(row), hashes.as_ref()?.value(row)))
    }))
}

/// What tells pieces apart: where they stood and what they are.
fn key(source: &str, line: i64, sha256: &str) -> Key {
    let text = format!("{sha256} {line} {source}");
    Key { id: Identity::of(Some(&text), 0).id, content: 0 }
}
