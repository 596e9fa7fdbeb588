//! A part of a file that several may read at once, each at its own place.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::Failed;

/// This many bytes of a file from this one on.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    file: Arc<Mutex<File>>,
    start: u64,
    len: u64,
}

impl Section {
    /// All of `file`.
    pub(crate) fn whole(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), start: 0, len })
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// The part of this that begins at `start` and has `len` bytes, if it is there.
    pub(crate) fn part(&self, start: u64, len: u64) -> Option<Self> {
        let end = start.checked_add(len)?;
        (end <= self.len).then(|| Self { file: Arc::clone(&self.file), start: self.start + start, len })
    }

    pub(crate) fn reader(self) -> SectionReader {
        SectionReader { section: self, at: 0 }
    }

    /// Fills `into` from the byte at `at` on; `None` if there are not as many.
    pub(crate) fn fill(&self, at: u64, into: &mut [u8]) -> io::Result<Option<()>> {
        let Some(part) = self.part(at, into.len() as u64) else { return Ok(None) };
        match part.reader().read_exact(into) {
            Ok(()) => Ok(Some(())),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let left = self.len.saturating_sub(at);
        let count = usize::try_from(left).map_or(into.len(), |left| left.min(into.len()));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.start + at))?;
        file.read(&mut into[..count])
    }
}

/// Reads a section from its beginning.
#[derive(Debug)]
pub(crate) struct SectionReader {
    section: Section,
    at: u64,
}

impl Read for SectionReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.section.read_at(self.at, into) {
            Ok(count) => {
                self.at += count as u64;
                Ok(count)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            Err(error) => Err(io::Error::other(Failed(error))),
        }
    }
}
