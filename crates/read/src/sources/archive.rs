//! Goes through the files of an archive, and of archives in it.

use super::kind::{ArchiveKind, find_kind};
use super::member::Member;
use super::names::{is_hidden_within, name_within};
use super::section::{Section, spool_unpacked};
use super::{tar, zip};
use crate::error::{Error, Fault, SourceFault};

/// Most archives in each other.
const LEVELS: usize = 4;

/// Most files of an archive, with those of archives in it.
const ENTRIES: u64 = 100_000;

/// The file that every Office document has.
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// A file of an archive, with its name among all units.
pub(crate) type NamedMember = (String, Member);

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
    members: Members,
}

enum Members {
    Zip(zip::Entries),
    Tar(tar::Entries),
}

impl Members {
    fn next(&mut self) -> Result<Option<Member>, Error> {
        match self {
            Self::Zip(entries) => Ok(entries.next()?.map(Member::Zip)),
            Self::Tar(entries) => Ok(entries.next()?.map(Member::Tar)),
        }
    }
}

impl Archive {
    /// Opens an archive, whose data ends in `fault` if there is one.
    pub(crate) fn open(
        name: String,
        kind: ArchiveKind,
        file: &Section,
        fault: Option<Fault>,
    ) -> Result<Self, Error> {
        Ok(Self { levels: vec![Level::open(name, kind, file, fault)?], seen: 0 })
    }

    pub(crate) fn next(&mut self) -> Option<Result<NamedMember, Unreadable>> {
        loop {
            let level = self.levels.last_mut()?;
            let member = match level.members.next() {
                Ok(Some(member)) => member,
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
            if let Some(unit) = self.take_member(member) {
                return Some(unit);
            }
        }
    }

    /// Leaves the innermost archive, whose directory cannot be read on.
    fn give_up(&mut self, error: Error) -> Option<Result<NamedMember, Unreadable>> {
        self.levels.pop().map(|level| Err((level.name, error)))
    }

    fn take_member(&mut self, member: Member) -> Option<Result<NamedMember, Unreadable>> {
        if member.is_folder() {
            return None;
        }
        let archive = self.levels.last()?;
        let name = name_within(&archive.name, member.path());
        if is_hidden_within(member.path()) {
            return Some(Err((name, SourceFault::HiddenFile.into())));
        }
        if let Some(fault) = member.fault() {
            return Some(Err((name, fault.into())));
        }
        let Some(kind) = find_member_kind(&member) else { return Some(Ok((name, member))) };
        match self.enter_archive(&name, kind, &member) {
            Ok(level) => self.levels.push(level),
            Err(error) => return Some(Err((name, error))),
        }
        None
    }

    fn enter_archive(&self, name: &str, kind: ArchiveKind, member: &Member) -> Result<Level, Error> {
        if self.levels.len() == LEVELS {
            return Err(SourceFault::TooDeep { levels: LEVELS }.into());
        }
        let (file, fault) = match kind {
            ArchiveKind::PackedTar => spool_unpacked(member.open()?)?,
            ArchiveKind::Zip | ArchiveKind::Tar => member.content()?,
        };
        Level::open(name.to_owned(), kind, &file, fault)
    }
}

/// Finds the kind of archive that a member is, if it is one. A member that cannot be read is left for its reader to
/// report.
fn find_member_kind(member: &Member) -> Option<ArchiveKind> {
    // By content, as for files: an archive may have any name.
    find_kind(&mut member.open().ok()?).ok()?.0
}

impl Level {
    /// Opens an archive, whose data ends in `fault` if there is one.
    fn open(name: String, kind: ArchiveKind, file: &Section, fault: Option<Fault>) -> Result<Self, Error> {
        let members = match kind {
            ArchiveKind::Zip => Members::Zip(open_zip(file)?),
            ArchiveKind::Tar | ArchiveKind::PackedTar => Members::Tar(tar::Entries::new(file, fault)),
        };
        Ok(Self { name, members })
    }
}

fn open_zip(file: &Section) -> Result<zip::Entries, Error> {
    let directory = zip::find_directory(file)?.ok_or(SourceFault::NoDirectory)?;
    if directory.is_spanned {
        return Err(SourceFault::Spanned.into());
    }
    if is_office(zip::Entries::new(file, &directory)?) {
        return Err(SourceFault::Office.into());
    }
    zip::Entries::new(file, &directory)
}

/// Reports whether the archive is an Office document. Damage is reported when it is reached.
fn is_office(mut entries: zip::Entries) -> bool {
    let mut paths = std::iter::from_fn(|| entries.next().ok().flatten()).take(ENTRIES as usize);
    paths.any(|entry| entry.path == CONTENT_TYPES)
}
