//! Files and folders of rules.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::limits::Limits;
use crate::walk::{Fault, Walk};

/// Finds the files of rules below paths and reads them one by one.
pub(crate) struct Files<'l> {
    limits: &'l Limits,
    /// Real paths of files and folders that were seen. Each is taken once, so links cannot lead in circles.
    seen: HashSet<PathBuf>,
    /// Entries that are left to visit, the next at the end.
    open: Vec<Entry>,
    file_count: usize,
    byte_count: usize,
}

struct Entry {
    path: PathBuf,
    depth: usize,
    is_named: bool,
}

/// A file's text, or why there is none.
pub(crate) type FileText = (PathBuf, Result<String, Fault>);

impl<'l> Files<'l> {
    pub fn new(paths: &[PathBuf], limits: &'l Limits) -> Self {
        let name = |path: &PathBuf| Entry { path: path.clone(), depth: 0, is_named: true };
        let open = paths.iter().rev().map(name).collect();
        Files { limits, seen: HashSet::new(), open, file_count: 0, byte_count: 0 }
    }

    /// Looks at an entry: a folder gives its entries, a file its text.
    fn visit(&mut self, entry: &Entry) -> Result<Option<String>, Fault> {
        let real = fs::canonicalize(&entry.path).map_err(|error| cannot("find", &error))?;
        if !self.seen.insert(real) {
            return Ok(None);
        }
        let kind = fs::metadata(&entry.path).map_err(|error| cannot("read", &error))?;
        if kind.is_dir() {
            self.open_folder(entry)?;
            return Ok(None);
        }
        if !entry.is_named && !has_rule_extension(&entry.path) {
            return Ok(None);
        }
        if !kind.is_file() {
            return Err(refuse("it is not a file", "name files and folders of rules"));
        }
        self.read_file(&entry.path).map(Some)
    }

    fn open_folder(&mut self, entry: &Entry) -> Result<(), Fault> {
        if entry.depth > self.limits.folder_depth {
            return Err(refuse("the folder is nested too deep", "name it on its own"));
        }
        let read = || -> io::Result<Vec<PathBuf>> {
            fs::read_dir(&entry.path)?.map(|inner| inner.map(|inner| inner.path())).collect()
        };
        let mut paths = read().map_err(|error| cannot("read", &error))?;
        // Hidden entries are an editor's or a version control's, and a mounted configuration's other copies.
        paths.retain(|path| !path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")));
        paths.sort_by(|a, b| b.cmp(a));
        let inner = |path| Entry { path, depth: entry.depth + 1, is_named: false };
        self.open.extend(paths.into_iter().map(inner));
        Ok(())
    }

    fn read_file(&mut self, path: &Path) -> Result<String, Fault> {
        if self.file_count >= self.limits.files {
            let what = format!("there are more than {} files", self.limits.files);
            self.open.clear();
            return Err(refuse(&what, "name fewer folders"));
        }
        self.file_count += 1;
        let most = self.limits.file_bytes;
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(|error| cannot("open", &error))?;
        file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|error| cannot("read", &error))?;
        if bytes.len() > most {
            return Err(refuse(&format!("the file is larger than {most} bytes"), "split it"));
        }
        self.byte_count += bytes.len();
        if self.byte_count > self.limits.total_bytes {
            self.open.clear();
            let what = format!("the files have more than {} bytes together", self.limits.total_bytes);
            return Err(refuse(&what, "name fewer folders"));
        }
        decode_text(bytes)
    }
}

impl Iterator for Files<'_> {
    type Item = FileText;

    fn next(&mut self) -> Option<FileText> {
        while let Some(entry) = self.open.pop() {
            match self.visit(&entry) {
                Ok(None) => {}
                Ok(Some(text)) => return Some((entry.path, Ok(text))),
                Err(fault) => return Some((entry.path, Err(fault))),
            }
        }
        None
    }
}

/// Returns the text of a file in UTF-8.
fn decode_text(bytes: Vec<u8>) -> Result<String, Fault> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        refuse(&format!("it is not UTF-8 at byte {place}"), "save it as UTF-8")
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

fn has_rule_extension(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("yml") || end.eq_ignore_ascii_case("yaml"))
}

fn cannot(verb: &str, error: &io::Error) -> Fault {
    refuse(&format!("cannot {verb} it: {error}"), "check the path and its permissions")
}

fn refuse(what: &str, remedy: &str) -> Fault {
    Walk::default().fault(what, remedy)
}
