//! The elements of a blob: its own records, records of earlier blobs, and things that are no record.

use std::ops::Range;
use std::sync::Arc;

use crate::activity::{self, RecordCause, ScriptedRecord};
use crate::dice::{Dice, happens_at_rate};
use crate::guid::{Guid, guid_text, new_guid};
use crate::moment::Moment;

use super::blob::{Blob, BlobKey};
use super::slot::{Slot, happened_at};
use super::source::Feed;

/// Marks of the chances of a blob. Those below belong to `Blob` itself.
const DOUBLED: u64 = 4;
const BROKEN: u64 = 5;

/// One thing in a blob.
pub(crate) enum Element {
    /// A record of ordinary activity.
    Ordinary(RecordCause),
    /// A record of the diary or of the story.
    ScriptedRecord(Arc<ScriptedRecord>),
    /// Something that is no record.
    Broken(Broken),
}

/// Something in a blob that is no record.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Broken {
    /// An object with braces and quotes in order, and an escape in a text that JSON lacks; the Id stands before it.
    Escape(Guid),
    /// A text instead of an object.
    Text,
    /// null.
    Null,
    /// A list with an object in it.
    List,
}

/// The elements of a blob, one after the other.
pub(crate) struct Elements<'a> {
    feed: &'a Feed,
    slot: Slot,
    rest: BlobRest,
}

/// The rest of a blob that is still to come.
///
/// It borrows nothing, so the body of an answer keeps it between two pieces and goes on with the feed later.
#[derive(Debug, Clone)]
pub(crate) struct BlobRest {
    key: BlobKey,
    created: Moment,
    own: Range<u32>,
    /// Slot and number of records that earlier blobs have as well; the last one first.
    doubled: Vec<(i64, u32)>,
    /// Place before which something stands that is no record; the last one first.
    broken: Vec<(u32, Broken)>,
}

impl BlobRest {
    /// Returns all of a blob.
    pub(crate) fn of_blob(feed: &Feed, blob: &Blob) -> Self {
        Self {
            key: blob.key,
            created: blob.created,
            own: blob.records.clone(),
            doubled: draw_doubled(feed, blob),
            broken: draw_broken(feed, blob),
        }
    }

    /// Returns the number of elements to come.
    pub(crate) fn element_count(&self) -> usize {
        self.own.len() + self.doubled.len() + self.broken.len()
    }

    /// Goes on where it was left.
    pub(crate) fn into_elements(self, feed: &Feed) -> Elements<'_> {
        Elements { feed, slot: feed.slot_numbered(self.key.content_type, self.key.slot), rest: self }
    }
}

impl Elements<'_> {
    /// Returns what is still to come.
    pub(crate) fn into_rest(self) -> BlobRest {
        self.rest
    }
}

impl Iterator for Elements<'_> {
    type Item = Element;

    fn next(&mut self) -> Option<Element> {
        if let Some((_, broken)) = self.rest.broken.pop_if(|(before, _)| *before <= self.rest.own.start) {
            return Some(Element::Broken(broken));
        }
        if let Some(record) = self.rest.own.next() {
            return Some(element_of(self.feed, &self.slot, self.rest.created, record));
        }
        let (slot, record) = self.rest.doubled.pop()?;
        let slot = self.feed.slot_numbered(self.slot.content_type, slot);
        let created = slot.created_at(record / self.feed.per_blob, self.feed.slot_millis);
        Some(element_of(self.feed, &slot, created, record))
    }
}

fn element_of(feed: &Feed, slot: &Slot, created: Moment, record: u32) -> Element {
    if let Some(scripted) = slot.scripted_record(record) {
        return Element::ScriptedRecord(scripted);
    }
    // Everything of a record is made again from these: a record that stands in two blobs is the same in both.
    let (hash, id) = slot.identity_of(record);
    let at = happened_at(created, hash);
    Element::Ordinary(RecordCause {
        content_type: slot.content_type,
        at,
        id,
        hash,
        rare_percent: feed.rare_percent,
    })
}

/// Draws records of the six slots before that stand in this blob as well.
fn draw_doubled(feed: &Feed, blob: &Blob) -> Vec<(i64, u32)> {
    if !happens_at_rate(blob.chance_of(DOUBLED), feed.faults.doubled_records) {
        return Vec::new();
    }
    let mut dice = Dice::new(blob.chance_of(DOUBLED + 100));
    // At most an eighth of the blob: few records are repeated, as in real blobs. `relisted` repeats whole ones.
    let count = 1 + dice.number_below((blob.records.len() / 8).clamp(1, 50));
    (0..count)
        .filter_map(|_| {
            // Slots of the last half hour, by the default of five minutes: near enough that a collector meets both.
            let slot = blob.key.slot - dice.number_between(1, 6);
            let records = feed.slot_numbered(blob.key.content_type, slot).record_count();
            (records > 0).then(|| (slot, dice.number_below(records as usize) as u32))
        })
        .collect()
}

fn draw_broken(feed: &Feed, blob: &Blob) -> Vec<(u32, Broken)> {
    if !happens_at_rate(blob.chance_of(BROKEN), feed.faults.broken_records) {
        return Vec::new();
    }
    let mut dice = Dice::new(blob.chance_of(BROKEN + 100));
    let mut broken: Vec<_> = (0..dice.number_between(1, 2))
        .map(|_| {
            let before = blob.records.start + dice.number_below(blob.records.len().max(1)) as u32;
            let what = match dice.number_below(4) {
                0 => Broken::Text,
                1 => Broken::Null,
                2 => Broken::List,
                _ => Broken::Escape(new_guid(dice.next_number(), dice.next_number())),
            };
            (before, what)
        })
        .collect();
    // Popped from the end, so the first place stands last.
    broken.sort_by_key(|(before, _)| std::cmp::Reverse(*before));
    broken
}

impl Element {
    /// Returns the Id of the record.
    pub(crate) fn record_id(&self) -> Option<Guid> {
        match self {
            Self::Ordinary(cause) => Some(cause.id),
            Self::ScriptedRecord(record) => Some(record.id),
            Self::Broken(_) => None,
        }
    }

    /// Writes the element as it stands in the blob.
    pub(crate) fn write_json(&self, feed: &Feed, out: &mut Vec<u8>) {
        match self {
            Self::Ordinary(cause) => activity::write_record(&feed.tenant, *cause, out),
            Self::ScriptedRecord(record) => out.extend_from_slice(&record.json),
            Self::Broken(broken) => broken.write_json(&feed.tenant.id, out),
        }
    }
}

impl Broken {
    /// Returns the kind as the truth names it.
    pub(crate) fn kind_name(self) -> &'static str {
        match self {
            Self::Escape(_) => "escape",
            Self::Text => "text",
            Self::Null => "null",
            Self::List => "list",
        }
    }

    fn write_json(self, tenant_id: &str, out: &mut Vec<u8>) {
        let written = match self {
            // JSON has no escape \q. Quotes and braces are in order, so a careful splitter finds the end of the element and
            // loses nothing else; a strict one fails on the whole array.
            Self::Escape(id) => format!(
                r#"{{"CreationTime":"2026-03-02T08:00:00","Id":"{}","OrganizationId":"{tenant_id}","RecordType":6,"Operation":"FileAccessed","ObjectId":"C:\qeue\ze","UserType":0,"Workload":"SharePoint"}}"#,
                guid_text(&id)
            ),
            Self::Text => "\"no record\"".to_owned(),
            Self::Null => "null".to_owned(),
            Self::List => "[{\"Id\":\"in a list\"}]".to_owned(),
        };
        out.extend_from_slice(written.as_bytes());
    }
}
