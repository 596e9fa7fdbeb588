//! The sink: a thread that imports blobs into the lake and commits them with their marks.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
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

/// Most commands that wait for the lake. A waiting blob takes up to 256 KiB of memory, or a temporary file; while there are so
/// many, further ones wait with their calls.
const QUEUED: usize = 4;

/// A command to the sink. Their order counts: a mark stands for everything that was sent before it.
#[derive(Debug)]
pub(crate) enum SinkCommand {
    Blob(Content, Spool),
    Lose(Content, String),
    Mark(Mark),
    /// Commit everything that was sent before, and report it.
    CommitNow(oneshot::Sender<()>),
}

/// Input in bytes after which records are committed at once.
const MUCH: u64 = 256 << 20;

/// Timing of commits. A listing brings its records within moments, so a pause is the time to commit them.
///
/// ```
/// assert_eq!(trail365_collect::Commits::default().pause.as_secs(), 5);
/// ```
#[derive(Debug, Clone)]
pub struct Commits {
    /// Pause after which the records that came before it are committed.
    pub pause: Duration,
    /// Longest time that records wait for a pause.
    pub records_after: Duration,
    /// Longest time that a moved mark waits for records.
    pub marks_after: Duration,
}

impl Default for Commits {
    fn default() -> Self {
        Commits {
            pause: Duration::from_secs(5),
            records_after: Duration::from_mins(1),
            marks_after: Duration::from_mins(10),
        }
    }
}

/// Hears of each commit with new records, on the thread that commits: it must return at once.
#[derive(Clone)]
pub struct Listener(pub Arc<dyn Fn() + Send + Sync>);

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

/// A commit, by the names of the marks.
#[derive(Debug)]
pub(crate) struct Committed {
    pub marks: BTreeMap<String, DateTime<Utc>>,
    pub rows: BTreeMap<String, RowCounts>,
}

/// Rows of a stream in a commit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RowCounts {
    /// Records that were new to the lake.
    pub records: u64,
    /// Pieces that cannot be read as records.
    pub rejected: u64,
}

/// The thread of the sink, seen by its senders.
pub(crate) struct Sink {
    pub commands: Sender<SinkCommand>,
    thread: JoinHandle<trail365_lake::Result<()>>,
}

impl Sink {
    pub fn start(
        lake: Lake,
        options: ImportOptions,
        commits: Commits,
        listener: Option<Listener>,
        stored: UnboundedSender<Committed>,
    ) -> Self {
        let (commands, queue) = channel(QUEUED);
        let runtime = Handle::current();
        // A thread of its own, because an import parses and encodes for seconds at a time.
        let thread = std::thread::spawn(move || {
            let importer = Importer::begin(lake, &options)?;
            SinkThread { importer, runtime, commits, listener, stored, pending: Pending::default() }
                .run_queue(queue)
        });
        Sink { commands, thread }
    }

    /// Commits everything and ends the thread.
    pub async fn finish(self) -> trail365_lake::Result<()> {
        drop(self.commands);
        let joined = tokio::task::spawn_blocking(|| self.thread.join()).await;
        match joined {
            Ok(Ok(outcome)) => outcome,
            // The panic hook has reported it already.
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

/// What is not committed yet. A commit empties it.
#[derive(Default)]
struct Pending {
    marks: BTreeMap<String, DateTime<Utc>>,
    /// When the first and the last records came.
    records: Option<(Instant, Instant)>,
    /// Bytes of their input.
    bytes: u64,
    marks_since: Option<Instant>,
}

impl Pending {
    fn note_records(&mut self, bytes: u64) {
        let now = Instant::now();
        self.records = Some((self.records.map_or(now, |(first, _)| first), now));
        self.bytes += bytes;
    }
}

/// State of the thread.
struct SinkThread {
    importer: Importer,
    runtime: Handle,
    commits: Commits,
    listener: Option<Listener>,
    stored: UnboundedSender<Committed>,
    pending: Pending,
}

impl SinkThread {
    fn run_queue(mut self, mut queue: Receiver<SinkCommand>) -> trail365_lake::Result<()> {
        loop {
            let wait = self.next_commit().saturating_duration_since(Instant::now());
            match self.runtime.block_on(async { timeout(wait, queue.recv()).await }) {
                Ok(Some(command)) => self.carry_out(command)?,
                Ok(None) => break,
                Err(_) => (),
            }
            if self.next_commit() <= Instant::now() {
                self.commit_pending()?;
            }
        }
        self.commit_pending()
    }

    fn carry_out(&mut self, command: SinkCommand) -> trail365_lake::Result<()> {
        match command {
            SinkCommand::Blob(content, spool) => {
                self.pending.note_records(spool.bytes);
                self.importer.import_content(content, spool.file)
            }
            // A loss is a row of the ledger, so it waits no longer than records.
            SinkCommand::Lose(content, reason) => {
                self.pending.note_records(0);
                self.importer.note_loss(content, reason)
            }
            // A later mark replaces an earlier one: it stands for everything before it.
            SinkCommand::Mark(mark) => {
                self.pending.marks_since.get_or_insert_with(Instant::now);
                self.pending.marks.insert(mark.name, mark.until);
                Ok(())
            }
            SinkCommand::CommitNow(done) => {
                self.commit_pending()?;
                // Nobody waits for it once the collector ends.
                let _ = done.send(());
                Ok(())
            }
        }
    }

    /// Returns the time of the next commit, far away if there is nothing to commit.
    fn next_commit(&self) -> Instant {
        let records = self.pending.records.map(|(first, last)| match self.pending.bytes {
            MUCH.. => last,
            _ => (first + self.commits.records_after).min(last + self.commits.pause),
        });
        let marks = self.pending.marks_since.map(|since| since + self.commits.marks_after);
        let never = Instant::now() + Duration::from_hours(1);
        records.into_iter().chain(marks).min().unwrap_or(never)
    }

    fn commit_pending(&mut self) -> trail365_lake::Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let marks: Vec<_> =
            pending.marks.iter().map(|(name, until)| Mark { name: name.clone(), until: *until }).collect();
        let start = Instant::now();
        let entries = self.importer.commit_marks(&marks)?;
        entries.iter().filter(|entry| entry.rejected > 0).for_each(log::log_rejected);
        entries.iter().filter(|entry| entry.lost.is_none() && entry.rows_read == 0).for_each(log::log_empty);
        let committed = Committed { marks: pending.marks, rows: count_rows(&entries) };
        let (units, marks) = (entries.len(), committed.marks.len());
        if units + marks > 0 {
            let records = committed.rows.values().map(|rows| rows.records).sum::<u64>();
            let rejected = committed.rows.values().map(|rows| rows.rejected).sum::<u64>();
            tracing::info!(units, records, rejected, marks, took_ms = took_ms(start), "committed");
        }
        if let Some(Listener(tell)) = &self.listener
            && entries.iter().any(|entry| entry.rows_added > 0)
        {
            tell();
        }
        // Nobody listens once the collector ends.
        let _ = self.stored.send(committed);
        Ok(())
    }
}

fn count_rows(entries: &[Entry]) -> BTreeMap<String, RowCounts> {
    let mut all = BTreeMap::<_, RowCounts>::new();
    for entry in entries {
        if let Some(content) = &entry.content {
            let rows = all.entry(mark_name(&content.tenant_id, &content.content_type)).or_default();
            rows.records += entry.rows_added;
            rows.rejected += entry.rejected;
        }
    }
    all
}

fn took_ms(start: Instant) -> u64 {
    start.elapsed().as_millis().try_into().unwrap_or(u64::MAX)
}
