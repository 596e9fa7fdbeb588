//! A file of an archive, APPNOTE.TXT sections 4.3.7 and 4.3.12.

use std::io::{self, Read};

use super::checked::Checked;
use super::fields::{u16_at, u32_at, u64_at};
use crate::error::{Error, SourceFault};
use crate::input::{DeflateForm, Inflate, Zstd};
use crate::sources::names::entry_path;
use crate::sources::section::Section;

const HEADER_BYTES: usize = 46;
const HEADER: &[u8] = b"PK\x01\x02";
const LOCAL_BYTES: usize = 30;
const LOCAL: &[u8] = b"PK\x03\x04";

/// Extra field with the numbers that 32 bits do not hold.
const LARGE: u16 = 1;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const DEFLATED64: u16 = 9;
const ZSTD: u16 = 93;

/// The entry of a file in the directory.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Section of the whole archive.
    file: Section,
    pub path: String,
    pub size_bytes: u64,
    pub packed_bytes: u64,
    flags: u16,
    method: u16,
    checksum: u32,
    /// Place of its own header in the file.
    place: u64,
}

/// Reads the next entry of a directory of `file`; returns `None` where something else stands.
pub(crate) fn read_entry(
    directory: &mut impl Read,
    file: &Section,
    before: u64,
) -> io::Result<Option<Entry>> {
    let mut header = [0; HEADER_BYTES];
    directory.read_exact(&mut header)?;
    if !header.starts_with(HEADER) {
        return Ok(None);
    }
    let mut variable = |at| -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::from(u16_at(&header, at))];
        directory.read_exact(&mut bytes)?;
        Ok(bytes)
    };
    let (path, extra, _comment) = (variable(28)?, variable(30)?, variable(32)?);
    let mut large = large_numbers(&extra);
    let mut number = |at| match u32_at(&header, at) {
        u32::MAX => large.next().unwrap_or(u64::from(u32::MAX)),
        number => u64::from(number),
    };
    // The extra field has the numbers in this order.
    let (size_bytes, packed_bytes, offset) = (number(24), number(20), number(42));
    Ok(Some(Entry {
        file: file.clone(),
        path: entry_path(&path),
        size_bytes,
        packed_bytes,
        flags: u16_at(&header, 8),
        method: u16_at(&header, 10),
        checksum: u32_at(&header, 16),
        place: before.saturating_add(offset),
    }))
}

/// Returns the numbers in an entry's extra field for large files.
fn large_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found: &[u8] = &[];
    while extra.len() >= 4 {
        let end = extra.len().min(4 + usize::from(u16_at(extra, 2)));
        if u16_at(extra, 0) == LARGE {
            found = &extra[4..end];
        }
        extra = &extra[end..];
    }
    let found = found.to_vec();
    (0..found.len() / 8).filter_map(move |at| u64_at(&found, at * 8))
}

impl Entry {
    pub(crate) fn is_folder(&self) -> bool {
        self.path.ends_with('/')
    }

    /// Returns the fault that keeps the entry from being read, if it is known beforehand.
    pub(crate) fn fault(&self) -> Option<SourceFault> {
        match self.method {
            // Bit 0 of the flags, section 4.4.4.
            _ if self.flags & 1 == 1 => Some(SourceFault::Encrypted),
            STORED | DEFLATED | DEFLATED64 | ZSTD => None,
            method => Some(SourceFault::Method(method)),
        }
    }

    /// Opens the content.
    pub(crate) fn open(&self) -> Result<Checked, Error> {
        if let Some(fault) = self.fault() {
            return Err(fault.into());
        }
        let packed = self.packed_content()?.ok_or(SourceFault::Directory)?.reader();
        let content: Box<dyn Read + Send> = match self.method {
            STORED => Box::new(packed),
            DEFLATED64 => Box::new(Inflate::new(packed, DeflateForm::Deflate64)),
            ZSTD => Box::new(Zstd::new(packed)),
            _ => Box::new(Inflate::new(packed, DeflateForm::Deflate)),
        };
        Ok(Checked::new(content, self.size_bytes, self.checksum))
    }

    /// Returns the content as it stands in the archive, if it is not compressed.
    pub(crate) fn stored_content(&self) -> io::Result<Option<Section>> {
        if self.method == STORED { self.packed_content() } else { Ok(None) }
    }

    /// Returns the section of the content, compressed as it is.
    fn packed_content(&self) -> io::Result<Option<Section>> {
        let mut local = [0; LOCAL_BYTES];
        if self.file.read_exactly_at(self.place, &mut local)?.is_none() || !local.starts_with(LOCAL) {
            return Ok(None);
        }
        // The lengths in the local header may differ from those of the directory, and only these lead to the
        // content.
        let names_len = u64::from(u16_at(&local, 26)) + u64::from(u16_at(&local, 28));
        let start = self.place + LOCAL_BYTES as u64 + names_len;
        Ok(self.file.part(start, self.packed_bytes))
    }
}
