//! The inputs behind the names of the command line.

use std::cell::Cell;
use std::fmt;
use std::fs::canonicalize;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use trail365_read::{Encoding, Error, Source, Unread};
use trail365_records::survey::RecordPlace;

use crate::output::{note, printable};

/// The name of standard input.
const STDIN: &str = "-";

/// The sign between the name of an archive and that of a file in it.
const WITHIN: char = '!';

/// The inputs, in the order in which they are read: files, what is in folders and archives, what patterns match.
pub struct Sources {
    inputs: Vec<Input>,
    /// Files and folders that were left out on purpose, with the reason.
    passed_over: Vec<Unread>,
    /// The encoding of text that shows none of its own, if the caller has named it.
    encoding: Option<Encoding>,
}

struct Input {
    name: String,
    size_bytes: Option<u64>,
    /// Taken when it is opened.
    unit: Cell<Option<Result<Source, Error>>>,
}

impl Sources {
    /// Finds the inputs behind these names; `-` is standard input.
    ///
    /// # Errors
    /// If standard input is named twice, or nothing at all is found.
    pub fn new(paths: &[PathBuf], encoding: Option<Encoding>) -> Result<Self> {
        if paths.iter().filter(|path| path.as_os_str() == STDIN).count() > 1 {
            bail!("standard input (-) is named twice, but can be read only once");
        }
        let mut sources = Self { inputs: Vec::new(), passed_over: Vec::new(), encoding };
        trail365_read::sources(paths).for_each(|unit| sources.add_unit(unit));
        if sources.inputs.is_empty() {
            sources.passed_over.iter().for_each(|it| note(&render_passed_over(it)));
            bail!("there is nothing to read: the names lead to no file that could hold records");
        }
        Ok(sources)
    }

    fn add_unit(&mut self, unit: Result<Source, Unread>) {
        let (name, size_bytes, unit) = match unit {
            Ok(source) => (source.name().to_owned(), source.size_bytes(), Ok(source)),
            Err(unread) if unread.is_passed_over() => return self.passed_over.push(unread),
            // Nothing of it will be read. An unknown size would cost the others their bar.
            Err(unread) => (unread.name, Some(0), Err(unread.error)),
        };
        self.inputs.push(Input { name, size_bytes, unit: Cell::new(Some(unit)) });
    }

    /// Returns the encoding that the caller has named.
    pub fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// Returns the number of inputs.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Renders a line for each file and folder that was left out on purpose.
    pub fn render_notes(&self) -> impl Iterator<Item = String> {
        self.passed_over.iter().map(render_passed_over)
    }

    /// Reports whether the file at `path` is an input, or an archive with inputs.
    pub fn has_file(&self, path: &Path) -> bool {
        // Two names may lead to one file: through a link, or by a relative path.
        let Ok(path) = canonicalize(path) else { return false };
        self.inputs.iter().any(|input| {
            let archive = input.name.split(WITHIN).next().unwrap_or_default();
            [archive, &input.name].iter().any(|name| canonicalize(name).is_ok_and(|name| name == path))
        })
    }

    /// Returns the name of an input as it was given, or as it was found below a given name.
    pub fn name(&self, source: usize) -> &str {
        &self.inputs[source].name
    }

    /// Returns the name of an input for a terminal: without folders, unless several inputs would share it.
    pub fn short_name(&self, source: usize) -> String {
        let name = self.name(source);
        let file = last_part(name);
        let is_shared = self.inputs.iter().any(|other| other.name != name && last_part(&other.name) == file);
        printable(if is_shared { name } else { file })
    }

    /// Returns what a person calls an input.
    pub fn title(&self, source: usize) -> String {
        if self.name(source) == STDIN { "standard input".to_owned() } else { self.short_name(source) }
    }

    /// Renders `file:line` for a terminal.
    pub fn label(&self, place: RecordPlace) -> String {
        format!("{}:{}", printable(self.name(place.source)), place.line)
    }

    /// Renders `file:line` with the short name.
    pub fn short_label(&self, place: RecordPlace) -> String {
        format!("{}:{}", self.short_name(place.source), place.line)
    }

    /// Returns the size of all inputs; `None` if that of one is unknown beforehand.
    pub fn size_bytes(&self) -> Option<u64> {
        self.inputs.iter().map(|input| input.size_bytes).sum()
    }

    /// Opens an input, once.
    ///
    /// # Errors
    /// The text of the reason why it cannot be read, with what to do about it.
    pub fn open(&self, source: usize) -> Result<Box<dyn Read + Send>, String> {
        let unit = self.inputs[source].unit.take();
        let unit = unit.ok_or_else(|| "was already read".to_owned())?;
        unit.and_then(Source::open).map_err(render_chain)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.inputs.iter().map(|input| &input.name)).finish()
    }
}

/// Renders an error with its causes.
pub fn render_chain(error: Error) -> String {
    format!("{:#}", anyhow::Error::new(error))
}

fn render_passed_over(unread: &Unread) -> String {
    format!("note: {}", printable(&unread.to_string()))
}

/// Returns the part behind the last slash, or the whole name if nothing is there.
fn last_part(name: &str) -> &str {
    let part = name.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or(name);
    if part.is_empty() { name } else { part }
}
