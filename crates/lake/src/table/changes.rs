//! What happened to the files of a table since a version.

use std::collections::{HashMap, HashSet};

use futures::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::data_file::DataFile;
use super::delta_table::Table;
use crate::error::{Context, Result};

/// Entries of the log that are read at the same time.
const AT_ONCE: usize = 16;

/// What one commit did to files.
#[derive(Debug, Default)]
struct Change {
    added: Vec<String>,
    removed: Vec<String>,
    /// Whether rows came or went, and did not only move from file to file.
    changes_rows: bool,
}

/// A line of an entry, as far as files go.
#[derive(Deserialize)]
struct Line {
    add: Option<FileAction>,
    remove: Option<FileAction>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileAction {
    path: String,
    #[serde(default = "is_change")]
    data_change: bool,
}

/// Where an entry does not say, rows may have changed.
fn is_change() -> bool {
    true
}

impl Table {
    /// Returns the id that the table was created with.
    pub fn id(&self) -> Option<String> {
        Some(self.delta.snapshot().ok()?.metadata().id().to_owned())
    }

    /// Returns the SHA-256 of the log's entry of a version; `None` when it was cleaned up.
    pub async fn entry_sha256(&self, version: u64) -> Result<Option<String>> {
        let entry = self.delta.log_store().read_commit_entry(version).await.doing(|| self.reading())?;
        Ok(entry.map(|entry| format!("{:x}", Sha256::digest(&entry))))
    }

    /// Lists the files with rows that came since a version, also those that they were moved to; `None` where rows went away
    /// since, or the log no longer tells.
    pub async fn files_since(&self, version: u64) -> Result<Option<Vec<DataFile>>> {
        let versions = (version + 1)..=self.version();
        let mut changes = stream::iter(versions).map(|version| self.change_of(version)).buffered(AT_ONCE);
        let mut unread: HashSet<String> = HashSet::new();
        while let Some(change) = changes.try_next().await? {
            let Some(change) = change else { return Ok(None) };
            if change.changes_rows && !change.removed.is_empty() {
                return Ok(None);
            }
            let moves_unread = change.removed.iter().filter(|path| unread.remove(*path)).count() > 0;
            if change.changes_rows || moves_unread {
                unread.extend(change.added);
            }
        }
        if unread.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let mut files: HashMap<String, DataFile> =
            self.files().await?.into_iter().map(|file| (file.path.to_string(), file)).collect();
        Ok(unread.iter().map(|path| files.remove(path)).collect())
    }

    /// Reads what a commit did to files; `None` when its entry was cleaned up.
    async fn change_of(&self, version: u64) -> Result<Option<Change>> {
        let doing = || format!("cannot read version {version} of `{}`", self.name());
        let entry = self.delta.log_store().read_commit_entry(version).await.doing(doing)?;
        let Some(entry) = entry else { return Ok(None) };
        let mut change = Change::default();
        for line in entry.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
            let line: Line = serde_json::from_slice(line).damaged(doing)?;
            for (action, paths) in [(line.add, &mut change.added), (line.remove, &mut change.removed)] {
                let Some(action) = action else { continue };
                change.changes_rows |= action.data_change;
                paths.push(action.path);
            }
        }
        Ok(Some(change))
    }
}
