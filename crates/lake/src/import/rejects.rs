//! Pieces of input that are no records, on their way to the table `rejected`: each piece of a source once.

use std::collections::HashSet;
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use deltalake::kernel::Add;
use futures::TryStreamExt;
use object_store::ObjectStore;
use object_store::path::Path;
use tokio::runtime::Handle;
use trail365_columns::Identity;

use super::index::{Index, Key, Verdict};
use super::worker::{SIZES, write_file};
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::FileBuilder;
use crate::ledger::{RejectedRow, rejected_batch, rejected_schema};
use crate::rows;
use crate::stored::DataFile;
use crate::table::Table;

/// Bytes of pieces that are held before they are encoded.
const HELD_BYTES: usize = 4 << 20;

/// Takes pieces from all threads of an import.
pub(super) struct Rejects {
    /// The pieces that the table has, by their source, line and bytes.
    known: Index,
    /// The files whose pieces are known.
    seen: Mutex<HashSet<Path>>,
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
        let file = FileBuilder::new(rejected_schema(), SIZES);
        let held = Held { rows: Vec::new(), bytes: 0, file, written: Vec::new() };
        let (known, seen) = (Index::new(), Mutex::default());
        let rejects =
            Rejects { known, seen, held: Mutex::new(held), store: table.store(), runtime: runtime.clone() };
        rejects.learn(&runtime.block_on(table.files())?, |_| ())?;
        Ok(rejects)
    }

    /// Takes in the pieces of files that it has not seen, and calls `each` with their keys.
    fn learn(&self, files: &[DataFile], mut each: impl FnMut(Key)) -> Result<()> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files.iter().filter(|file| !seen.contains(&file.path)) {
            self.runtime.block_on(read(&self.store, &file.path, |key| {
                each(key);
                self.known.add(key).map(drop)
            }))?;
        }
        seen.extend(files.iter().map(|file| file.path.clone()));
        Ok(())
    }

    /// Takes in what others have, and gives our files, which are not committed yet, without it. The old ones are in no
    /// version of the table; they are left to `vacuum`.
    pub fn settle(&self, theirs: &[DataFile], ours: Vec<Add>) -> Result<Vec<Add>> {
        let mut pieces = HashSet::new();
        for file in &ours {
            let each = |key| {
                pieces.insert(key);
                Ok(())
            };
            self.runtime.block_on(read(&self.store, &Path::from(file.path.as_str()), each))?;
        }
        let mut doubled = HashSet::new();
        self.learn(theirs, |key| {
            if pieces.contains(&key) {
                doubled.insert(key);
            }
        })?;
        if doubled.is_empty() { Ok(ours) } else { self.without(&doubled, &ours) }
    }

    fn without(&self, doubled: &HashSet<Key>, files: &[Add]) -> Result<Vec<Add>> {
        let mut builder = FileBuilder::new(rejected_schema(), SIZES);
        let mut written = Vec::new();
        for file in files {
            let path = Path::from(file.path.as_str());
            let mut batches = self.runtime.block_on(rows::read(self.store.clone(), &path, None))?;
            while let Some(batch) = self.runtime.block_on(batches.try_next())? {
                let keep: BooleanArray = keys(&batch)?.map(|key| Some(!doubled.contains(&key))).collect();
                let kept =
                    filter_record_batch(&batch, &keep).doing(|| "cannot filter rejected input".into())?;
                if kept.num_rows() > 0 {
                    builder.write(&kept).doing(encoding)?;
                }
                if builder.is_full() {
                    written.extend(write_file(&mut builder, &self.runtime, self.store.as_ref())?);
                }
            }
        }
        written.extend(write_file(&mut builder, &self.runtime, self.store.as_ref())?);
        Ok(written)
    }

    /// Takes a piece, unless the table has it from the same place.
    pub fn take(&self, row: RejectedRow) -> Result<()> {
        let key = key(&row.source, row.line as i64, &row.sha256);
        if self.known.add(key)? == Verdict::Duplicate {
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
        self.file.write(&rejected_batch(&rows)?).doing(encoding)
    }
}

fn encoding() -> String {
    "cannot encode rejected input".into()
}

/// Calls `each` with the keys of a file's pieces.
async fn read(
    store: &Arc<dyn ObjectStore>,
    path: &Path,
    mut each: impl FnMut(Key) -> Result<()>,
) -> Result<()> {
    let columns = ["source", "source_line", "sha256"];
    let mut batches = rows::read(store.clone(), path, Some(&columns)).await?;
    while let Some(batch) = batches.try_next().await? {
        keys(&batch)?.try_for_each(&mut each)?;
    }
    Ok(())
}

/// The key of each row.
fn keys(batch: &RecordBatch) -> Result<impl Iterator<Item = Key>> {
    let missing = || Error::new(ErrorKind::Damaged, "a file of `rejected` lacks a column");
    let sources = rows::texts(batch, "source")?.ok_or_else(missing)?;
    let hashes = rows::texts(batch, "sha256")?.ok_or_else(missing)?;
    let lines = rows::numbers(batch, "source_line")?;
    Ok((0..batch.num_rows()).map(move |row| key(sources.value(row), lines.value(row), hashes.value(row))))
}

/// What tells pieces apart: where they stood and what they are.
fn key(source: &str, line: i64, sha256: &str) -> Key {
    let text = format!("{sha256} {line} {source}");
    Key { id: Identity::of(Some(&text), 0).id, content: 0 }
}
