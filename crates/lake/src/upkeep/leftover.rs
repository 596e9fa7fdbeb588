//! Files that killed writers left on a disk, under names that no store lists.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::storage::{is_older, is_unfinished};

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
