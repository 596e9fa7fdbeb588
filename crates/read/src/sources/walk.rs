//! Goes through everything that was named, unit by unit.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::{fmt, mem, vec};

use super::archive::Archive;
use super::folder::Folder;
use super::kind::{ArchiveKind, find_kind, peek_kind};
use super::names::is_hidden;
use super::section::{Section, spool, spool_unpacked};
use super::source::{Origin, Source, Unread};
use crate::error::{Error, Fault, SourceFault};

/// Name of standard input.
const STDIN: &str = "-";

/// Folder that marks a Delta table.
const LOG: &str = "_delta_log";

/// Options of patterns. Names are matched as a shell does it: hidden files only by a pattern that begins with a
/// dot.
const MATCH: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// The paths that match a pattern.
type Pattern = Box<Peekable<glob::Paths>>;

/// A unit that can be read, or one that cannot.
type Unit = Result<Source, Unread>;

/// Returns all units that `paths` hold, in their order, each found when it is asked for:
///
/// - a file is one unit, whatever it holds, and `-` is standard input;
/// - a folder stands for the files in it and in all folders below it, sorted by name. Links are followed. Hidden files and folders are
///   passed over, but not `.pax_incremental`, where PAX leaves records, and so are Delta tables;
/// - a pattern such as `export/*.json` or `**/*.csv`, if there is no file of that name, stands for what it matches;
/// - a zip or tar archive, recognized by its first bytes, stands for the files in it, and an archive in it for those, up
///   to four levels and 100,000 files; a tar archive may be compressed with gzip or zstd. Nothing is unpacked to the disk,
///   but an archive that is compressed, as a whole or in another, or comes through a pipe is copied to a temporary file
///   without a name.
///
/// ```no_run
/// use trail365_read::{Reader, sources};
///
/// for unit in sources(["export.zip", "more/", "logs/*.json"]) {
///     match unit {
///         Ok(source) => {
///             println!("{}", source.name());
///             let reader = Reader::new(source.open()?)?;
///         }
///         Err(unread) => eprintln!("{unread}"),
///     }
/// }
/// # Ok::<(), trail365_read::Error>(())
/// ```
pub fn sources<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Sources {
    let paths: Vec<_> = paths.into_iter().map(Into::into).collect();
    Sources { given: paths.into_iter(), levels: Vec::new(), has_stdin: false }
}

/// The iterator over units that [`sources`] returns.
pub struct Sources {
    given: vec::IntoIter<PathBuf>,
    /// Folders, patterns and archives that are open, the innermost last.
    levels: Vec<Level>,
    has_stdin: bool,
}

enum Level {
    Folder(Folder),
    Pattern(Pattern),
    Archive(Box<Archive>),
}

impl Iterator for Sources {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            let unit = match self.levels.last_mut() {
                None => {
                    let path = self.given.next()?;
                    self.enter_given(path)
                }
                Some(Level::Folder(folder)) => match folder.next() {
                    Some(entry) => self.enter_entry(entry),
                    None => self.leave_level(),
                },
                Some(Level::Pattern(paths)) => match paths.next() {
                    Some(Ok(path)) => self.enter_path(path),
                    Some(Err(error)) => {
                        Some(Err(Unread::new(path_text(error.path()), Error::of_opening(error.into()))))
                    }
                    None => self.leave_level(),
                },
                Some(Level::Archive(archive)) => match archive.next() {
                    Some(Ok((name, member))) => Some(Ok(Source::of_member(name, member))),
                    Some(Err((name, error))) => Some(Err(Unread::new(name, error))),
                    None => self.leave_level(),
                },
            };
            if unit.is_some() {
                return unit;
            }
        }
    }
}

impl Sources {
    /// Leaves the innermost level.
    fn leave_level(&mut self) -> Option<Unit> {
        self.levels.pop();
        None
    }

    /// Enters a path that the caller has named.
    fn enter_given(&mut self, path: PathBuf) -> Option<Unit> {
        if path.as_os_str() == STDIN {
            return self.enter_stdin();
        }
        match fs::metadata(&path) {
            // A file of that name comes first: brackets and question marks are legal in names.
            Err(error) if error.kind() == ErrorKind::NotFound => self.enter_pattern(&path),
            _ => self.enter_path(path),
        }
    }

    fn enter_stdin(&mut self) -> Option<Unit> {
        if mem::replace(&mut self.has_stdin, true) {
            return Some(Err(Unread::new(STDIN.into(), SourceFault::Again)));
        }
        self.enter_pipe(STDIN.into(), io::stdin())
    }

    /// Enters `path` as a pattern, if it is one.
    fn enter_pattern(&mut self, path: &Path) -> Option<Unit> {
        let name = path_text(path);
        if !name.contains(['*', '?', '[']) {
            return Some(Err(Unread::new(name, SourceFault::NotFound)));
        }
        // A pattern that is none names a file, and that is not there.
        let Ok(paths) = glob::glob_with(&name, MATCH) else {
            return Some(Err(Unread::new(name, SourceFault::NotFound)));
        };
        let mut paths: Pattern = Box::new(paths.peekable());
        if paths.peek().is_none() {
            return Some(Err(Unread::new(name, SourceFault::NoMatch)));
        }
        self.levels.push(Level::Pattern(paths));
        None
    }

    /// Enters an entry of a folder.
    fn enter_entry(&mut self, entry: io::Result<(OsString, PathBuf)>) -> Option<Unit> {
        let (name, path) = match entry {
            Ok(entry) => entry,
            Err(error) => return Some(Err(Unread::new(self.folder_name(), Error::of_opening(error)))),
        };
        let unread = |fault| Some(Err(Unread::new(path_text(&path), fault)));
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) => return unread(Error::of_opening(error)),
        };
        match is_hidden(&OsStr::to_string_lossy(&name)) {
            true if metadata.is_dir() => return unread(SourceFault::HiddenFolder.into()),
            true => return unread(SourceFault::HiddenFile.into()),
            false if !metadata.is_dir() && !metadata.is_file() => {
                return unread(SourceFault::NotAFile.into());
            }
            false => {}
        }
        self.enter_found(path, &metadata)
    }

    fn folder_name(&self) -> String {
        match self.levels.last() {
            Some(Level::Folder(folder)) => path_text(folder.path()),
            _ => String::new(),
        }
    }

    fn enter_path(&mut self, path: PathBuf) -> Option<Unit> {
        match fs::metadata(&path) {
            Ok(metadata) => self.enter_found(path, &metadata),
            Err(error) => Some(Err(Unread::new(path_text(&path), Error::of_opening(error)))),
        }
    }

    fn enter_found(&mut self, path: PathBuf, metadata: &Metadata) -> Option<Unit> {
        if metadata.is_dir() {
            return self.enter_folder(path);
        }
        let name = path_text(&path);
        // Opened already here, so that a file without permission is reported in its place.
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) => return Some(Err(Unread::new(name, Error::of_opening(error)))),
        };
        if metadata.is_file() {
            self.enter_file(name, path, file, metadata.len())
        } else {
            self.enter_pipe(name, file)
        }
    }

    fn enter_folder(&mut self, path: PathBuf) -> Option<Unit> {
        let name = path_text(&path);
        match Folder::open(path) {
            Err(error) => Some(Err(Unread::new(name, Error::of_opening(error)))),
            Ok(folder) if folder.path().join(LOG).is_dir() => {
                Some(Err(Unread::new(name, SourceFault::Table)))
            }
            Ok(folder) if self.is_within(folder.place()) => Some(Err(Unread::new(name, SourceFault::Loop))),
            Ok(folder) => {
                self.levels.push(Level::Folder(folder));
                None
            }
        }
    }

    /// Reports whether the folder at `place` is open already.
    fn is_within(&self, place: &Path) -> bool {
        // By the canonical path: several links may lead to one folder.
        self.levels.iter().any(|level| matches!(level, Level::Folder(folder) if folder.place() == place))
    }

    fn enter_file(&mut self, name: String, path: PathBuf, mut file: File, size_bytes: u64) -> Option<Unit> {
        match find_kind(&mut file).map(|(kind, _)| kind) {
            Err(error) => Some(Err(Unread::new(name, Error::of_opening(error)))),
            Ok(Some(kind)) => {
                let section = Section::of_file(file).map_err(Error::from);
                self.enter_archive(
                    name,
                    kind,
                    section.and_then(|section| match kind {
                        ArchiveKind::PackedTar => spool_unpacked(section.reader()),
                        ArchiveKind::Zip | ArchiveKind::Tar => Ok((section, None)),
                    }),
                )
            }
            Ok(None) => Some(Ok(Source::new(name, Some(size_bytes), Origin::File(path)))),
        }
    }

    fn enter_pipe(&mut self, name: String, input: impl Read + Send + 'static) -> Option<Unit> {
        match peek_kind(input) {
            Err(error) => Some(Err(Unread::new(name, Error::of_opening(error)))),
            Ok((Some(ArchiveKind::PackedTar), input)) => {
                self.enter_archive(name, ArchiveKind::PackedTar, spool_unpacked(input))
            }
            Ok((Some(kind), input)) => {
                let section = spool(input).map(|section| (section, None)).map_err(Error::from);
                self.enter_archive(name, kind, section)
            }
            Ok((None, input)) => Some(Ok(Source::new(name, None, Origin::Open(Box::new(input))))),
        }
    }

    /// Enters the archive in a file, whose data ends in a fault if there is one.
    fn enter_archive(
        &mut self,
        name: String,
        kind: ArchiveKind,
        file: Result<(Section, Option<Fault>), Error>,
    ) -> Option<Unit> {
        match file.and_then(|(file, fault)| Archive::open(name.clone(), kind, &file, fault)) {
            Ok(archive) => {
                self.levels.push(Level::Archive(Box::new(archive)));
                None
            }
            Err(error) => Some(Err(Unread::new(name, error))),
        }
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").field("given", &self.given).finish_non_exhaustive()
    }
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
