//! Files that may be old enough to be deleted, or deleted already.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Reports whether a file has not changed for some time. One that is gone by now is not.
pub(crate) fn is_older(entry: &fs::DirEntry, keep: Duration) -> io::Result<bool> {
    let modified = match entry.metadata() {
        Ok(metadata) => metadata.modified()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    // A time in the future comes from a clock that was ahead: the file is young.
    Ok(SystemTime::now().duration_since(modified).is_ok_and(|age| age >= keep))
}

/// Deletes a file, which may be gone by now.
pub(crate) fn delete_file(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
