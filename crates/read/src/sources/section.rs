//! A part of a file that several readers may read at once, each at its own place.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Failed, Fault, SourceFault, find_fault};
use crate::input::unpack;

/// A range of bytes of a file.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    file: Arc<Mutex<File>>,
    start: u64,
    len: u64,
}

impl Section {
    /// Returns all of `file`.
    pub(crate) fn of_file(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), start: 0, len })
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Returns the part of this section that begins at `start` and has `len` bytes, if it is there.
    pub(crate) fn part(&self, start: u64, len: u64) -> Option<Self> {
        let end = start.checked_add(len)?;
        (end <= self.len).then(|| Self { file: Arc::clone(&self.file), start: self.start + start, len })
    }

    pub(crate) fn reader(self) -> SectionReader {
        SectionReader { section: self, at: 0 }
    }

    /// Fills `into` from the byte at `at` on; returns `None` if there are not as many.
    pub(crate) fn read_exactly_at(&self, at: u64, into: &mut [u8]) -> io::Result<Option<()>> {
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
        // Several entries of an archive may be open at once over one file, so the place is set for each read.
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

/// Most times its size to which an archive in an archive may unpack: archives hardly compress.
const RATIO: u64 = 100;

/// Size below which the ratio says nothing.
const SMALL_BYTES: u64 = 1 << 30;

/// Copies `input` to a file that has no name, and is gone when it is closed.
pub(crate) fn spool(mut input: impl Read) -> io::Result<Section> {
    // Without a name the file is gone when the process ends, however it ends.
    let mut file = tempfile::tempfile()?;
    io::copy(&mut input, &mut file)?;
    Section::of_file(file)
}

/// Bytes that are unpacked between two looks at the ratio.
const CHUNK_BYTES: usize = 64 * 1024;

/// Copies what `input` unpacks to, as [`spool`] does. Damage ends the copy, and comes with it.
pub(crate) fn spool_unpacked(input: impl Read) -> Result<(Section, Option<Fault>), Error> {
    let mut content = unpack(input)?;
    let mut file = tempfile::tempfile()?;
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut size_bytes = 0;
    let fault = loop {
        match content.read(&mut chunk) {
            Ok(0) => break None,
            Ok(count) => {
                size_bytes += count as u64;
                may_unpack(size_bytes, content.read_bytes())?;
                file.write_all(&chunk[..count])?;
            }
            Err(error) => break Some(find_fault(&error).ok_or(error)?),
        }
    };
    Ok((Section::of_file(file)?, fault))
}

/// Refuses an archive that unpacks to suspiciously many bytes.
pub(crate) fn may_unpack(size_bytes: u64, packed_bytes: u64) -> Result<(), Error> {
    if size_bytes > SMALL_BYTES && size_bytes / RATIO > packed_bytes {
        return Err(SourceFault::Bomb { ratio: RATIO }.into());
    }
    Ok(())
}
