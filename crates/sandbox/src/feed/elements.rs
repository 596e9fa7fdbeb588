//! What stands in a blob: its own records, records of earlier blobs, and what is no record.

use std::ops::Range;

use crate::activity::{self, Cause, Scripted};
use crate::dice::{Dice, guid, happens, text};
use crate::moment::Moment;

use super::slot::{Slot, happened};
use super::{Blob, BlobKey, Feed};

/// Marks of the chances of a blob.
const DOUBLED: u64 = 4;
const BROKEN: u64 = 5;

/// One thing in a blob.
pub(crate) enum Element<'a> {
    /// A record of ordinary activity.
    Ordinary(Cause),
    /// A record of the story.
    Scripted(&'a Scripted),
    /// Something that is no record.
    Broken(Broken),
}

/// Something in a blob that is no record.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Broken {
    /// An object with braces and quotes in order, and an escape in a text that JSON lacks; the Id stands before it.
    Escape([u8; 36]),
    /// A text instead of an object.
    Text,
    /// null.
    Null,
    /// A list with an object in it.
    List,
}

/// The things in a blob, one after the other.
pub(crate) struct Elements<'a> {
    feed: &'a Feed,
    slot: Slot<'a>,
    rest: Rest,
}

/// What of a blob is still to come; with it and the feed one can go on later.
#[derive(Debug, Clone)]
pub(crate) struct Rest {
    key: BlobKey,
    created: Moment,
    own: Range<u32>,
    /// Slot and number of records that earlier blobs have, too; the last one first.
    doubled: Vec<(i64, u32)>,
    /// Place before which something stands that is no record; the last one first.
    broken: Vec<(u32, Broken)>,
}

impl Rest {
    /// All of a blob.
    pub(super) fn of(feed: &Feed, blob: &Blob) -> Self {
        Self {
            key: blob.key,
            created: blob.created,
            own: blob.records.clone(),
            doubled: doubled(feed, blob),
            broken: broken(feed, blob),
        }
    }

    /// How many things there are.
    pub(crate) fn len(&self) -> usize {
        self.own.len() + self.doubled.len() + self.broken.len()
    }

    /// Goes on where it was left.
    pub(crate) fn elements(self, feed: &Feed) -> Elements<'_> {
        Elements { feed, slot: feed.slot(self.key.content_type, self.key.slot), rest: self }
    }
}

impl Elements<'_> {
    /// What is still to come.
    pub(crate) fn into_rest(self) -> Rest {
        self.rest
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        if let Some((_, broken)) = self.rest.broken.pop_if(|(before, _)| *before <= self.rest.own.start) {
            return Some(Element::Broken(broken));
        }
        if let Some(record) = self.rest.own.next() {
            return Some(element(self.feed, &self.slot, self.rest.created, record));
        }
        let (slot, record) = self.rest.doubled.pop()?;
        let slot = self.feed.slot(self.slot.content_type, slot);
        let created = slot.created(record / self.feed.per_blob, self.feed.slot_millis);
        Some(element(self.feed, &slot, created, record))
    }
}

fn element<'a>(feed: &Feed, slot: &Slot<'a>, created: Moment, record: u32) -> Element<'a> {
    if let Some(scripted) = slot.scripted_record(record) {
        return Element::Scripted(scripted);
    }
    let (hash, id) = slot.identity(record);
    let at = happened(created, hash);
    Element::Ordinary(Cause {
        content_type: slot.content_type,
        at,
        id,
        hash,
        rare_percent: feed.rare_percent,
    })
}

/// Records of the six slots before that stand in this blob, too.
fn doubled(feed: &Feed, blob: &Blob) -> Vec<(i64, u32)> {
    if !happens(blob.chance(DOUBLED), feed.faults.doubled_records) {
        return Vec::new();
    }
    let mut dice = Dice::new(blob.chance(DOUBLED + 100));
    let count = 1 + dice.below((blob.records.len() / 8).clamp(1, 50));
    (0..count)
        .filter_map(|_| {
            let slot = blob.key.slot - dice.between(1, 6);
            let records = feed.slot(blob.key.content_type, slot).records();
            (records > 0).then(|| (slot, dice.below(records as usize) as u32))
        })
        .collect()
}

fn broken(feed: &Feed, blob: &Blob) -> Vec<(u32, Broken)> {
    if !happens(blob.chance(BROKEN), feed.faults.broken_records) {
        return Vec::new();
    }
    let mut dice = Dice::new(blob.chance(BROKEN + 100));
    let mut broken: Vec<_> = (0..dice.between(1, 2))
        .map(|_| {
            let before = blob.records.start + dice.below(blob.records.len().max(1)) as u32;
            let what = match dice.below(4) {
                0 => Broken::Text,
                1 => Broken::Null,
                2 => Broken::List,
                _ => Broken::Escape(guid(dice.next(), dice.next())),
            };
            (before, what)
        })
        .collect();
    broken.sort_by_key(|(before, _)| std::cmp::Reverse(*before));
    broken
}

impl Element<'_> {
    /// Id of the record.
    pub(crate) fn id(&self) -> Option<[u8; 36]> {
        match self {
            Self::Ordinary(cause) => Some(cause.id),
            Self::Scripted(record) => Some(record.id),
            Self::Broken(_) => None,
        }
    }

    /// Writes it as it stands in the blob.
    pub(crate) fn write(&self, feed: &Feed, out: &mut Vec<u8>) {
        match self {
            Self::Ordinary(cause) => activity::write(&feed.tenant, *cause, out),
            Self::Scripted(record) => out.extend_from_slice(&record.json),
            Self::Broken(broken) => broken.write(&feed.tenant.id, out),
        }
    }
}

impl Broken {
    /// What is wrong with it, in a word.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Escape(_) => "escape",
            Self::Text => "text",
            Self::Null => "null",
            Self::List => "list",
        }
    }

    fn write(self, tenant_id: &str, out: &mut Vec<u8>) {
        let written = match self {
            Self::Escape(id) => format!(
                r#"{{"CreationTime":"2026-03-02T08:00:00","Id":"{}","OrganizationId":"{tenant_id}","RecordType":6,"Operation":"FileAccessed","ObjectId":"C:\qeue\ze","UserType":0,"Workload":"SharePoint"}}"#,
                text(&id)
            ),
            Self::Text => "\"no record\"".to_owned(),
            Self::Null => "null".to_owned(),
            Self::List => "[{\"Id\":\"in a list\"}]".to_owned(),
        };
        out.extend_from_slice(written.as_bytes());
    }
}
