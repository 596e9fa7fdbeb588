//! An import under way.

use std::io::Read;
use std::mem::take;
use std::sync::Arc;

use chrono::Utc;
use deltalake::kernel::{Action, Add};
use futures::TryStreamExt;
use trail365_read::MergedNotices;

use super::concurrent::settle;
use super::kept::LEAST;
use super::notice::UnitNotice;
use super::options::ImportOptions;
use super::overview::Workload;
use super::regrade::regrade_conflicts;
use super::retry::{self, RejectedPieces, read_again};
use super::unit::{self, Progress, UnitRead};
use super::worker::{Shared, Workers};
use crate::blocking::Waiter;
use crate::error::{Error, ErrorKind, Result};
use crate::lake::Lake;
use crate::ledger::{Content, Entry, Mark, note_of_entries, notes_of_marks};
use crate::table::{Attempts, Commit, Note, append_operation};

/// Entries of the ledger that one commit carries at most, and the bytes of their names and notices. They stand in one
/// line of the log, which every reader of that version parses.
const COMMIT_UNITS: usize = 500;
const COMMIT_NOTE_BYTES: usize = 1 << 20;

/// Result of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Entries of all units in their order, without those that [`Importer::commit_marks`] returned. Of a later try of rejected
    /// input the ledger has less than its entry here: see [`Importer::retry_rejected`].
    pub units: Vec<Entry>,
    /// Records that were added, by workload, the largest first. Records that another writer committed at the same time
    /// are counted although they were dropped in the end.
    pub workloads: Vec<Workload>,
    /// Notices of all units, and the reasons for which pieces were rejected. Those that say the same are one; the entries
    /// of the units have each.
    pub notices: MergedNotices<UnitNotice>,
    /// Number of units that were not read, or not to their end; their notices say why.
    pub unfinished: u64,
}

/// An import under way. It owns its lake; records are in the lake once [`Importer::finish`] or
/// [`Importer::commit_marks`] returns.
///
/// The input is an [`io::Read`](Read), so the methods block until it is read. Inside a runtime call them on a thread that
/// may block, for example by `tokio::task::spawn_blocking`.
///
/// After its first error an importer is of no use: every further call fails and names the first error, and nothing more
/// is committed. Open the lake again and import again; records that were committed before are not added twice.
///
/// ```
/// use trail365_lake::blocking::wait;
/// use trail365_lake::{ImportOptions, Importer, Lake, Location};
///
/// let folder = tempfile::tempdir()?;
/// let location = Location::parse(&folder.path().join("lake").to_string_lossy())?;
/// let lake = wait(Lake::open_or_create(&location))?;
///
/// let mut importer = Importer::begin(lake, &ImportOptions::default())?;
/// let export = "{\"Id\":\"1\",\"Operation\":\"Send\"}\nno record\n";
/// importer.import_unit("export.jsonl", export.as_bytes(), &mut |_| ())?;
/// let imported = importer.finish()?;
/// assert_eq!((imported.units[0].rows_added, imported.units[0].rejected), (1, 1));
/// let lake = importer.into_lake();
/// assert_eq!(lake.version(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Importer {
    lake: Lake,
    shared: Arc<Shared>,
    workers: Workers,
    uncommitted: Uncommitted,
    commit_bytes: u64,
    /// Entries that are committed and that nobody has been given yet.
    committed: Vec<Entry>,
    notices: MergedNotices<UnitNotice>,
    unfinished: u64,
    /// The first error, which all further calls repeat.
    failed: Option<Error>,
}

/// Entries of the next commit.
#[derive(Default)]
struct Uncommitted {
    units: Vec<UnitRead>,
    losses: Vec<Entry>,
    /// Bytes of the units.
    bytes: u64,
    /// Bytes of their names and notices.
    note_bytes: usize,
}

impl Importer {
    /// Begins an import into a lake. It takes in the keys of all records first, so that it recognises those that are there: from
    /// the folder `keys` beside the tables, and from the files that are newer.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read, or its tables have features that this crate cannot write.
    pub fn begin(lake: Lake, options: &ImportOptions) -> Result<Self> {
        Self::begin_keeping(lake, options, LEAST)
    }

    /// Begins an import that keeps the keys of records, if there are `least_kept`.
    pub(super) fn begin_keeping(mut lake: Lake, options: &ImportOptions, least_kept: usize) -> Result<Self> {
        let waiter = Waiter::new()?;
        // The ledger follows before anything is committed, so that the log is never cleaned up past what it has.
        waiter.wait(lake.prepare_to_write())?;
        let shared = Arc::new(Shared::load(&lake, waiter, options, least_kept)?);
        let count = match options.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let workers = Workers::start(&shared, count)?;
        Ok(Importer {
            lake,
            shared,
            workers,
            uncommitted: Uncommitted::default(),
            commit_bytes: options.commit_bytes,
            committed: Vec::new(),
            notices: MergedNotices::default(),
            unfinished: 0,
            failed: None,
        })
    }

    /// Reads a source unit. What cannot be read of it is in its entry of the ledger, and is no error.
    ///
    /// # Errors
    ///
    /// If the lake cannot be written, or the import has failed before.
    pub fn import_unit(
        &mut self,
        name: &str,
        input: impl Read,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        self.unless_failed(|importer| {
            importer.make_room_for(name)?;
            let queue = importer.workers.queue()?;
            let read = unit::read_unit(&importer.shared, queue, name, None, input, progress)?;
            importer.take_unit(read)
        })
    }

    /// Reads a blob of the Management Activity API; its source is [`Content::source`].
    ///
    /// # Errors
    ///
    /// If the lake cannot be written, if `input` fails, or the import has failed before.
    pub fn import_content(&mut self, content: Content, input: impl Read) -> Result<()> {
        self.unless_failed(|importer| {
            let name = content.source();
            importer.make_room_for(&name)?;
            let queue = importer.workers.queue()?;
            let shared = &importer.shared;
            let mut read = unit::read_unit(shared, queue, &name, Some(content), input, &mut |_| ())?;
            match read.failure.take_if(|failure| failure.kind() == trail365_read::ErrorKind::Io) {
                Some(failure) => {
                    Err(Error::because(ErrorKind::Input, format!("cannot read {name}"), failure))
                }
                None => importer.take_unit(read),
            }
        })
    }

    /// Notes in the ledger that content could not be fetched.
    ///
    /// # Errors
    ///
    /// If the lake cannot be written, or the import has failed before.
    pub fn note_loss(&mut self, content: Content, reason: impl AsRef<str>) -> Result<()> {
        self.unless_failed(|importer| {
            importer.uncommitted.losses.push(Entry::of_loss(content, reason.as_ref(), Utc::now()));
            importer.commit_if_due()
        })
    }

    /// Takes every piece of the table `rejected` as input again, by the limits of this import. Each source becomes a unit
    /// of its name; pieces that still are no records stay where they are. The ledger counts only the records that this adds:
    /// it has the pieces already.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or the import has failed before.
    pub fn retry_rejected(&mut self) -> Result<()> {
        self.unless_failed(|importer| {
            let (waiter, rows) = (importer.shared.waiter.clone(), importer.lake.rejected.rows());
            for file in waiter.wait(importer.lake.rejected.files())? {
                let mut batches = waiter.wait(rows.read(&file.path, None))?;
                while let Some(batch) = waiter.wait(batches.try_next())? {
                    importer.retry_pieces(&RejectedPieces::of_batch(&batch)?)?;
                }
            }
            Ok(())
        })
    }

    /// Commits everything, and sets the marks in the same commit; a mark that is further already stays. Returns the
    /// ledger's entries of all that was committed since the last call, and forgets what it counted by workload.
    ///
    /// # Errors
    ///
    /// If the lake cannot be written, or the import has failed before. Nothing that was uncommitted is in the lake then.
    pub fn commit_marks(&mut self, marks: &[Mark]) -> Result<Vec<Entry>> {
        self.unless_failed(|importer| {
            importer.commit(marks)?;
            importer.shared.overviews.take_workloads();
            importer.notices = MergedNotices::default();
            Ok(take(&mut importer.committed))
        })
    }

    /// Commits everything, and returns what was imported since the importer began or was last asked.
    ///
    /// # Errors
    ///
    /// If the lake cannot be written, or the import has failed before. Nothing that was uncommitted is in the lake then.
    pub fn finish(&mut self) -> Result<Imported> {
        self.unless_failed(|importer| {
            importer.commit(&[])?;
            importer.keep_keys(true);
            Ok(Imported {
                units: take(&mut importer.committed),
                workloads: importer.shared.overviews.take_workloads(),
                notices: take(&mut importer.notices),
                unfinished: take(&mut importer.unfinished),
            })
        })
    }

    /// Gives back the lake, at the version of the last commit. What was not committed is dropped.
    pub fn into_lake(self) -> Lake {
        self.lake
    }

    /// Does a step, unless an earlier one failed.
    ///
    /// After a failure, rows can be in no file although they are counted, and keys count as known although their records
    /// were never stored. A later commit would lose records without a word.
    fn unless_failed<T>(&mut self, step: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if let Some(first) = &self.failed {
            return Err(first.repeated("cannot go on with an import that has failed"));
        }
        // Stays if the step panics, for example in the progress function of the caller.
        self.failed = Some(Error::thread_lost());
        let done = step(self);
        self.failed = done.as_ref().err().cloned();
        done
    }

    /// Commits before a unit whose name is in the next commit already: names are told apart within a commit, so that its
    /// counts can be corrected when another writer was faster.
    fn make_room_for(&mut self, name: &str) -> Result<()> {
        let is_there = self.uncommitted.units.iter().any(|unit| unit.is_called(name));
        if is_there { self.commit(&[]) } else { Ok(()) }
    }

    /// Takes in a unit that was read.
    fn take_unit(&mut self, read: UnitRead) -> Result<()> {
        self.uncommitted.bytes += read.bytes;
        self.uncommitted.note_bytes += read.note_bytes();
        self.unfinished += u64::from(read.failure.is_some());
        self.uncommitted.units.push(read);
        self.commit_if_due()
    }

    fn commit_if_due(&mut self) -> Result<()> {
        let Uncommitted { units, losses, bytes, note_bytes } = &self.uncommitted;
        let is_due = *bytes >= self.commit_bytes
            || *note_bytes >= COMMIT_NOTE_BYTES
            || units.len() + losses.len() >= COMMIT_UNITS;
        if is_due { self.commit(&[]) } else { Ok(()) }
    }

    fn retry_pieces(&mut self, pieces: &RejectedPieces) -> Result<()> {
        for rows in pieces.rows_by_source() {
            self.make_room_for(pieces.source(rows[0]))?;
            let read = read_again(&self.shared, self.workers.queue()?, pieces, &rows)?;
            self.take_unit(read)?;
        }
        Ok(())
    }

    /// Corrects the counts and rows of conflicts that are none.
    fn regrade_conflicts(&self, units: &[UnitRead], files: &mut Vec<Add>) -> Result<()> {
        if units.iter().all(|unit| unit.unit.tally.counts().conflicts == 0) {
            return Ok(());
        }
        let regraded = regrade_conflicts(&self.lake, &self.shared, files)?;
        for unit in units {
            if let Some(regraded) = regraded.get(&*unit.unit.name) {
                unit.unit.tally.regrade(regraded);
            }
        }
        Ok(())
    }

    /// Keeps the keys of all records beside the lake. Right after a commit they are those of its version, and no others.
    fn keep_keys(&self, is_end: bool) {
        self.shared.kept.keep(&self.lake, &self.shared.index, is_end, &self.shared.waiter);
    }

    fn commit(&mut self, marks: &[Mark]) -> Result<()> {
        let waiter = self.shared.waiter.clone();
        // All records must be judged and written before the entries count them.
        let mut files = self.workers.flush()?;
        let mut rejected = self.shared.rejects.take_files()?;
        let Uncommitted { units, mut losses, .. } = take(&mut self.uncommitted);
        self.regrade_conflicts(&units, &mut files)?;
        let mut entries: Vec<_> = units.into_iter().map(|unit| unit.into_entry(&mut self.notices)).collect();
        entries.append(&mut losses);
        let mut attempts = Attempts::new();
        loop {
            let applications = waiter.wait(notes_of_marks(&self.lake.activity, marks))?;
            let ledger: Vec<_> = entries.iter().filter_map(entry_to_commit).collect();
            // Marks that others have set further leave nothing to commit, and so does a later try that settles nothing.
            if ledger.is_empty() && rejected.is_empty() && applications.is_empty() {
                let version = self.lake.version();
                self.committed.extend(entries.into_iter().map(|entry| Entry { version, ..entry }));
                return Ok(());
            }
            let note = Note { applications, ..note_of_entries(&ledger, rejected.clone())? };
            let commit = self.lake.activity.commit(additions(&files), append_operation(), note);
            if let Commit::Done(version) = waiter.wait(commit)? {
                self.committed.extend(entries.into_iter().map(|entry| Entry { version, ..entry }));
                waiter.wait(self.lake.follow_activity())?;
                self.keep_keys(false);
                return Ok(());
            }
            waiter.wait(attempts.pause("commit the import"))?;
            settle(&mut self.lake, &self.shared, &mut files, &mut rejected, &mut entries)?;
        }
    }
}

/// Returns the row of the ledger for an entry; `None` for a later try of rejected pieces that settled nothing.
fn entry_to_commit(entry: &Entry) -> Option<Entry> {
    if entry.format == retry::FORMAT { entry.of_settled() } else { Some(entry.clone()) }
}

fn additions(files: &[Add]) -> Vec<Action> {
    files.iter().cloned().map(Action::Add).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocking::wait;
    use crate::storage::Location;

    fn lake(folder: &std::path::Path) -> Lake {
        let location = Location::parse(&folder.join("lake").to_string_lossy()).unwrap();
        wait(Lake::open_or_create(&location)).unwrap()
    }

    #[test]
    fn conflicts_count_in_the_commit_that_brings_them() {
        let folder = tempfile::tempdir().unwrap();
        let options = ImportOptions { threads: 1, ..ImportOptions::default() };
        let mut importer = Importer::begin(lake(folder.path()), &options).unwrap();
        for name in ["one", "two"] {
            let records = format!(
                "{{\"Id\":\"1\",\"Operation\":\"{name}\"}}\n{{\"Id\":\"1\",\"Operation\":\"both\"}}\n"
            );
            importer.import_unit(name, records.as_bytes(), &mut |_| ()).unwrap();
            let conflicts: u64 =
                importer.commit_marks(&[]).unwrap().iter().map(|entry| entry.conflicts).sum();
            assert_eq!(conflicts, 1, "{name}");
        }
    }

    #[test]
    fn a_caller_that_panics_leaves_an_importer_that_has_failed() {
        let folder = tempfile::tempdir().unwrap();
        let mut importer = Importer::begin(lake(folder.path()), &ImportOptions::default()).unwrap();
        let panicking = std::panic::AssertUnwindSafe(|| {
            importer.import_unit("a", &b"{\"Id\":\"1\"}"[..], &mut |_| panic!("on purpose"))
        });
        assert!(std::panic::catch_unwind(panicking).is_err());
        assert!(importer.finish().is_err());
        assert_eq!(importer.into_lake().version(), 0);
    }

    #[test]
    fn many_losses_are_committed_in_parts() {
        let folder = tempfile::tempdir().unwrap();
        let mut importer = Importer::begin(lake(folder.path()), &ImportOptions::default()).unwrap();
        for number in 0..=COMMIT_UNITS {
            let content = Content {
                tenant_id: "t".into(),
                content_type: "Audit.General".into(),
                content_id: Some(number.to_string()),
                created: Utc::now(),
                until: None,
            };
            importer.note_loss(content, "expired").unwrap();
        }
        assert_eq!(importer.lake.version(), 1);
        assert_eq!(importer.commit_marks(&[]).unwrap().len(), COMMIT_UNITS + 1);
    }
}
