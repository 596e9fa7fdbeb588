//! A slot of time of one content type: its records, and their division into blobs.

use std::sync::Arc;

use crate::activity::ScriptedRecord;
use crate::content_type::ContentType;
use crate::dice::{mix, mix_text, unit_fraction};
use crate::guid::{Guid, guid_text, new_guid};
use crate::moment::{HOUR, MINUTE, Moment, SECOND};

/// A slot of time of one content type.
pub(super) struct Slot {
    pub(super) content_type: ContentType,
    pub(super) start: Moment,
    pub(super) hash: u64,
    /// Records of ordinary activity that are drawn; those of the diary and the story come behind them.
    pub(super) ordinary: u32,
    /// Records of the diary and of the story.
    pub(super) scripted: Vec<Arc<ScriptedRecord>>,
    pub(super) per_blob: u32,
}

impl Slot {
    /// Counts all records.
    pub(super) fn record_count(&self) -> u32 {
        self.ordinary + self.scripted.len() as u32
    }

    /// Counts the blobs.
    pub(super) fn blob_count(&self) -> u32 {
        self.record_count().div_ceil(self.per_blob)
    }

    /// Returns the time at which a blob of the slot is created; one after the other.
    pub(super) fn created_at(&self, number: u32, slot_millis: i64) -> Moment {
        let part = slot_millis / i64::from(self.blob_count().max(1));
        // Up to nine tenths of its part of the slot: two blobs never have the same time.
        let within = unit_fraction(mix(self.hash, &[0xc4ea, u64::from(number)])) * 0.9;
        #[allow(clippy::cast_precision_loss)]
        let within = (part as f64 * within) as i64;
        Moment(self.start.0 + i64::from(number) * part + within)
    }

    /// Returns chance and Id of an ordinary record.
    pub(super) fn identity_of(&self, record: u32) -> (u64, Guid) {
        let hash = mix(self.hash, &[u64::from(record)]);
        (hash, new_guid(hash, mix(hash, &[0x1d])))
    }

    /// Returns the scripted record at a place behind the ordinary ones.
    pub(super) fn scripted_record(&self, record: u32) -> Option<Arc<ScriptedRecord>> {
        self.scripted.get(record.checked_sub(self.ordinary)? as usize).cloned()
    }
}

/// Returns the slot in which a scripted record becomes available: 3 to 28 minutes after it happened.
pub(super) fn slot_of_script(record: &ScriptedRecord, slot_millis: i64) -> i64 {
    let hash = mix_text(0x7e11, &guid_text(&record.id));
    let later = MINUTE * 3 + (hash % (25 * MINUTE as u64)) as i64;
    (record.at.0 + later).div_euclid(slot_millis) + 1
}

/// Returns the time at which something happened that is in a blob created then: minutes before, sometimes a day.
pub(super) fn happened_at(created: Moment, hash: u64) -> Moment {
    // Real records are minutes old, and now and then a day. The square makes short delays the rule.
    let share = unit_fraction(mix(hash, &[0x1a7e]));
    // One record of forty may be a day late, which catches readers that take `contentCreated` for the time of events.
    let longest = if hash.is_multiple_of(40) { 30 * HOUR } else { 40 * MINUTE };
    #[allow(clippy::cast_precision_loss)]
    let before = (longest as f64 * share * share) as i64;
    Moment(created.0 - 45 * SECOND - before)
}
