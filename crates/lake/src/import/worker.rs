//! Threads that turn records into files of the lake.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender, sync_channel};
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use deltalake::kernel::Add;
use trail365_columns::{Batches, HashRule, Options, Origin, identity, incomplete_hash, nth_equal_hash};
use trail365_records::{Parser, Record};

use super::chunk::{Chunk, Unit};
use super::index::{Index, Key, Verdict};
use super::kept::KeptKeys;
use super::options::ImportOptions;
use super::overview::{Overview, Overviews};
use super::rejects::Rejects;
use super::tally::{Counts, Tally, reason_of_record};
use crate::blocking::Waiter;
use crate::error::{Context, Error, Result};
use crate::file::{FileBuilder, RowReader, Sizes, write_file};
use crate::lake::Lake;
use crate::ledger::RejectedRow;
use crate::storage::new_path;
use crate::table::addition;

/// State that the threads of an import share.
pub(super) struct Shared {
    pub index: Index,
    pub kept: KeptKeys,
    /// Records without an Id, by their unit and content.
    equals: Index,
    /// Number of units so far.
    units: AtomicU64,
    /// Rule of the hashes in the lake.
    pub rule: HashRule,
    pub overviews: Overviews,
    pub rejects: Rejects,
    /// Files of `activity`.
    pub rows: RowReader,
    pub waiter: Waiter,
    pub keep_raw: bool,
    pub limits: trail365_records::Limits,
    pub encoding: Option<trail365_read::Encoding>,
}

impl Shared {
    /// Reads which records and which rejected pieces a lake has.
    pub fn load(lake: &Lake, waiter: Waiter, options: &ImportOptions, least_kept: usize) -> Result<Self> {
        let (kept, index) = KeptKeys::open(lake, least_kept, &waiter)?;
        Ok(Shared {
            index,
            kept,
            equals: Index::new(),
            units: AtomicU64::new(0),
            rule: lake.hash_rule(),
            overviews: Overviews::default(),
            rejects: Rejects::load(&lake.rejected, &waiter)?,
            rows: lake.activity.rows(),
            waiter,
            keep_raw: options.raw,
            limits: options.limits,
            encoding: options.encoding,
        })
    }

    /// Starts a unit.
    pub fn start_unit(&self, name: &str) -> Unit {
        let number = self.units.fetch_add(1, Ordering::Relaxed);
        Unit { name: name.into(), number, tally: Tally::default() }
    }

    /// Judges a record of a unit by those that are there, and returns the hash to store for it too.
    fn judge(&self, unit: &Unit, record: &Record<'_>, incomplete: bool) -> Result<(Verdict, i64)> {
        let mut identity = identity(record, self.rule);
        if self.rule == HashRule::Second {
            if incomplete {
                identity = identity.with_content(incomplete_hash(identity.content));
            }
            if !identity.has_id() {
                let unit_and_content =
                    u128::from(unit.number) << 64 | u128::from(identity.content.cast_unsigned());
                let number = self.equals.add_next(unit_and_content)?;
                identity = identity.with_content(nth_equal_hash(identity.content, number));
            }
        }
        let verdict = self.index.judge_and_add(Key::new(identity, self.rule))?;
        Ok((verdict, identity.content))
    }

    /// Keeps a piece of input that is no record.
    pub fn reject_piece(&self, unit: &Unit, line: u64, reason: String, bytes: &[u8]) -> Result<()> {
        self.rejects.keep_piece(RejectedRow::new(unit.name.clone(), line, reason, bytes))
    }
}

/// Work for a thread.
enum Work {
    Records(Chunk),
    /// Asks each thread to write what it holds and to answer with its files. The barrier keeps a fast thread from taking
    /// the request of another.
    Flush(Sender<Result<Vec<Add>>>, Arc<Barrier>),
}

/// Work that waits for a thread; there is room for one piece a thread.
pub(super) struct Queue(SyncSender<Work>);

impl Queue {
    pub fn send_records(&self, chunk: Chunk) -> Result<()> {
        self.0.send(Work::Records(chunk)).map_err(|_| Error::thread_lost())
    }
}

/// The threads of an import. They end when it is dropped.
pub(super) struct Workers {
    queue: Option<Queue>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    pub fn start(shared: &Arc<Shared>, count: usize) -> Result<Self> {
        // A short queue: each chunk that waits holds half a megabyte, and the reader is faster than all threads together.
        let (queue, work) = sync_channel(count);
        let mut workers = Workers { queue: Some(Queue(queue)), threads: Vec::with_capacity(count) };
        let work = Arc::new(Mutex::new(work));
        for _ in 0..count {
            let (shared, work) = (shared.clone(), work.clone());
            let spawned = thread::Builder::new().name("import".into()).spawn(move || run(&shared, &work));
            workers.threads.push(spawned.doing(|| "cannot start a thread of the import".into())?);
        }
        Ok(workers)
    }

    pub fn queue(&self) -> Result<&Queue> {
        self.queue.as_ref().ok_or_else(Error::thread_lost)
    }

    /// Has every thread write what it holds, and returns the files.
    pub fn flush(&self) -> Result<Vec<Add>> {
        let barrier = Arc::new(Barrier::new(self.threads.len()));
        let (answer, answers) = mpsc::channel();
        for _ in &self.threads {
            let flush = Work::Flush(answer.clone(), barrier.clone());
            self.queue()?.0.send(flush).map_err(|_| Error::thread_lost())?;
        }
        drop(answer);
        // At the first failure the files of all other threads are dropped: the import has failed, and `vacuum` deletes
        // what no version names.
        let mut files = Vec::new();
        for written in answers {
            files.extend(written?);
        }
        Ok(files)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so; the import has failed by its missing answer.
            let _ = thread.join();
        }
    }
}

/// Does work until there is no more.
fn run(shared: &Shared, queue: &Mutex<Receiver<Work>>) {
    let mut worker = Worker::new(shared);
    loop {
        // The lock is held while waiting, so the threads take chunks in turn; they are busy for far longer than this.
        let work = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match work {
            Ok(Work::Records(chunk)) => {
                // A thread that is gone would leave the others waiting for it at the barrier.
                if catch_unwind(AssertUnwindSafe(|| worker.take_chunk(chunk))).is_err() {
                    worker.failure = Some(Error::thread_lost());
                }
            }
            Ok(Work::Flush(answer, barrier)) => {
                let flushed = catch_unwind(AssertUnwindSafe(|| worker.flush()));
                // A receiver that is gone has given up the import.
                let _ = answer.send(flushed.unwrap_or_else(|_| Err(Error::thread_lost())));
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
    /// The first failure. The thread skips all work after it, and the import fails at its next flush.
    failure: Option<Error>,
}

impl<'s> Worker<'s> {
    fn new(shared: &'s Shared) -> Self {
        Worker {
            shared,
            parser: Parser::with_limits(shared.limits),
            batches: Batches::new(Options { raw: shared.keep_raw }),
            file: FileBuilder::new(trail365_columns::schema().clone(), Sizes::IMPORT),
            written: Vec::new(),
            failure: None,
        }
    }

    fn take_chunk(&mut self, chunk: Chunk) {
        if self.failure.is_none() {
            self.failure = self.import_records(chunk).err();
        }
    }

    fn import_records(&mut self, chunk: Chunk) -> Result<()> {
        let Chunk { unit, bytes, records, carriers } = chunk;
        let (mut counts, mut overview) = (Counts::default(), Overview::default());
        // One copy from the reader's buffer into the chunk is all that a record costs here: the columns `raw` and others
        // are views into this buffer, which stays until they are encoded.
        let buffer = Buffer::from_vec(bytes);
        self.batches.set_chunk(buffer.clone());
        let (mut start, mut carrier_start) = (0, 0);
        for place in records {
            let text = &buffer[start..place.end];
            let carrier = &carriers[carrier_start..place.carrier_end];
            (start, carrier_start) = (place.end, place.carrier_end);
            match self.parser.parse(text) {
                Ok(record) => {
                    let (verdict, content) = self.shared.judge(&unit, &record, place.incomplete.is_some())?;
                    counts.count_verdict(verdict);
                    if verdict == Verdict::Conflict && counts.conflicting_id.is_none() {
                        counts.conflicting_id = record.common().id().map(|id| id.to_string());
                    }
                    counts.count_marks(&record);
                    // A duplicate costs no column: in a second import of the same files it is every record.
                    if verdict != Verdict::Duplicate {
                        let origin = Origin {
                            incomplete: place.incomplete,
                            same_id: verdict.same_id(),
                            ..Origin::new(&unit.name, Some(place.line), content)
                        };
                        let full = self.batches.push(&record, origin).doing(encoding)?;
                        // An event that is there counts once, however many copies of it come.
                        if verdict == Verdict::New {
                            overview.count_record(&record);
                        }
                        full.map_or(Ok(()), |batch| self.encode_batch(&batch))?;
                    }
                }
                Err(error) => {
                    counts.count_rejected(reason_of_record(&error));
                    let piece = if carrier.is_empty() { text } else { carrier };
                    self.shared.reject_piece(&unit, place.line, error.to_string(), piece)?;
                }
            }
        }
        unit.tally.join(counts);
        self.shared.overviews.join(overview);
        if self.batches.holds_much() { self.encode_all() } else { Ok(()) }
    }

    /// Encodes a batch, and writes the file when it is full.
    fn encode_batch(&mut self, batch: &RecordBatch) -> Result<()> {
        self.file.write(batch).doing(encoding)?;
        if self.file.is_full() { self.write_file() } else { Ok(()) }
    }

    fn encode_all(&mut self) -> Result<()> {
        for batch in self.batches.take_all() {
            self.file.write(&batch.doing(encoding)?).doing(encoding)?;
        }
        if self.file.is_full() { self.write_file() } else { Ok(()) }
    }

    fn write_file(&mut self) -> Result<()> {
        let Shared { waiter, rows, .. } = self.shared;
        let file = write_file(&mut self.file, waiter, rows.store.as_ref(), new_path())?;
        self.written.extend(file.map(|file| addition(file, true)));
        Ok(())
    }

    /// Writes everything and returns the files since the last flush. A failure stays: rows were lost by it.
    fn flush(&mut self) -> Result<Vec<Add>> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let written = self.encode_all().and_then(|()| self.write_file());
        self.failure = written.as_ref().err().cloned();
        written?;
        Ok(std::mem::take(&mut self.written))
    }
}

fn encoding() -> String {
    "cannot encode records".into()
}
