//! Import: source units in, rows of `activity` and of the ledger out.
//!
//! One thread reads and splits, the others parse, judge, build columns and encode; each writes files of its own. A
//! commit makes the files of whole units visible, together with their rows of the ledger: until then nothing of them is
//! to be seen, and an import that is killed leaves files that no version of the table knows.

mod again;
mod batches;
mod chunk;
mod clash;
mod hashing;
mod index;
mod keys;
mod overview;
mod rejects;
mod span;
mod tally;
mod unit;
mod worker;

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread::JoinHandle;

use chrono::Utc;
use deltalake::kernel::{Action, Add};
use tokio::runtime::Handle;

use crate::error::{Error, ErrorKind, Result};
use crate::lake::Lake;
use crate::ledger::{self, Content, Entry};
use crate::mark::{self, Mark};
use crate::table::{self, Commit, Note};
use index::Index;
pub use overview::Workload;
use rejects::Rejects;
use unit::Read as UnitRead;
use worker::{Shared, Work};

/// Units that are committed at once at most: the ledger's rows of a commit stand in the log.
const COMMIT_UNITS: usize = 500;

/// How often others may be faster before it is an error.
const TRIES: usize = 100;

/// How an import is done.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Whether the exact bytes of each record are kept beside its columns.
    pub raw: bool,
    /// Threads that parse and encode; 0 for one a processor.
    pub threads: usize,
    /// How many bytes are imported before they are committed; a unit is never divided.
    pub commit_bytes: u64,
    /// What is taken as a record.
    pub limits: trail365_records::Limits,
}

impl Default for ImportOptions {
    fn default() -> Self {
        ImportOptions {
            raw: true,
            threads: 0,
            commit_bytes: 1 << 30,
            limits: trail365_records::Limits::default(),
        }
    }
}

/// How far the current unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the unit read so far.
    pub bytes: u64,
    /// Records of the unit split off so far.
    pub records: u64,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The ledger's entries of all units, in their order, but for those that [`Importer::mark`] gave.
    pub units: Vec<Entry>,
    /// What the records are that it read and kept, the workload with most of them first. Records that another writer
    /// committed at the same time are counted here, though dropped at last.
    pub workloads: Vec<Workload>,
    /// Units that were not read, or not to their end; their notices say why.
    pub unfinished: u64,
}

/// An import under way. What has not been committed by [`Importer::finish`] is not in the lake.
pub struct Importer<'l> {
    lake: &'l mut Lake,
    shared: Arc<Shared>,
    queue: Option<SyncSender<Work>>,
    threads: Vec<JoinHandle<()>>,
    /// Units that were read and are not committed yet.
    units: Vec<UnitRead>,
    /// Content that could not be had, not committed yet.
    losses: Vec<Entry>,
    bytes: u64,
    commit_bytes: u64,
    done: Vec<Entry>,
    unfinished: u64,
}

impl<'l> Importer<'l> {
    /// Begins an import. Call it and the rest outside asynchronous code, with a handle of the runtime.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read.
    pub fn begin(lake: &'l mut Lake, runtime: Handle, options: &ImportOptions) -> Result<Self> {
        runtime.block_on(lake.follow())?;
        let index = Index::new();
        runtime.block_on(keys::load(&lake.activity, &index))?;
        let shared = Arc::new(Shared {
            index,
            conflicts: Mutex::default(),
            overviews: overview::Overviews::default(),
            rejects: Rejects::load(&lake.rejected, &runtime)?,
            store: lake.activity.store(),
            runtime,
            keep_raw: options.raw,
            limits: options.limits,
        });
        let count = match options.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let (queue, work) = sync_channel(count);
        let threads = start(&shared, work, count);
        Ok(Importer {
            lake,
            shared,
            queue: Some(queue),
            threads,
            units: Vec::new(),
            losses: Vec::new(),
            bytes: 0,
            commit_bytes: options.commit_bytes,
            done: Vec::new(),
            unfinished: 0,
        })
    }

    /// Reads a source unit. What cannot be read of it is in its entry of the ledger, and is no error.
    ///
    /// # Errors
    ///
    /// If the lake cannot be written.
    pub fn unit(&mut self, name: &str, input: impl Read, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        self.make_room_for(name)?;
        let Some(queue) = &self.queue else { return Err(lost()) };
        let read = unit::read(&self.shared, queue, name, None, input, progress)?;
        self.read(read)
    }

    /// Names are told apart within a commit, so that its counts can be corrected.
    fn make_room_for(&mut self, name: &str) -> Result<()> {
        if self.units.iter().any(|unit| unit.is_called(name)) { self.commit() } else { Ok(()) }
    }

    /// Takes in a unit that was read.
    fn read(&mut self, read: UnitRead) -> Result<()> {
        self.bytes += read.bytes;
        self.unfinished += u64::from(read.failure.is_some());
        self.units.push(read);
        if self.bytes >= self.commit_bytes || self.units.len() >= COMMIT_UNITS {
            self.commit()
        } else {
            Ok(())
        }
    }

    /// Reads a blob of the Management Activity API; its source is [`Content::source`].
    ///
    /// # Errors
    ///
    /// If the lake cannot be written, or `input` fails: the import cannot go on then.
    pub fn content(&mut self, content: Content, input: impl Read) -> Result<()> {
        let name = content.source();
        self.make_room_for(&name)?;
        let Some(queue) = &self.queue else { return Err(lost()) };
        let mut read = unit::read(&self.shared, queue, &name, Some(content), input, &mut |_| ())?;
        match read.failure.take_if(|failure| failure.kind() == trail365_read::ErrorKind::Io) {
            Some(failure) => Err(Error::because(ErrorKind::Input, format!("cannot read {name}"), failure)),
            None => self.read(read),
        }
    }

    /// Notes that content could not be had.
    pub fn lose(&mut self, content: Content, reason: impl Into<String>) {
        self.losses.push(Entry::loss(content, reason.into(), Utc::now()));
    }

    /// Commits what is not yet, and moves the marks in the same commit; a mark that is further already stays. Gives the
    /// ledger's entries of all that was committed since the last time, and forgets them.
    ///
    /// # Errors
    ///
    /// If the lake cannot be written. Nothing of what was not committed is in the lake then.
    pub fn mark(&mut self, marks: &[Mark]) -> Result<Vec<Entry>> {
        self.commit_with(marks)?;
        Ok(std::mem::take(&mut self.done))
    }

    /// Commits what is not yet, and says what was imported.
    ///
    /// # Errors
    ///
    /// If the lake cannot be written.
    pub fn finish(mut self) -> Result<Imported> {
        self.commit()?;
        Ok(Imported {
            units: std::mem::take(&mut self.done),
            workloads: self.shared.overviews.workloads(),
            unfinished: self.unfinished,
        })
    }

    fn commit(&mut self) -> Result<()> {
        self.commit_with(&[])
    }

    fn commit_with(&mut self, marks: &[Mark]) -> Result<()> {
        let mut files = self.flush()?;
        let runtime = self.shared.runtime.clone();
        let mut rejected = self.shared.rejects.files()?;
        let mut entries: Vec<_> = std::mem::take(&mut self.units).into_iter().map(UnitRead::entry).collect();
        entries.append(&mut self.losses);
        self.bytes = 0;
        for _ in 0..TRIES {
            let applications = runtime.block_on(mark::notes(&self.lake.activity, marks))?;
            if entries.is_empty() && applications.is_empty() {
                return Ok(());
            }
            let note = Note { applications, ..ledger::note(&entries, rejected.clone())? };
            let actions = files.iter().cloned().map(Action::Add).collect();
            match runtime.block_on(self.lake.activity.commit(actions, table::append(), note))? {
                Commit::Done(version) => {
                    self.shared.settled();
                    self.done.extend(entries.into_iter().map(|entry| Entry { version, ..entry }));
                    return runtime.block_on(self.lake.follow());
                }
                Commit::Beaten => {
                    clash::settle(self.lake, &self.shared, &mut files, &mut rejected, &mut entries)?;
                }
            }
        }
        Err(Error::new(ErrorKind::Busy, "cannot commit the import: other writers were faster every time"))
    }

    /// Has every thread write what it holds.
    fn flush(&mut self) -> Result<Vec<Add>> {
        let Some(queue) = &self.queue else { return Err(lost()) };
        let barrier = Arc::new(Barrier::new(self.threads.len()));
        let (answer, answers) = mpsc::channel();
        for _ in &self.threads {
            queue.send(Work::Flush(answer.clone(), barrier.clone())).map_err(|_| lost())?;
        }
        drop(answer);
        let mut files = Vec::new();
        for written in answers {
            files.extend(written?);
        }
        Ok(files)
    }
}

impl Drop for Importer<'_> {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so; the import has failed by its missing answer.
            let _ = thread.join();
        }
    }
}

fn start(shared: &Arc<Shared>, work: Receiver<Work>, count: usize) -> Vec<JoinHandle<()>> {
    let work = Arc::new(Mutex::new(work));
    let spawn = |_| {
        let (shared, work) = (shared.clone(), work.clone());
        std::thread::spawn(move || worker::run(&shared, &work))
    };
    (0..count).map(spawn).collect()
}

/// The threads are gone.
fn lost() -> Error {
    Error::new(ErrorKind::Damaged, "cannot go on with the import: a thread of it was lost")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Location;

    #[test]
    fn conflicts_are_forgotten_when_they_are_committed() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::parse(&folder.path().join("lake").to_string_lossy()).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut lake = runtime.block_on(Lake::open_or_create(&location)).unwrap();
        let options = ImportOptions { threads: 1, ..ImportOptions::default() };
        let mut importer = Importer::begin(&mut lake, runtime.handle().clone(), &options).unwrap();
        for name in ["one", "two"] {
            let records = format!("{{\"Id\":\"1\",\"Operation\":\"{name}\"}}\n{{\"Id\":\"1\"}}\n");
            importer.unit(name, records.as_bytes(), &mut |_| ()).unwrap();
            let conflicts: u64 = importer.mark(&[]).unwrap().iter().map(|entry| entry.conflicts).sum();
            assert_eq!(conflicts, 1, "{name}");
            assert!(importer.shared.conflicts.lock().unwrap().is_empty());
        }
    }
}
