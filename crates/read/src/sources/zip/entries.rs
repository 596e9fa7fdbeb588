//! The entries of an archive's directory, one after the other.

use std::io::{BufRead, BufReader, ErrorKind};

use super::directory::Directory;
use super::entry::{self, Entry};
use crate::error::Error;
use crate::sources::fault::SourceFault;
use crate::sources::section::{Section, SectionReader};

/// Archives of the usual kind count their entries in 16 bits, and some programs write more.
const COUNT_MASK: u64 = 0xFFFF;

pub(crate) struct Entries {
    directory: BufReader<SectionReader>,
    file: Section,
    before: u64,
    /// How many there should be, and how many there have been.
    told: u64,
    read: u64,
}

impl Entries {
    pub(crate) fn new(file: &Section, directory: &Directory) -> Result<Self, Error> {
        let section = file.part(directory.start, directory.len).ok_or(SourceFault::NoDirectory)?;
        Ok(Self {
            directory: BufReader::new(section.reader()),
            file: file.clone(),
            before: directory.before,
            told: directory.entries,
            read: 0,
        })
    }

    pub(crate) fn next(&mut self) -> Result<Option<Entry>, Error> {
        if self.directory.fill_buf()?.is_empty() {
            let is_whole = self.read & COUNT_MASK == self.told & COUNT_MASK;
            return if is_whole { Ok(None) } else { Err(SourceFault::Directory.into()) };
        }
        self.read += 1;
        match entry::read(&mut self.directory, &self.file, self.before) {
            Ok(Some(entry)) => Ok(Some(entry)),
            Ok(None) => Err(SourceFault::Directory.into()),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(SourceFault::Directory.into()),
            Err(error) => Err(error.into()),
        }
    }
}
