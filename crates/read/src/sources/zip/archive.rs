//! Goes through the files of an archive, and of archives in it.

use super::directory::{Entries, find_directory};
use super::entry::Entry;
use super::fields::{is_zip, read_head};
use crate::error::{Error, SourceFault};
use crate::sources::names::{is_hidden_within, name_within};
use crate::sources::section::{Section, may_unpack, spool};

/// Most archives in each other.
const LEVELS: usize = 4;

/// Most files of an archive, with those of archives in it.
const ENTRIES: u64 = 100_000;

/// The file that every Office document has.
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// A file of an archive, with its name among all units.
pub(crate) type NamedEntry = (String, Entry);

/// The name of a file that cannot be read, and the reason.
pub(crate) type Unreadable = (String, Error);

/// An archive, and those in it that are open.
pub(crate) struct Archive {
    /// Open archives, the innermost last.
    levels: Vec<Level>,
    seen: u64,
}

struct Level {
    name: String,
    entries: Entries,
}

impl Archive {
    pub(crate) fn open(name: String, file: &Section) -> Result<Self, Error> {
        Ok(Self { levels: vec![Level::open(name, file)?], seen: 0 })
    }

    pub(crate) fn next(&mut self) -> Option<Result<NamedEntry, Unreadable>> {
        loop {
            let level = self.levels.last_mut()?;
            let entry = match level.entries.next() {
                Ok(Some(entry)) => entry,
                Ok(None) => {
                    self.levels.pop();
                    continue;
                }
                Err(error) => return self.give_up(error),
            };
            self.seen += 1;
            if self.seen > ENTRIES {
                // The count is over the whole archive, so the message names the outermost.
                self.levels.truncate(1);
                return self.give_up(SourceFault::TooMany { entries: ENTRIES }.into());
            }
            if let Some(unit) = self.take_entry(entry) {
                return Some(unit);
            }
        }
    }

    /// Leaves the innermost archive, whose directory cannot be read on.
    fn give_up(&mut self, error: Error) -> Option<Result<NamedEntry, Unreadable>> {
        self.levels.pop().map(|level| Err((level.name, error)))
    }

    fn take_entry(&mut self, entry: Entry) -> Option<Result<NamedEntry, Unreadable>> {
        if entry.is_folder() {
            return None;
        }
        let archive = self.levels.last()?;
        let name = name_within(&archive.name, &entry.path);
        if is_hidden_within(&entry.path) {
            return Some(Err((name, SourceFault::HiddenFile.into())));
        }
        if let Some(fault) = entry.fault() {
            return Some(Err((name, fault.into())));
        }
        if !is_archive(&entry) {
            return Some(Ok((name, entry)));
        }
        match self.enter_archive(&name, &entry) {
            Ok(level) => self.levels.push(level),
            Err(error) => return Some(Err((name, error))),
        }
        None
    }

    fn enter_archive(&self, name: &str, entry: &Entry) -> Result<Level, Error> {
        if self.levels.len() == LEVELS {
            return Err(SourceFault::TooDeep { levels: LEVELS }.into());
        }
        let file = match entry.stored_content()? {
            Some(file) => file,
            None => {
                // Checked before unpacking; the content is compared with this size while it is read.
                may_unpack(entry.size_bytes, entry.packed_bytes)?;
                spool(entry.open()?)?
            }
        };
        Level::open(name.to_owned(), &file)
    }
}

/// Reports whether an entry is an archive. One that cannot be read is left for its reader to report.
fn is_archive(entry: &Entry) -> bool {
    // By content, as for files: an archive may have any name.
    entry.open().is_ok_and(|mut content| read_head(&mut content).is_ok_and(|head| is_zip(&head)))
}

impl Level {
    fn open(name: String, file: &Section) -> Result<Self, Error> {
        let directory = find_directory(file)?.ok_or(SourceFault::NoDirectory)?;
        if directory.is_spanned {
            return Err(SourceFault::Spanned.into());
        }
        if is_office(Entries::new(file, &directory)?) {
            return Err(SourceFault::Office.into());
        }
        Ok(Self { name, entries: Entries::new(file, &directory)? })
    }
}

/// Reports whether the archive is an Office document. Damage is reported when it is reached.
fn is_office(mut entries: Entries) -> bool {
    let mut paths = std::iter::from_fn(|| entries.next().ok().flatten()).take(ENTRIES as usize);
    paths.any(|entry| entry.path == CONTENT_TYPES)
}
