//! A thread that turns records into files of the lake.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use deltalake::kernel::Add;
use object_store::ObjectStore;
use object_store::path::Path;
use tokio::runtime::Handle;
use trail365_columns::{Identity, Options, Origin, identity};
use trail365_records::{Parser, Record};

use super::batches::Batches;
use super::chunk::{Chunk, Unit};
use super::index::{Index, Key, Verdict};
use super::lost;
use super::overview::{Overview, Overviews};
use super::rejects::Rejects;
use super::tally::Counts;
use crate::error::{Context, Result};
use crate::file::{FileBuilder, GROUP_ROWS, Sizes, Upload};
use crate::ledger::RejectedRow;
use crate::stored::DataFile;
use crate::table;

/// A row group ends at so many rows or encoded bytes, a file at so many bytes. `compact` makes larger ones.
pub(super) const SIZES: Sizes = Sizes { group_rows: GROUP_ROWS, group_bytes: 8 << 20, file_bytes: 8 << 20 };

/// What the threads of an import share.
pub(super) struct Shared {
    pub index: Index,
    /// Records of the units that are not committed yet which were kept although their Id was there.
    pub conflicts: Mutex<HashSet<Key>>,
    pub overviews: Overviews,
    pub rejects: Rejects,
    pub store: Arc<dyn ObjectStore>,
    pub runtime: Handle,
    pub keep_raw: bool,
    pub limits: trail365_records::Limits,
}

impl Shared {
    /// What a record is to those that are there, and the hash of its content.
    fn judge(&self, record: &Record<'_>) -> Result<(Verdict, i64)> {
        let Identity { id, content } = identity(record);
        let key = Key { id, content };
        let verdict = self.index.add(key)?;
        if verdict == Verdict::Conflict {
            self.conflicts.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        }
        Ok((verdict, content))
    }

    /// Everything that was judged is committed.
    pub fn settled(&self) {
        *self.conflicts.lock().unwrap_or_else(PoisonError::into_inner) = HashSet::new();
    }

    /// Takes a piece of input that is no record.
    pub fn reject(&self, unit: &Unit, line: u64, reason: String, bytes: &[u8]) -> Result<()> {
        self.rejects.take(RejectedRow::new(unit.name.clone(), line, reason, bytes))
    }
}

/// Work for a thread.
pub(super) enum Work {
    Records(Chunk),
    /// Write what is held and say which files there are.
    Flush(std::sync::mpsc::Sender<Result<Vec<Add>>>, Arc<std::sync::Barrier>),
}

/// Takes work until there is no more.
pub(super) fn run(shared: &Shared, queue: &Mutex<Receiver<Work>>) {
    let mut worker = Worker::new(shared);
    loop {
        let work = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match work {
            Ok(Work::Records(chunk)) => {
                // A thread that is gone would leave the others waiting for it.
                if catch_unwind(AssertUnwindSafe(|| worker.take(chunk))).is_err() {
                    worker.failure = Err(lost());
                }
            }
            Ok(Work::Flush(answer, barrier)) => {
                let files = catch_unwind(AssertUnwindSafe(|| worker.flush())).unwrap_or_else(|_| Err(lost()));
                // A receiver that is gone has given up the import.
                let _ = answer.send(files);
                barrier.wait();
            }
            Err(_) => return,
        }
    }
}

struct Worker<'s> {
    shared: &'s Shared,
    parser: Parser,
    batches: Batches,
    file: FileBuilder,
    written: Vec<Add>,
    /// The first failure; what comes after it is passed over, and the import fails.
    failure: Result<()>,
}

impl<'s> Worker<'s> {
    fn new(shared: &'s Shared) -> Self {
        Worker {
            shared,
            parser: Parser::with_limits(shared.limits),
            batches: Batches::new(Options { raw: shared.keep_raw }),
            file: FileBuilder::new(trail365_columns::schema().clone(), SIZES),
            written: Vec::new(),
            failure: Ok(()),
        }
    }

    fn take(&mut self, chunk: Chunk) {
        if self.failure.is_ok() {
            self.failure = self.records(chunk);
        }
    }

    fn records(&mut self, chunk: Chunk) -> Result<()> {
        let Chunk { unit, bytes, records } = chunk;
        let (mut counts, mut overview) = (Counts::default(), Overview::default());
        let buffer = Buffer::from_vec(bytes);
        self.batches.chunk(buffer.clone());
        let mut start = 0;
        for place in records {
            let text = &buffer[start..place.end];
            start = place.end;
            match self.parser.parse(text) {
                Ok(record) => {
                    let (verdict, content) = self.shared.judge(&record)?;
                    counts.judged(verdict);
                    if let Some(time) = record.common().creation_time() {
                        counts.times.add(time.as_microseconds());
                    }
                    if verdict != Verdict::Duplicate {
                        let origin =
                            Origin { source: &unit.name, line: Some(place.line), content_hash: content };
                        let full = self.batches.push(&record, origin).doing(encoding)?;
                        overview.add(&record);
                        full.map_or(Ok(()), |batch| self.encode(&batch))?;
                    }
                }
                Err(error) => {
                    counts.rejected(reason(&error));
                    self.shared.reject(&unit, place.line, error.to_string(), text)?;
                }
            }
        }
        unit.tally.add(counts);
        self.shared.overviews.add(overview);
        if self.batches.hold_much() { self.encode_all() } else { Ok(()) }
    }

    /// Encodes a batch, and writes the file when it is full.
    fn encode(&mut self, batch: &RecordBatch) -> Result<()> {
        self.file.write(batch).doing(encoding)?;
        if self.file.is_full() { self.write() } else { Ok(()) }
    }

    fn encode_all(&mut self) -> Result<()> {
        for batch in self.batches.take() {
            self.file.write(&batch.doing(encoding)?).doing(encoding)?;
        }
        if self.file.is_full() { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        let Shared { runtime, store, .. } = self.shared;
        self.written.extend(write_file(&mut self.file, runtime, store.as_ref())?);
        Ok(())
    }

    fn flush(&mut self) -> Result<Vec<Add>> {
        std::mem::replace(&mut self.failure, Ok(()))?;
        self.encode_all()?;
        self.write()?;
        Ok(std::mem::take(&mut self.written))
    }
}

fn encoding() -> String {
    "cannot encode records".into()
}

/// Why a record could not be parsed, without its place: reasons are counted.
fn reason(error: &trail365_records::Error) -> String {
    match error.kind() {
        trail365_records::ErrorKind::NotAnObject => "no JSON object".into(),
        trail365_records::ErrorKind::Limit => "larger or deeper than the limits".into(),
        _ => "broken JSON".into(),
    }
}

/// Writes what a builder holds as a new file; nothing when it holds nothing.
pub(super) fn write_file(
    builder: &mut FileBuilder,
    runtime: &Handle,
    store: &dyn ObjectStore,
) -> Result<Option<Add>> {
    if builder.is_empty() {
        return Ok(None);
    }
    let path = DataFile::new_path();
    let doing = || format!("cannot write {path}");
    let mut upload = Upload::begin(runtime, store, &Path::from(path.as_str())).doing(doing)?;
    let file = builder.finish(&mut upload).doing(doing)?;
    upload.finish().doing(doing)?;
    Ok(Some(table::add(path, file.bytes, file.bounds.to_json(), true)))
}
