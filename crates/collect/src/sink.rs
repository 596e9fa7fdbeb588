//! The way into the lake: a thread that imports what comes, and commits it with its marks.

use std::collections::BTreeMap;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, UnboundedSender, channel};
use tokio::sync::oneshot;
use tokio::time::timeout;
use trail365_lake::{Content, Entry, ImportOptions, Importer, Lake, Mark};

use crate::fetch::Spool;
use crate::log;
use crate::stream::mark_name;

/// Blobs that wait for the lake before no more are fetched.
const QUEUED: usize = 4;

/// Something for the lake, in its order: a mark counts for all that was sent before it.
#[derive(Debug)]
pub(crate) enum Order {
    Blob(Content, Spool),
    Lose(Content, String),
    Mark(Mark),
    /// All that was sent before is to be committed now.
    Settle(oneshot::Sender<()>),
}

/// When commits are made.
#[derive(Debug, Clone)]
pub struct Commits {
    /// How long records wait for others at most.
    pub records_after: Duration,
    /// How long a mark that moved waits for records at most.
    pub marks_after: Duration,
}

impl Default for Commits {
    fn default() -> Self {
        Commits { records_after: Duration::from_secs(10), marks_after: Duration::from_mins(10) }
    }
}

/// What was committed, by the names of the marks.
#[derive(Debug)]
pub(crate) struct Stored {
    pub marks: BTreeMap<String, DateTime<Utc>>,
    /// What came of records.
    pub came: BTreeMap<String, Came>,
}

/// What came of the records of a stream.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Came {
    /// The lake did not have them before.
    pub records: u64,
    /// Cannot be read as records.
    pub rejected: u64,
}

/// The thread, as those who send see it.
pub(crate) struct Sink {
    pub orders: Sender<Order>,
    thread: JoinHandle<trail365_lake::Result<()>>,
}

impl Sink {
    pub fn start(
        mut lake: Lake,
        options: ImportOptions,
        commits: Commits,
        stored: UnboundedSender<Stored>,
    ) -> Self {
        let (orders, queue) = channel(QUEUED);
        let runtime = Handle::current();
        let thread = std::thread::spawn(move || {
            let importer = Importer::begin(&mut lake, runtime.clone(), &options)?;
            Keeper { importer, runtime, commits, stored, open: Open::default() }.run(queue)
        });
        Sink { orders, thread }
    }

    /// Commits everything and ends; gives what went wrong, if anything did.
    pub async fn finish(self) -> trail365_lake::Result<()> {
        drop(self.orders);
        let joined = tokio::task::spawn_blocking(|| self.thread.join()).await;
        match joined {
            Ok(Ok(outcome)) => outcome,
            // It has said so on stderr.
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

/// What is not committed yet.
#[derive(Default)]
struct Open {
    marks: BTreeMap<String, DateTime<Utc>>,
    records_since: Option<Instant>,
    marks_since: Option<Instant>,
}

struct Keeper<'l> {
    importer: Importer<'l>,
    runtime: Handle,
    commits: Commits,
    stored: UnboundedSender<Stored>,
    open: Open,
}

impl Keeper<'_> {
    fn run(mut self, mut queue: Receiver<Order>) -> trail365_lake::Result<()> {
        loop {
            let wait = self.due().saturating_duration_since(Instant::now());
            match self.runtime.block_on(async { timeout(wait, queue.recv()).await }) {
                Ok(Some(order)) => self.take(order)?,
                Ok(None) => break,
                Err(_) => (),
            }
            if self.due() <= Instant::now() {
                self.commit()?;
            }
        }
        self.commit()
    }

    fn take(&mut self, order: Order) -> trail365_lake::Result<()> {
        let now = Instant::now();
        match order {
            Order::Blob(content, spool) => {
                self.open.records_since.get_or_insert(now);
                self.importer.content(content, spool.file)
            }
            Order::Lose(content, reason) => {
                self.open.records_since.get_or_insert(now);
                self.importer.lose(content, reason);
                Ok(())
            }
            Order::Mark(mark) => {
                self.open.marks_since.get_or_insert(now);
                self.open.marks.insert(mark.name, mark.until);
                Ok(())
            }
            Order::Settle(done) => {
                self.commit()?;
                // Nobody waits once the collector ends.
                let _ = done.send(());
                Ok(())
            }
        }
    }

    /// When the next commit is due; far away when there is nothing to commit.
    fn due(&self) -> Instant {
        let records = self.open.records_since.map(|since| since + self.commits.records_after);
        let marks = self.open.marks_since.map(|since| since + self.commits.marks_after);
        let never = Instant::now() + Duration::from_hours(1);
        records.into_iter().chain(marks).min().unwrap_or(never)
    }

    fn commit(&mut self) -> trail365_lake::Result<()> {
        let open = std::mem::take(&mut self.open);
        let marks: Vec<_> =
            open.marks.iter().map(|(name, until)| Mark { name: name.clone(), until: *until }).collect();
        let begun = Instant::now();
        let entries = self.importer.mark(&marks)?;
        entries.iter().filter(|entry| entry.rejected > 0).for_each(log::rejected);
        entries.iter().filter(|entry| entry.lost.is_none() && entry.rows_read == 0).for_each(log::empty);
        let stored = Stored { marks: open.marks, came: came(&entries) };
        let (units, marks) = (entries.len(), stored.marks.len());
        if units + marks > 0 {
            let records = stored.came.values().map(|came| came.records).sum::<u64>();
            let rejected = stored.came.values().map(|came| came.rejected).sum::<u64>();
            tracing::info!(units, records, rejected, marks, took_ms = took_ms(begun), "committed");
        }
        // Nobody listens once the collector ends.
        let _ = self.stored.send(stored);
        Ok(())
    }
}

fn came(entries: &[Entry]) -> BTreeMap<String, Came> {
    let mut all = BTreeMap::<_, Came>::new();
    for entry in entries {
        if let Some(content) = &entry.content {
            let came = all.entry(mark_name(&content.tenant_id, &content.content_type)).or_default();
            came.records += entry.rows_added;
            came.rejected += entry.rejected;
        }
    }
    all
}

fn took_ms(begun: Instant) -> u64 {
    begun.elapsed().as_millis().try_into().unwrap_or(u64::MAX)
}
