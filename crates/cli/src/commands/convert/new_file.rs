//! The file that a command writes.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::input::Sources;
use crate::output::printable;

/// A file that is made when the first bytes are written, so that an input that cannot be read leaves none behind.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    overwrite: bool,
    file: Option<File>,
}

impl NewFile {
    /// A file with this name.
    ///
    /// # Errors
    /// If there is one already and it must not be overwritten, or it is one of the inputs.
    pub fn new(path: &Path, overwrite: bool, sources: &Sources) -> Result<Self> {
        let name = printable(&path.to_string_lossy());
        if !overwrite && path.symlink_metadata().is_ok() {
            bail!("{name} is there already; give another name, or --force to overwrite it");
        }
        if sources.include(path) {
            bail!("{name} is one of the files to read; give another name");
        }
        Ok(Self { path: path.to_owned(), overwrite, file: None })
    }

    /// Makes the file in any case, if it is `wanted`.
    pub fn finish(&mut self, wanted: bool) -> io::Result<()> {
        if wanted { self.file().map(|_| ()) } else { Ok(()) }
    }

    fn file(&mut self) -> io::Result<&mut File> {
        let file = match self.file.take() {
            Some(file) => file,
            None if self.overwrite => File::create(&self.path)?,
            None => OpenOptions::new().write(true).create_new(true).open(&self.path)?,
        };
        Ok(self.file.insert(file))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() { Ok(0) } else { self.file()?.write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), File::flush)
    }
}
