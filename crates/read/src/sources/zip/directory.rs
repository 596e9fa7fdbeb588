//! The directory of an archive, APPNOTE.TXT sections 4.3.14 to 4.3.16, and its entries.

use std::io;
use std::io::{BufRead, BufReader, ErrorKind};

use memchr::memmem::rfind_iter;

use super::entry::{Entry, read_entry};
use super::fields::{u16_at, u32_at, u64_at};
use crate::error::{Error, SourceFault};
use crate::sources::section::{Section, SectionReader};

/// Lengths of the record that ends an archive, and of the longest comment behind it.
const END_BYTES: usize = 22;
const COMMENT_BYTES: usize = 65_535;
const END: &[u8] = b"PK\x05\x06";

/// Locator and end record of large archives, which stand before the usual end record.
const LOCATOR_BYTES: usize = 20;
const LOCATOR: &[u8] = b"PK\x06\x07";
const END64_BYTES: usize = 56;
const END64: &[u8] = b"PK\x06\x06";

/// The place of an archive's entries.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Directory {
    /// First byte of the entries in the file.
    pub start: u64,
    pub len: u64,
    pub entries: u64,
    /// Bytes before the archive in its file, such as the program that unpacks it.
    pub before: u64,
    /// True if the archive has several files.
    pub is_spanned: bool,
}

/// Finds the directory; returns `None` if it is not there.
pub(crate) fn find_directory(file: &Section) -> io::Result<Option<Directory>> {
    let tail_len = file.len().min((END_BYTES + COMMENT_BYTES) as u64);
    let tail_start = file.len() - tail_len;
    let mut tail = vec![0; usize::try_from(tail_len).unwrap_or_default()];
    if file.read_exactly_at(tail_start, &mut tail)?.is_none() {
        return Ok(None);
    }
    // From the back: a comment may hold the same four bytes.
    for at in rfind_iter(&tail, END) {
        let end = &tail[at..];
        if end.len() >= END_BYTES && END_BYTES + usize::from(u16_at(end, 20)) <= end.len() {
            let place = tail_start + at as u64;
            return Ok(match large_directory(file, place)? {
                Some(large) => Some(large),
                None => small_directory(end, place),
            });
        }
    }
    Ok(None)
}

fn small_directory(end: &[u8], place: u64) -> Option<Directory> {
    let len = u64::from(u32_at(end, 12));
    let offset = u64::from(u32_at(end, 16));
    Some(Directory {
        start: place.checked_sub(len)?,
        len,
        entries: u64::from(u16_at(end, 10)),
        before: place.checked_sub(len)?.checked_sub(offset)?,
        is_spanned: u16_at(end, 4) != u16_at(end, 6),
    })
}

/// Returns the directory of a large archive whose usual end record is at `end`.
fn large_directory(file: &Section, end: u64) -> io::Result<Option<Directory>> {
    let mut locator = [0; LOCATOR_BYTES];
    let Some(at) = end.checked_sub(LOCATOR_BYTES as u64) else { return Ok(None) };
    if file.read_exactly_at(at, &mut locator)?.is_none() || !locator.starts_with(LOCATOR) {
        return Ok(None);
    }
    // The end record stands just before its locator, unless something was put between them.
    for place in [at.checked_sub(END64_BYTES as u64), u64_at(&locator, 8)].into_iter().flatten() {
        let mut end64 = [0; END64_BYTES];
        if file.read_exactly_at(place, &mut end64)?.is_some() && end64.starts_with(END64) {
            return Ok(large_at(&end64, place));
        }
    }
    Ok(None)
}

fn large_at(end64: &[u8], place: u64) -> Option<Directory> {
    let (entries, len, offset) = (u64_at(end64, 32)?, u64_at(end64, 40)?, u64_at(end64, 48)?);
    let start = place.checked_sub(len)?;
    let before = start.checked_sub(offset)?;
    Some(Directory { start, len, entries, before, is_spanned: u32_at(end64, 16) != u32_at(end64, 20) })
}

/// Mask of the count of entries. Usual archives count them in 16 bits, and some programs write more of them.
const COUNT_MASK: u64 = 0xFFFF;

pub(crate) struct Entries {
    directory: BufReader<SectionReader>,
    file: Section,
    before: u64,
    /// Entries that there should be, and that have been read.
    expected: u64,
    read: u64,
}

impl Entries {
    pub(crate) fn new(file: &Section, directory: &Directory) -> Result<Self, Error> {
        let section = file.part(directory.start, directory.len).ok_or(SourceFault::NoDirectory)?;
        Ok(Self {
            directory: BufReader::new(section.reader()),
            file: file.clone(),
            before: directory.before,
            expected: directory.entries,
            read: 0,
        })
    }

    pub(crate) fn next(&mut self) -> Result<Option<Entry>, Error> {
        if self.directory.fill_buf()?.is_empty() {
            let is_whole = self.read & COUNT_MASK == self.expected & COUNT_MASK;
            return if is_whole { Ok(None) } else { Err(SourceFault::Directory.into()) };
        }
        self.read += 1;
        match read_entry(&mut self.directory, &self.file, self.before) {
            Ok(Some(entry)) => Ok(Some(entry)),
            Ok(None) => Err(SourceFault::Directory.into()),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(SourceFault::Directory.into()),
            Err(error) => Err(error.into()),
        }
    }
}
