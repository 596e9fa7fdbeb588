//! Files of rules, lists and cases, in folders and by themselves.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use trail365_sigma::{Limits, Place, Problem, Severity};

/// Deepest folder below one that was named.
const DEEPEST: usize = 16;

/// Reads the files of a kind among these and in these folders, in order.
pub(crate) fn read_files(paths: &[PathBuf], extension: &str) -> Vec<(PathBuf, Result<String, Problem>)> {
    let is_wanted = |path: &Path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case(extension));
    let read = |path: PathBuf| {
        let text = read_file(&path);
        (path, text)
    };
    find_files(paths, is_wanted).into_iter().map(read).collect()
}

/// Finds files by their names among these and in these folders, in order. Hidden ones are left out; what links lead to twice is taken
/// once. A file that was named and is missing is among them, for its reader to say so.
pub(crate) fn find_files(paths: &[PathBuf], is_wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut open: Vec<(PathBuf, usize)> = paths.iter().rev().map(|path| (path.clone(), 0)).collect();
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    while let Some((path, depth)) = open.pop() {
        let is_new = match path.canonicalize() {
            Ok(real) => seen.insert(real),
            Err(_) => depth == 0,
        };
        if is_new && path.is_dir() && depth < DEEPEST {
            let inside = fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path());
            let mut inside: Vec<_> = inside.filter(|path| !is_hidden(path)).collect();
            inside.sort_by(|a, b| b.cmp(a));
            open.extend(inside.into_iter().map(|path| (path, depth + 1)));
        } else if is_new && !path.is_dir() && is_wanted(&path) {
            found.push(path);
        }
    }
    found
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn read_file(path: &Path) -> Result<String, Problem> {
    let most = Limits::default().file_bytes as u64;
    if fs::metadata(path).is_ok_and(|data| data.len() > most) {
        return Err(refuse(path, &format!("the file is larger than {most} bytes"), "split it"));
    }
    let remedy = "check the path, its permissions, and that it is UTF-8";
    fs::read_to_string(path).map_err(|error| refuse(path, &format!("cannot read it: {error}"), remedy))
}

/// Says what is wrong with a whole file.
pub(crate) fn refuse(path: &Path, what: &str, remedy: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        place: Place { file: path.into(), document: 0, line: None, path: String::new() },
        what: what.to_owned(),
        remedy: remedy.to_owned(),
    }
}
