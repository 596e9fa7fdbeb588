//! A unit that can be read, and one that cannot.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::{error, fmt};

use super::member::Member;
use crate::error::Error;

/// A file, a member of a zip or tar archive, or standard input.
///
/// ```
/// use std::io::Read;
///
/// use trail365_read::sources;
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("b.jsonl"), "{}\n")?;
/// std::fs::write(folder.path().join("a.jsonl"), "{}\n{}\n")?;
/// let mut bytes = Vec::new();
/// for source in sources([folder.path()]).flatten() {
///     let mut text = String::new();
///     source.open()?.read_to_string(&mut text)?;
///     bytes.push(text.len());
/// }
/// assert_eq!(bytes, [6, 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It holds no file open until [`Source::open`], except those of the archive it is in.
pub struct Source {
    name: String,
    size_bytes: Option<u64>,
    origin: Origin,
}

pub(crate) enum Origin {
    File(PathBuf),
    Member(Member),
    /// An input that can be opened only once, and has been.
    Open(Box<dyn Read + Send>),
}

impl Source {
    pub(crate) fn new(name: String, size_bytes: Option<u64>, origin: Origin) -> Self {
        Self { name, size_bytes, origin }
    }

    /// Makes a unit of a file of an archive.
    pub(crate) fn of_member(name: String, member: Member) -> Self {
        Self::new(name, Some(member.size_bytes()), Origin::Member(member))
    }

    /// Returns the name of the unit: the path as it was given or found, for entries of archives behind `!` as in
    /// `export.zip!inner/AuditLog.csv`, or `-` for standard input. A name is no path to write to.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how many bytes [`Source::open`] gives; `None` for standard input and pipes.
    pub fn size_bytes(&self) -> Option<u64> {
        self.size_bytes
    }

    /// Opens the unit. The bytes are its own: those of an entry without the archive's compression, but gzip and
    /// zstd as they are, for [`Reader`](crate::Reader) to undo. So a file has the same bytes in an archive and
    /// beside it.
    ///
    /// A damaged entry yields its bytes before the damage, and then an error of the reader. Other readers may stand
    /// between it and [`Reader`](crate::Reader), which still knows the damage from an error of the disk.
    ///
    /// # Errors
    ///
    /// If the unit is gone, must not be read, or is damaged at its beginning.
    pub fn open(self) -> Result<Box<dyn Read + Send>, Error> {
        match self.origin {
            Origin::File(path) => Ok(Box::new(File::open(path).map_err(Error::of_opening)?)),
            Origin::Member(member) => member.open(),
            Origin::Open(input) => Ok(input),
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A unit that is not read, and the reason.
///
/// ```
/// use trail365_read::{ErrorKind, sources};
///
/// let unread = sources(["no/such/export.csv"]).next().unwrap().unwrap_err();
/// assert_eq!(unread.error.kind(), ErrorKind::NotFound);
/// assert!(!unread.is_passed_over());
/// assert!(unread.to_string().starts_with("no/such/export.csv: there is no such file"));
/// ```
#[derive(Debug)]
pub struct Unread {
    /// Name of the unit, in the form of [`Source::name`](crate::Source::name).
    pub name: String,
    /// The reason why it is not read.
    pub error: Error,
}

impl Unread {
    pub(crate) fn new(name: String, error: impl Into<Error>) -> Self {
        Self { name, error: error.into() }
    }

    /// Reports whether the unit was left out on purpose, and nothing failed; see
    /// [`ErrorKind::is_passed_over`](crate::ErrorKind::is_passed_over).
    pub fn is_passed_over(&self) -> bool {
        self.error.kind().is_passed_over()
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.error)
    }
}

impl error::Error for Unread {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        error::Error::source(&self.error)
    }
}
