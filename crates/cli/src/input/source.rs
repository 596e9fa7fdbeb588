//! The inputs as the caller named them.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::Place;
use crate::output::printable;

/// How the caller names standard input.
const STDIN: &str = "-";

/// The inputs, in the order in which they are read.
#[derive(Debug)]
pub struct Sources(Vec<PathBuf>);

impl Sources {
    /// The files with these names; `-` is standard input, which can be read once.
    pub fn new(paths: &[PathBuf]) -> Result<Self> {
        if paths.iter().filter(|path| is_stdin(path)).count() > 1 {
            bail!("standard input (-) is named twice, but can be read only once");
        }
        Ok(Self(paths.to_vec()))
    }

    /// The names of the files.
    pub fn paths(&self) -> &[PathBuf] {
        &self.0
    }

    /// The name of an input as it was given.
    pub fn name(&self, source: usize) -> String {
        self.0[source].to_string_lossy().into_owned()
    }

    /// The name of an input, fit for a terminal and no longer than it has to be: without folders, unless several
    /// inputs would share it.
    pub fn short_name(&self, source: usize) -> String {
        let path = &self.0[source];
        let alone = path.file_name().is_some_and(|name| {
            self.0.iter().filter(|other| *other != path).all(|other| other.file_name() != Some(name))
        });
        let name = path.file_name().filter(|_| alone).unwrap_or(path.as_os_str());
        printable(&name.to_string_lossy())
    }

    /// What a person calls an input.
    pub fn title(&self, source: usize) -> String {
        if is_stdin(&self.0[source]) { "standard input".to_owned() } else { self.short_name(source) }
    }

    /// `file:line`, fit for a terminal.
    pub fn label(&self, place: Place) -> String {
        format!("{}:{}", printable(&self.name(place.source)), place.line)
    }

    /// The same with the short name.
    pub fn short_label(&self, place: Place) -> String {
        format!("{}:{}", self.short_name(place.source), place.line)
    }

    /// Size of all inputs, unless one of them has no size beforehand.
    pub fn size_bytes(&self) -> Option<u64> {
        self.0.iter().map(|path| size_bytes(path)).sum()
    }

    /// Opens an input.
    ///
    /// # Errors
    /// What keeps it from being read, and what to do about it.
    pub fn open(&self, source: usize) -> Result<Box<dyn Read>, String> {
        let path = &self.0[source];
        if is_stdin(path) {
            return Ok(Box::new(io::stdin().lock()));
        }
        if path.is_dir() {
            return Err("is a folder; name the files in it".to_owned());
        }
        match File::open(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(explain(&error)),
        }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// What cannot be opened has no bytes; standard input and pipes do not tell.
fn size_bytes(path: &Path) -> Option<u64> {
    match fs::metadata(path) {
        _ if is_stdin(path) => None,
        Ok(metadata) if metadata.is_file() => Some(metadata.len()),
        Ok(metadata) if !metadata.is_dir() => None,
        _ => Some(0),
    }
}

fn explain(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file; check its name and folder".to_owned(),
        ErrorKind::PermissionDenied => "no permission to read it; ask its owner, or read a copy".to_owned(),
        _ => format!("cannot be opened: {error}"),
    }
}
