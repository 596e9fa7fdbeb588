//! A row of the ledger, and the content of the API that it may be about.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Few words that say why something was rejected.
pub type Reason = String;

/// Reasons that an entry tells apart at most; further ones count as [`OTHER_REASONS`].
pub(crate) const REASONS: usize = 20;

/// Name of all reasons beyond `REASONS`.
pub(crate) const OTHER_REASONS: &str = "other reasons";

/// Notices of an entry at most, without the one that counts the rest.
///
/// Up to 500 entries stand in one line of the log, which every reader of that version parses.
const NOTICES: usize = 20;

/// Characters of a notice or a reason at most.
const TEXT_CHARS: usize = 300;

/// Account of one source unit: a file, a member of an archive, a content blob.
///
/// `rows_read` is the sum of `rows_added`, `duplicates`, `conflicts`, `partial_copies` and `rejected`. Rows added,
/// conflicts and partial copies are in `activity`, less those `removed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Name of the unit.
    pub source: String,
    /// SHA-256 of the unit's bytes as they were found, in lower-case hexadecimal.
    pub sha256: String,
    /// Size of the unit in bytes, as it was found.
    pub bytes: u64,
    /// Format that it was read as.
    pub format: String,
    /// Records, and pieces in the place of one.
    pub rows_read: u64,
    /// Records that were new.
    pub rows_added: u64,
    /// Records that the lake had: same Id, same content.
    pub duplicates: u64,
    /// Records that were kept although the lake had their Id with other content: each says something that the other does not.
    pub conflicts: u64,
    /// Incomplete records that were kept although the lake had their Id: copies from a source that loses fields, and records
    /// that are a part of another.
    #[serde(default)]
    pub partial_copies: u64,
    /// Pieces that are no records; the table `rejected` has them.
    pub rejected: u64,
    /// Records of the source that were taken out of `activity`, by retention or as duplicates by an upgrade. An entry with
    /// these has no other counts.
    #[serde(default)]
    pub removed: u64,
    /// Rejected pieces by reason, at most 20.
    pub reasons: BTreeMap<Reason, u64>,
    /// Notices of the reader, such as that an export is cut off; at most 20 and a last one that counts the rest.
    pub notices: Vec<String>,
    /// Earliest creation time of its records.
    pub first_time: Option<DateTime<Utc>>,
    /// Latest creation time of its records.
    pub last_time: Option<DateTime<Utc>>,
    /// Content of the Management Activity API that it is, if it came from there.
    #[serde(default)]
    pub content: Option<Content>,
    /// Reason why its records are not in the lake, if they are not.
    #[serde(default)]
    pub lost: Option<String>,
    /// Time of the import.
    pub imported_at: DateTime<Utc>,
    /// First version of `activity` that has its records; 0 until it is committed.
    #[serde(default)]
    pub version: u64,
}

impl Entry {
    /// Drops notices that are too many and cuts texts that are too long for the log.
    pub(crate) fn bounded(mut self) -> Self {
        // A unit of a million long pieces has a thousand notices of the reader.
        let further = self.notices.len().saturating_sub(NOTICES);
        self.notices.truncate(NOTICES);
        self.notices.iter_mut().for_each(|notice| *notice = shorten(notice));
        if further > 0 {
            self.notices.push(format!("and {further} more notices"));
        }
        self
    }

    /// Returns what a later try of rejected pieces settled; `None` if it settled nothing. The ledger has the other pieces, and
    /// the records of earlier tries, so that its sums would grow with each try.
    pub(crate) fn of_settled(&self) -> Option<Self> {
        let rows_read = self.rows_added + self.conflicts + self.partial_copies;
        let settled =
            Entry { rows_read, duplicates: 0, rejected: 0, reasons: BTreeMap::new(), ..self.clone() };
        (rows_read > 0).then_some(settled)
    }

    /// Returns an entry for records that are taken out, with the work that does so.
    pub(crate) fn of_removal(source: String, removed: u64, work: &str, at: DateTime<Utc>) -> Self {
        Entry { removed, ..Entry::empty(source, work, at) }
    }

    /// Returns the number of rows that the entry adds to `activity`.
    pub(crate) fn rows(&self) -> i64 {
        let added = self.rows_added + self.conflicts + self.partial_copies;
        added.cast_signed() - self.removed.cast_signed()
    }

    /// Returns an entry for content that could not be fetched.
    pub(crate) fn of_loss(content: Content, reason: &str, at: DateTime<Utc>) -> Self {
        let empty = Entry::empty(content.source(), "lost", at);
        Entry { content: Some(content), lost: Some(shorten(reason)), ..empty }
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
            partial_copies: 0,
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

/// Content of the Management Activity API: a blob, or all blobs of a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// GUID of the tenant.
    pub tenant_id: String,
    /// Content type, such as `Audit.Exchange`.
    pub content_type: String,
    /// Id of the blob; none for a span of time whose blobs are not known.
    pub content_id: Option<String>,
    /// Time when the blob became available, or the start of the span.
    pub created: DateTime<Utc>,
    /// Time until which the blob can be fetched, or the end of the span.
    pub until: Option<DateTime<Utc>>,
}

impl Content {
    /// Returns the source that rows of `activity` name.
    pub fn source(&self) -> String {
        let Content { tenant_id, content_type, content_id, created, .. } = self;
        let what = content_id.clone().unwrap_or_else(|| created.format("from %FT%TZ").to_string());
        format!("o365:{tenant_id}/{content_type}/{what}")
    }
}

/// Returns a text with the characters beyond the limit cut off.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(TEXT_CHARS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_few_and_short() {
        let mut entry = Entry::empty("a".into(), "csv", Utc::now());
        entry.notices = (0..1001).map(|n| format!("{n} {}", "\u{e9}".repeat(1000))).collect();
        let notices = entry.bounded().notices;
        assert_eq!(notices.len(), NOTICES + 1);
        assert_eq!(notices[NOTICES], "and 981 more notices");
        assert!(notices.iter().all(|notice| notice.chars().count() <= TEXT_CHARS + 3));
        assert!(notices[0].starts_with("0 \u{e9}") && notices[0].ends_with("\u{e9}..."));
    }
}
