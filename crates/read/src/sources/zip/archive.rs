//! Goes through the files of an archive, and of archives in it.

use super::directory::directory;
use super::entries::Entries;
use super::entry::Entry;
use crate::error::Error;
use crate::sources::fault::SourceFault;
use crate::sources::names::{is_hidden_within, within};
use crate::sources::peek::{head, is_zip};
use crate::sources::section::Section;
use crate::sources::source::{Origin, Source};
use crate::sources::spool::{may_unpack, spool};
use crate::sources::unread::Unread;

/// How many archives may stand in each other.
const LEVELS: usize = 4;

/// How many files an archive may have, with those of archives in it.
const ENTRIES: u64 = 100_000;

/// What every Office document has.
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// An archive, and those in it that are being gone through.
pub(crate) struct Archive {
    /// The innermost last.
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

    pub(crate) fn next(&mut self) -> Option<Result<Source, Unread>> {
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
                self.levels.truncate(1);
                return self.give_up(SourceFault::TooMany { entries: ENTRIES }.into());
            }
            if let Some(unit) = self.entry(entry) {
                return Some(unit);
            }
        }
    }

    /// Leaves the innermost archive, whose directory cannot be read on.
    fn give_up(&mut self, error: Error) -> Option<Result<Source, Unread>> {
        self.levels.pop().map(|level| Err(Unread::new(level.name, error)))
    }

    fn entry(&mut self, entry: Entry) -> Option<Result<Source, Unread>> {
        if entry.is_folder() {
            return None;
        }
        let archive = self.levels.last()?;
        let name = within(&archive.name, &entry.path);
        if is_hidden_within(&entry.path) {
            return Some(Err(Unread::new(name, SourceFault::HiddenFile)));
        }
        if let Some(fault) = entry.fault() {
            return Some(Err(Unread::new(name, fault)));
        }
        if !is_archive(&entry) {
            return Some(Ok(Source::new(name, Some(entry.size_bytes), Origin::Entry(entry))));
        }
        match self.enter(&name, &entry) {
            Ok(level) => self.levels.push(level),
            Err(error) => return Some(Err(Unread::new(name, error))),
        }
        None
    }

    fn enter(&self, name: &str, entry: &Entry) -> Result<Level, Error> {
        if self.levels.len() == LEVELS {
            return Err(SourceFault::TooDeep { levels: LEVELS }.into());
        }
        let file = match entry.stored()? {
            Some(file) => file,
            None => {
                may_unpack(entry.size_bytes, entry.packed_bytes)?;
                spool(entry.open()?)?
            }
        };
        Level::open(name.to_owned(), &file)
    }
}

/// Whether an entry is an archive. One that cannot be read is left for its reader to report.
fn is_archive(entry: &Entry) -> bool {
    entry.open().is_ok_and(|mut content| head(&mut content).is_ok_and(|head| is_zip(&head)))
}

impl Level {
    fn open(name: String, file: &Section) -> Result<Self, Error> {
        let directory = directory(file)?.ok_or(SourceFault::NoDirectory)?;
        if directory.is_spanned {
            return Err(SourceFault::Spanned.into());
        }
        if is_office(Entries::new(file, &directory)?) {
            return Err(SourceFault::Office.into());
        }
        Ok(Self { name, entries: Entries::new(file, &directory)? })
    }
}

/// What is damaged is told when it is reached.
fn is_office(mut entries: Entries) -> bool {
    let mut paths = std::iter::from_fn(|| entries.next().ok().flatten()).take(ENTRIES as usize);
    paths.any(|entry| entry.path == CONTENT_TYPES)
}
