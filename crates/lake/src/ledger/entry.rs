//! A row of the ledger.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Content;

/// Why something was rejected.
pub type Reason = String;

/// What became of one source unit: a file, a member of an archive, a content blob.
///
/// `rows_read` is the sum of `rows_added`, `duplicates`, `conflicts` and `rejected`. Rows added and conflicts are in
/// `activity`, less those `removed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Name of the unit.
    pub source: String,
    /// SHA-256 of the unit's bytes as they were found, in hexadecimal.
    pub sha256: String,
    /// Size of the unit.
    pub bytes: u64,
    /// What it was read as.
    pub format: String,
    /// Records and whatever stood in the place of one.
    pub rows_read: u64,
    /// Records that were new.
    pub rows_added: u64,
    /// Records that were there already: same Id, same content.
    pub duplicates: u64,
    /// Records that were kept although their Id was there already, with other content.
    pub conflicts: u64,
    /// What is no record; it is in the table `rejected`.
    pub rejected: u64,
    /// Records of the source that retention took out of `activity`; such an entry has nothing else.
    #[serde(default)]
    pub removed: u64,
    /// Rejected rows by reason.
    pub reasons: BTreeMap<Reason, u64>,
    /// What reading it announced, such as an export that was cut off.
    pub notices: Vec<String>,
    /// Earliest creation time of its records.
    pub first_time: Option<DateTime<Utc>>,
    /// Latest creation time of its records.
    pub last_time: Option<DateTime<Utc>>,
    /// What it is to the Management Activity API, where it came from there.
    #[serde(default)]
    pub content: Option<Content>,
    /// Why its records are not in the lake, where they are not.
    #[serde(default)]
    pub lost: Option<String>,
    /// When it was imported.
    pub imported_at: DateTime<Utc>,
    /// Version of `activity` that has its records; known from the log.
    #[serde(default)]
    pub version: u64,
}

impl Entry {
    /// An entry for records that retention takes out.
    pub(crate) fn removal(source: String, removed: u64, at: DateTime<Utc>) -> Self {
        Entry { removed, ..Entry::empty(source, "retention", at) }
    }

    /// An entry for content that could not be had.
    pub(crate) fn loss(content: Content, reason: String, at: DateTime<Utc>) -> Self {
        let empty = Entry::empty(content.source(), "lost", at);
        Entry { content: Some(content), lost: Some(reason), ..empty }
    }

    fn empty(source: String, format: &str, at: DateTime<Utc>) -> Self {
        Entry {
            source,
            sha256: String::new(),
            bytes: 0,
            format: format.into(),
            rows_read: 0,
            rows_added: 0,
            duplicates: 0,
            conflicts: 0,
            rejected: 0,
            removed: 0,
            reasons: BTreeMap::new(),
            notices: Vec::new(),
            first_time: None,
            last_time: None,
            content: None,
            lost: None,
            imported_at: at,
            version: 0,
        }
    }
}
