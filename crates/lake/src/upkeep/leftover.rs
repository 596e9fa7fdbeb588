//! Files that killed writers left on a disk, under names that no store lists.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::storage::is_unfinished;

/// Finds the unfinished files of a table's folder and of its log that have not changed for `keep`.
pub(super) fn find_leftovers(table: &Path, keep: Duration) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for place in ["", "_delta_log/"] {
        for entry in fs::read_dir(table.join(place))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            // A writer that is alive changes its file at least with each part.
            if is_unfinished(&name) && is_older(&entry, keep)? {
                found.push(format!("{place}{name}"));
            }
        }
    }
    Ok(found)
}

/// Reports whether a file is older. One that is gone by now is not.
fn is_older(entry: &fs::DirEntry, keep: Duration) -> io::Result<bool> {
    let modified = match entry.metadata() {
        Ok(metadata) => metadata.modified()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    // A time in the future comes from a clock that was ahead: the file is young.
    Ok(SystemTime::now().duration_since(modified).is_ok_and(|age| age >= keep))
}

/// Deletes a file, which may be gone by now.
pub(super) fn delete_file(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
