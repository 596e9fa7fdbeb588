//! The members of an archive, one after the other.

use std::io::{self, Read};

use super::header::{BLOCK_BYTES, Header, parse_header, until_nul};
use super::pax::{Extended, parse_extended};
use crate::error::{Error, Fault, FaultKind, SourceFault};
use crate::sources::names::entry_path;
use crate::sources::section::{Section, SectionReader};

/// Most bytes of an extended header or a long name.
const EXTENDED_BYTES: u64 = 1 << 20;

/// A member of an archive.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub path: String,
    pub size_bytes: u64,
    kind: u8,
    is_sparse: bool,
    content: Section,
    /// Fault that ends the content before its size is reached.
    cut: Option<Fault>,
}

/// Goes through the members of an archive.
pub(crate) struct Entries {
    file: Section,
    at: u64,
    /// Fault behind the end of `file`, where it was unpacked from damaged data.
    fault: Option<Fault>,
    ended: bool,
}

impl Entries {
    pub(crate) fn new(file: &Section, fault: Option<Fault>) -> Self {
        Self { file: file.clone(), at: 0, fault, ended: false }
    }

    pub(crate) fn next(&mut self) -> Result<Option<Entry>, Error> {
        let mut extended = Extended::default();
        while !self.ended {
            let Some(header) = self.read_header()? else { break };
            match header.kind {
                b'L' => extended.path = Some(until_nul(&self.read_extended(&header)?).to_vec()),
                b'x' | b'X' => {
                    let content = self.read_extended(&header)?;
                    extended = parse_extended(&content).ok_or(SourceFault::TarHeader)?;
                }
                // Names of links, what holds for all members, labels, and lists of folders.
                b'K' | b'g' | b'V' | b'D' | b'N' => self.pass_content(header.size_bytes),
                _ => return Ok(Some(self.make_entry(header, extended))),
            }
        }
        self.ended = true;
        self.fault.take().map_or(Ok(None), |fault| Err(fault.into()))
    }

    /// Reads the next header; returns `None` at the end of the archive.
    fn read_header(&mut self) -> Result<Option<Header>, Error> {
        let mut block = [0; BLOCK_BYTES];
        if self.at >= self.file.len() {
            // Zeros end an archive. Few programs leave them out, and nothing else tells that members are missing.
            self.ended = true;
            return Err(self.fault.take().map_or_else(|| SourceFault::TarEnd.into(), Error::from));
        }
        if self.file.read_exactly_at(self.at, &mut block)?.is_none() {
            self.ended = true;
            return Err(self.cut_off().into());
        }
        self.at += BLOCK_BYTES as u64;
        if block.iter().all(|&byte| byte == 0) {
            // What was put behind the end is no part of the archive, but damage of the data that it is packed in is told
            // wherever it is, as for any other file.
            return Ok(None);
        }
        match parse_header(&block) {
            Some(header) => Ok(Some(header)),
            None => {
                self.ended = true;
                Err(SourceFault::TarHeader.into())
            }
        }
    }

    fn cut_off(&mut self) -> Fault {
        self.fault.take().unwrap_or(Fault { data: "tar", what: FaultKind::CutOff })
    }

    /// Reads the content of a header that belongs to the next one.
    fn read_extended(&mut self, header: &Header) -> Result<Vec<u8>, Error> {
        let size = usize::try_from(header.size_bytes).ok().filter(|_| header.size_bytes <= EXTENDED_BYTES);
        let mut content = vec![0; size.ok_or(SourceFault::TarHeader)?];
        if self.file.read_exactly_at(self.at, &mut content)?.is_none() {
            self.ended = true;
            return Err(self.cut_off().into());
        }
        self.pass_content(header.size_bytes);
        Ok(content)
    }

    /// Passes over content, which fills whole blocks.
    fn pass_content(&mut self, size_bytes: u64) {
        let blocks = size_bytes.div_ceil(BLOCK_BYTES as u64);
        self.at = self.at.saturating_add(blocks.saturating_mul(BLOCK_BYTES as u64));
    }

    fn make_entry(&mut self, header: Header, extended: Extended) -> Entry {
        // Links have the size of what they lead to, and no content.
        let has_content = !matches!(header.kind, b'1'..=b'6');
        let size_bytes = if has_content { extended.size_bytes.unwrap_or(header.size_bytes) } else { 0 };
        let left_bytes = self.file.len().saturating_sub(self.at);
        let content = self.file.part(self.at, size_bytes.min(left_bytes));
        let cut = (size_bytes > left_bytes).then(|| self.cut_off());
        self.ended |= cut.is_some();
        self.pass_content(size_bytes);
        Entry {
            path: entry_path(&extended.path.unwrap_or(header.path)),
            size_bytes,
            kind: header.kind,
            is_sparse: extended.is_sparse || header.kind == b'S',
            content: content.unwrap_or_else(|| self.file.clone()),
            cut,
        }
    }
}

impl Entry {
    pub(crate) fn is_folder(&self) -> bool {
        self.kind == b'5' || self.path.ends_with('/')
    }

    /// Returns the fault that keeps the member from being read, if it is known beforehand.
    pub(crate) fn fault(&self) -> Option<SourceFault> {
        match self.kind {
            _ if self.is_sparse => Some(SourceFault::TarSparse),
            b'1' | b'2' => Some(SourceFault::TarLink),
            b'3' | b'4' | b'6' => Some(SourceFault::NotAFile),
            b'M' => Some(SourceFault::TarVolume),
            _ => None,
        }
    }

    /// Opens the content.
    pub(crate) fn open(&self) -> Content {
        Content { reader: self.content.clone().reader(), cut: self.cut }
    }

    /// Returns the content as it stands in the archive, and the fault that ends it too early.
    pub(crate) fn stored_content(&self) -> (Section, Option<Fault>) {
        (self.content.clone(), self.cut)
    }
}

/// The content of a member.
pub(crate) struct Content {
    reader: SectionReader,
    cut: Option<Fault>,
}

impl Read for Content {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match (self.reader.read(into)?, self.cut) {
            (0, Some(fault)) if !into.is_empty() => Err(fault.into()),
            (count, _) => Ok(count),
        }
    }
}
