//! One unit that can be read.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use super::walk::explain;
use super::zip::Entry;
use crate::error::Error;

/// A file, an entry of a zip archive, or standard input.
///
/// It holds no file open until [`Source::open`], except those of the archive it is in.
pub struct Source {
    name: String,
    size_bytes: Option<u64>,
    origin: Origin,
}

pub(crate) enum Origin {
    File(PathBuf),
    Entry(Entry),
    /// What can be opened only once, and has been.
    Open(Box<dyn Read + Send>),
}

impl Source {
    pub(crate) fn new(name: String, size_bytes: Option<u64>, origin: Origin) -> Self {
        Self { name, size_bytes, origin }
    }

    /// Where it comes from: the path as it was given or found, for entries of archives behind `!` as in
    /// `export.zip!inner/AuditLog.csv`, or `-` for standard input. A name is no path to write to.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes [`Source::open`] gives; `None` for standard input and pipes.
    pub fn size_bytes(&self) -> Option<u64> {
        self.size_bytes
    }

    /// Opens it. The bytes are its own: those of an entry without the archive's compression, but gzip and zstd as they
    /// are, for [`Reader`](crate::Reader) to undo. So a file has the same bytes in an archive and beside it.
    ///
    /// A damaged entry is an error of the reader after the bytes before; it may be read through others on the way
    /// to [`Reader`](crate::Reader), which tells it from an error of the disk.
    ///
    /// # Errors
    ///
    /// If it is gone, must not be read, or is damaged where it begins.
    pub fn open(self) -> Result<Box<dyn Read + Send>, Error> {
        match self.origin {
            Origin::File(path) => Ok(Box::new(File::open(path).map_err(explain)?)),
            Origin::Entry(entry) => Ok(Box::new(entry.open()?)),
            Origin::Open(input) => Ok(input),
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}
