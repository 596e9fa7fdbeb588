//! Goes through what was named, unit by unit.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::{mem, vec};

use super::fault::SourceFault;
use super::folder::Folder;
use super::names::is_hidden;
use super::peek::{head, is_zip, peek};
use super::section::Section;
use super::source::{Origin, Source};
use super::spool::spool;
use super::unread::Unread;
use super::zip::Archive;
use crate::error::Error;

/// How standard input is named.
const STDIN: &str = "-";

/// The folder in a Delta table that makes it one.
const LOG: &str = "_delta_log";

/// Names are matched as a shell does it: hidden files only by a pattern that begins with a dot.
const MATCH: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// What matches a pattern.
type Pattern = Box<Peekable<glob::Paths>>;

/// A unit that can be read, or one that cannot.
type Unit = Result<Source, Unread>;

/// All units that `paths` hold, in their order, each found when it is asked for:
///
/// - a file is one unit, whatever it holds, and `-` is standard input;
/// - a folder is gone through with all folders in it, sorted by name. Links are followed. Hidden files and folders are
///   passed over, but not `.pax_incremental`, where PAX leaves records, and so are Delta tables;
/// - a pattern such as `export/*.json` or `**/*.csv`, if there is no file of that name, stands for what it matches;
/// - a zip archive, told by its first bytes, stands for the files in it, and an archive in it for those, up to four
///   levels and 100,000 files. Nothing is unpacked to the disk, but an archive that is compressed in another or comes
///   through a pipe is copied to a temporary file without a name.
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

/// Goes through units; see [`sources`].
pub struct Sources {
    given: vec::IntoIter<PathBuf>,
    /// What is being gone through, the innermost last.
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
                    self.given(path)
                }
                Some(Level::Folder(folder)) => match folder.next() {
                    Some(entry) => self.entry(entry),
                    None => self.leave(),
                },
                Some(Level::Pattern(paths)) => match paths.next() {
                    Some(Ok(path)) => self.path(path),
                    Some(Err(error)) => Some(Err(Unread::new(text(error.path()), explain(error.into())))),
                    None => self.leave(),
                },
                Some(Level::Archive(archive)) => match archive.next() {
                    Some(unit) => Some(unit),
                    None => self.leave(),
                },
            };
            if unit.is_some() {
                return unit;
            }
        }
    }
}

impl Sources {
    /// Goes back to where the current level was found.
    fn leave(&mut self) -> Option<Unit> {
        self.levels.pop();
        None
    }

    /// What the caller has named.
    fn given(&mut self, path: PathBuf) -> Option<Unit> {
        if path.as_os_str() == STDIN {
            return self.stdin();
        }
        match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => self.pattern(&path),
            _ => self.path(path),
        }
    }

    fn stdin(&mut self) -> Option<Unit> {
        if mem::replace(&mut self.has_stdin, true) {
            return Some(Err(Unread::new(STDIN.into(), SourceFault::Again)));
        }
        self.pipe(STDIN.into(), io::stdin())
    }

    /// What matches `path`, if it is a pattern.
    fn pattern(&mut self, path: &Path) -> Option<Unit> {
        let name = text(path);
        if !name.contains(['*', '?', '[']) {
            return Some(Err(Unread::new(name, SourceFault::NotFound)));
        }
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

    /// An entry of a folder.
    fn entry(&mut self, entry: io::Result<(OsString, PathBuf)>) -> Option<Unit> {
        let (name, path) = match entry {
            Ok(entry) => entry,
            Err(error) => return Some(Err(Unread::new(self.folder_name(), explain(error)))),
        };
        let unread = |fault| Some(Err(Unread::new(text(&path), fault)));
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) => return unread(explain(error)),
        };
        match is_hidden(&OsStr::to_string_lossy(&name)) {
            true if metadata.is_dir() => return unread(SourceFault::HiddenFolder.into()),
            true => return unread(SourceFault::HiddenFile.into()),
            false if !metadata.is_dir() && !metadata.is_file() => {
                return unread(SourceFault::NotAFile.into());
            }
            false => {}
        }
        self.found(path, &metadata)
    }

    fn folder_name(&self) -> String {
        match self.levels.last() {
            Some(Level::Folder(folder)) => text(folder.path()),
            _ => String::new(),
        }
    }

    fn path(&mut self, path: PathBuf) -> Option<Unit> {
        match fs::metadata(&path) {
            Ok(metadata) => self.found(path, &metadata),
            Err(error) => Some(Err(Unread::new(text(&path), explain(error)))),
        }
    }

    fn found(&mut self, path: PathBuf, metadata: &Metadata) -> Option<Unit> {
        if metadata.is_dir() {
            return self.folder(path);
        }
        let name = text(&path);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) => return Some(Err(Unread::new(name, explain(error)))),
        };
        if metadata.is_file() { self.file(name, path, file, metadata.len()) } else { self.pipe(name, file) }
    }

    fn folder(&mut self, path: PathBuf) -> Option<Unit> {
        let name = text(&path);
        match Folder::open(path) {
            Err(error) => Some(Err(Unread::new(name, explain(error)))),
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

    /// Whether the folder at `place` is being gone through.
    fn is_within(&self, place: &Path) -> bool {
        self.levels.iter().any(|level| matches!(level, Level::Folder(folder) if folder.place() == place))
    }

    fn file(&mut self, name: String, path: PathBuf, mut file: File, size_bytes: u64) -> Option<Unit> {
        match head(&mut file) {
            Err(error) => Some(Err(Unread::new(name, explain(error)))),
            Ok(head) if is_zip(&head) => self.archive(name, Section::whole(file)),
            Ok(_) => Some(Ok(Source::new(name, Some(size_bytes), Origin::File(path)))),
        }
    }

    fn pipe(&mut self, name: String, input: impl Read + Send + 'static) -> Option<Unit> {
        match peek(input) {
            Err(error) => Some(Err(Unread::new(name, explain(error)))),
            Ok((true, input)) => self.archive(name, spool(input)),
            Ok((false, input)) => Some(Ok(Source::new(name, None, Origin::Open(Box::new(input))))),
        }
    }

    fn archive(&mut self, name: String, section: io::Result<Section>) -> Option<Unit> {
        match section.map_err(Error::from).and_then(|section| Archive::open(name.clone(), &section)) {
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

/// Why a file cannot be opened.
pub(crate) fn explain(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound => SourceFault::NotFound.into(),
        ErrorKind::PermissionDenied => SourceFault::NotPermitted.into(),
        _ => error.into(),
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
