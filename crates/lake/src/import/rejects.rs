//! Pieces of input that are no records, on their way to the table `rejected`. It keeps each piece of a source once.

use std::collections::HashSet;
use std::mem::take;
use std::sync::{Mutex, PoisonError};

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use deltalake::kernel::Add;
use futures::TryStreamExt;
use object_store::path::Path;
use trail365_columns::Identity;

use super::index::{Index, Key, Verdict};
use crate::blocking::Waiter;
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::{FileBuilder, RowReader, Sizes, number_column, text_column, write_file};
use crate::ledger::{RejectedRow, rejected_schema, rejected_to_batch};
use crate::storage::new_path;
use crate::table::{DataFile, Table, addition};

/// Bytes of pieces that are held before they are encoded.
const HELD_BYTES: usize = 4 << 20;

/// Pieces from all threads of an import.
pub(super) struct Rejects {
    /// Pieces that the table has, by their source, line and bytes.
    known: Index,
    /// Files whose pieces are known.
    known_files: Mutex<HashSet<Path>>,
    held: Mutex<HeldPieces>,
    rows: RowReader,
    waiter: Waiter,
}

struct HeldPieces {
    rows: Vec<RejectedRow>,
    bytes: usize,
    file: FileBuilder,
    written: Vec<Add>,
}

impl Rejects {
    /// Reads which pieces the table has.
    pub fn load(table: &Table, waiter: &Waiter) -> Result<Self> {
        let file = FileBuilder::new(rejected_schema(), Sizes::IMPORT);
        let held = HeldPieces { rows: Vec::new(), bytes: 0, file, written: Vec::new() };
        let rejects = Rejects {
            known: Index::new(),
            known_files: Mutex::default(),
            held: Mutex::new(held),
            rows: table.rows(),
            waiter: waiter.clone(),
        };
        rejects.learn_files(&waiter.wait(table.files())?, |_| ())?;
        Ok(rejects)
    }

    /// Takes in the pieces of files that are new to it, and calls `each` with their keys.
    fn learn_files(&self, files: &[DataFile], mut each: impl FnMut(Key) + Send) -> Result<()> {
        let mut known_files = self.known_files.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files.iter().filter(|file| !known_files.contains(&file.path)) {
            self.waiter.wait(read_keys(&self.rows, &file.path, |key| {
                each(key);
                self.known.judge_and_add(key).map(drop)
            }))?;
        }
        known_files.extend(files.iter().map(|file| file.path.clone()));
        Ok(())
    }

    /// Takes in the pieces of other writers, and returns our uncommitted files without them. No version of the table names
    /// the old files; `vacuum` deletes them.
    pub fn settle(&self, theirs: &[DataFile], ours: Vec<Add>) -> Result<Vec<Add>> {
        let mut pieces = HashSet::new();
        for file in &ours {
            let each = |key| {
                pieces.insert(key);
                Ok(())
            };
            self.waiter.wait(read_keys(&self.rows, &Path::from(file.path.as_str()), each))?;
        }
        let mut doubled = HashSet::new();
        self.learn_files(theirs, |key| {
            if pieces.contains(&key) {
                doubled.insert(key);
            }
        })?;
        if doubled.is_empty() { Ok(ours) } else { self.rewrite_without(&doubled, &ours) }
    }

    fn rewrite_without(&self, doubled: &HashSet<Key>, files: &[Add]) -> Result<Vec<Add>> {
        let mut builder = FileBuilder::new(rejected_schema(), Sizes::IMPORT);
        let mut written = Vec::new();
        for file in files {
            let path = Path::from(file.path.as_str());
            let mut batches = self.waiter.wait(self.rows.read(&path, None))?;
            while let Some(batch) = self.waiter.wait(batches.try_next())? {
                let keep: BooleanArray = keys_of(&batch)?.map(|key| Some(!doubled.contains(&key))).collect();
                let kept =
                    filter_record_batch(&batch, &keep).doing(|| "cannot filter rejected input".into())?;
                if kept.num_rows() > 0 {
                    builder.write(&kept).doing(encoding)?;
                }
                if builder.is_full() {
                    written.extend(self.write_file(&mut builder)?);
                }
            }
        }
        written.extend(self.write_file(&mut builder)?);
        Ok(written)
    }

    /// Keeps a piece, unless the table has it from the same place.
    pub fn keep_piece(&self, row: RejectedRow) -> Result<()> {
        let key = key_of(&row.source, row.line as i64, &row.sha256);
        // An export that is imported again must not fill the table with the same pieces again.
        if self.known.judge_and_add(key)? == Verdict::Duplicate {
            return Ok(());
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.bytes += size_of::<RejectedRow>() + row.reason.len() + row.bytes.len();
        // Pieces come seldom and from all threads: they share one file, not one each.
        held.rows.push(row);
        if held.bytes < HELD_BYTES {
            return Ok(());
        }
        held.encode()?;
        if held.file.is_full() { self.write_held(&mut held) } else { Ok(()) }
    }

    /// Writes all pieces, and returns the files since it was last asked.
    pub fn take_files(&self) -> Result<Vec<Add>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.encode()?;
        self.write_held(&mut held)?;
        Ok(take(&mut held.written))
    }

    fn write_held(&self, held: &mut HeldPieces) -> Result<()> {
        held.written.extend(self.write_file(&mut held.file)?);
        Ok(())
    }

    fn write_file(&self, builder: &mut FileBuilder) -> Result<Option<Add>> {
        let file = write_file(builder, &self.waiter, self.rows.store.as_ref(), new_path())?;
        Ok(file.map(|file| addition(file, true)))
    }
}

impl HeldPieces {
    fn encode(&mut self) -> Result<()> {
        self.bytes = 0;
        let rows = take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        self.file.write(&rejected_to_batch(&rows)?).doing(encoding)
    }
}

fn encoding() -> String {
    "cannot encode rejected input".into()
}

/// Calls `each` with the keys of a file's pieces.
async fn read_keys(rows: &RowReader, path: &Path, mut each: impl FnMut(Key) -> Result<()>) -> Result<()> {
    let columns = ["source", "source_line", "sha256"];
    let mut batches = rows.read(path, Some(&columns)).await?;
    while let Some(batch) = batches.try_next().await? {
        keys_of(&batch)?.try_for_each(&mut each)?;
    }
    Ok(())
}

/// Returns the key of each row.
fn keys_of(batch: &RecordBatch) -> Result<impl Iterator<Item = Key>> {
    let missing = || Error::new(ErrorKind::Damaged, "a file of `rejected` lacks a column");
    let sources = text_column(batch, "source")?.ok_or_else(missing)?;
    let hashes = text_column(batch, "sha256")?.ok_or_else(missing)?;
    let lines = number_column(batch, "source_line")?;
    Ok((0..batch.num_rows()).map(move |row| key_of(sources.value(row), lines.value(row), hashes.value(row))))
}

/// Returns the key that tells pieces apart: by where they stood and by their bytes.
fn key_of(source: &str, line: i64, sha256: &str) -> Key {
    let text = format!("{sha256} {line} {source}");
    Key::of_id(Identity::of(Some(&text), 0).id)
}
