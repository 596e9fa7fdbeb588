//! The entries of a folder, sorted by name.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io, vec};

/// A folder whose entries are being read.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Path of the folder itself, whatever links lead to it.
    place: PathBuf,
    names: vec::IntoIter<io::Result<OsString>>,
}

impl Folder {
    /// Lists the folder at `path`. An entry that cannot be read is kept as its error, after the others.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        let place = fs::canonicalize(&path)?;
        let entries = fs::read_dir(&path)?.map(|entry| entry.map(|entry| entry.file_name()));
        let (mut names, failed): (Vec<_>, Vec<_>) = entries.partition(Result::is_ok);
        // The order of a listing differs between file systems; imports must not.
        names.sort_by(|a, b| a.as_ref().ok().cmp(&b.as_ref().ok()));
        names.extend(failed);
        Ok(Self { path, place, names: names.into_iter() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn place(&self) -> &Path {
        &self.place
    }

    /// Returns the name of the next entry, and its path.
    pub(crate) fn next(&mut self) -> Option<io::Result<(OsString, PathBuf)>> {
        let name = self.names.next()?;
        Some(name.map(|name| {
            let path = self.path.join(&name);
            (name, path)
        }))
    }
}
