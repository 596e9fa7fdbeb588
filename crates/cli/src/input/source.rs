//! The inputs that the caller's names stand for.

use std::cell::Cell;
use std::fmt;
use std::fs::canonicalize;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use trail365_read::{Error, Source, Unread};
use trail365_records::survey::RecordPlace;

use super::feed::chain;
use crate::output::{note, printable};

/// How the caller names standard input.
const STDIN: &str = "-";

/// What stands behind the name of an archive.
const WITHIN: char = '!';

/// The inputs, in the order in which they are read: files, what is in folders and archives, what patterns match.
pub struct Sources {
    inputs: Vec<Input>,
    /// What was left out on purpose, with the reason.
    passed_over: Vec<Unread>,
}

struct Input {
    name: String,
    size_bytes: Option<u64>,
    /// Until it is opened.
    unit: Cell<Option<Result<Source, Error>>>,
}

impl Sources {
    /// What these names stand for; `-` is standard input, which can be read once.
    pub fn new(paths: &[PathBuf]) -> Result<Self> {
        if paths.iter().filter(|path| path.as_os_str() == STDIN).count() > 1 {
            bail!("standard input (-) is named twice, but can be read only once");
        }
        let mut sources = Self { inputs: Vec::new(), passed_over: Vec::new() };
        trail365_read::sources(paths).for_each(|unit| sources.add(unit));
        if sources.inputs.is_empty() {
            sources.passed_over.iter().for_each(|it| note(&passed_over(it)));
            bail!("there is nothing to read in what was named");
        }
        Ok(sources)
    }

    fn add(&mut self, unit: Result<Source, Unread>) {
        let (name, size_bytes, unit) = match unit {
            Ok(source) => (source.name().to_owned(), source.size_bytes(), Ok(source)),
            Err(unread) if unread.is_passed_over() => return self.passed_over.push(unread),
            Err(unread) => (unread.name, Some(0), Err(unread.error)),
        };
        self.inputs.push(Input { name, size_bytes, unit: Cell::new(Some(unit)) });
    }

    /// How many inputs there are.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// A line for stderr for each file and folder that was left out on purpose.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        self.passed_over.iter().map(passed_over)
    }

    /// Whether the file at `path` is one of those that are read, or an archive that is.
    pub fn include(&self, path: &Path) -> bool {
        let Ok(path) = canonicalize(path) else { return false };
        self.inputs.iter().any(|input| {
            let archive = input.name.split(WITHIN).next().unwrap_or_default();
            [archive, &input.name].iter().any(|name| canonicalize(name).is_ok_and(|name| name == path))
        })
    }

    /// The name of an input: as it was given, or as it was found in what was given.
    pub fn name(&self, source: usize) -> &str {
        &self.inputs[source].name
    }

    /// The name of an input, fit for a terminal and no longer than it has to be: without folders, unless several
    /// inputs would share it.
    pub fn short_name(&self, source: usize) -> String {
        let name = self.name(source);
        let file = last_part(name);
        let is_shared = self.inputs.iter().any(|other| other.name != name && last_part(&other.name) == file);
        printable(if is_shared { name } else { file })
    }

    /// What a person calls an input.
    pub fn title(&self, source: usize) -> String {
        if self.name(source) == STDIN { "standard input".to_owned() } else { self.short_name(source) }
    }

    /// `file:line`, fit for a terminal.
    pub fn label(&self, place: RecordPlace) -> String {
        format!("{}:{}", printable(self.name(place.source)), place.line)
    }

    /// The same with the short name.
    pub fn short_label(&self, place: RecordPlace) -> String {
        format!("{}:{}", self.short_name(place.source), place.line)
    }

    /// Size of all inputs, unless one of them has no size beforehand.
    pub fn size_bytes(&self) -> Option<u64> {
        self.inputs.iter().map(|input| input.size_bytes).sum()
    }

    /// Opens an input, once.
    ///
    /// # Errors
    /// What keeps it from being read, and what to do about it.
    pub fn open(&self, source: usize) -> Result<Box<dyn Read + Send>, String> {
        let unit = self.inputs[source].unit.take();
        let unit = unit.ok_or_else(|| "has been read already".to_owned())?;
        unit.and_then(Source::open).map_err(chain)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.inputs.iter().map(|input| &input.name)).finish()
    }
}

fn passed_over(unread: &Unread) -> String {
    format!("note: {}", printable(&unread.to_string()))
}

/// What stands behind the last slash, if anything does.
fn last_part(name: &str) -> &str {
    let part = name.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or(name);
    if part.is_empty() { name } else { part }
}
