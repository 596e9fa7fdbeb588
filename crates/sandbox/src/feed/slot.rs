//! A slot of time of one content type: how many records it has, and in which blobs.

use crate::activity::Scripted;
use crate::content_type::ContentType;
use crate::dice::{fraction, guid, mix, mix_text};
use crate::moment::{HOUR, MINUTE, Moment, SECOND};

/// A slot of time of one content type.
pub(super) struct Slot<'a> {
    pub(super) content_type: ContentType,
    pub(super) start: Moment,
    pub(super) hash: u64,
    /// Records of ordinary activity; those of the story come behind them.
    pub(super) ordinary: u32,
    /// The story's records, of all content types.
    pub(super) told: &'a [(i64, Scripted)],
    pub(super) per_blob: u32,
}

impl<'a> Slot<'a> {
    /// The story's records of this content type.
    fn scripted(&self) -> impl Iterator<Item = &'a Scripted> + use<'a> {
        let content_type = self.content_type;
        self.told.iter().map(|(_, record)| record).filter(move |record| record.content_type == content_type)
    }

    /// All records.
    pub(super) fn records(&self) -> u32 {
        self.ordinary + self.scripted().count() as u32
    }

    /// All blobs.
    pub(super) fn blobs(&self) -> u32 {
        self.records().div_ceil(self.per_blob)
    }

    /// When a blob of the slot is created; one after the other.
    pub(super) fn created(&self, number: u32, slot_millis: i64) -> Moment {
        let part = slot_millis / i64::from(self.blobs().max(1));
        let within = fraction(mix(self.hash, &[0xc4ea, u64::from(number)])) * 0.9;
        #[allow(clippy::cast_precision_loss)]
        let within = (part as f64 * within) as i64;
        Moment(self.start.0 + i64::from(number) * part + within)
    }

    /// Chance and Id of an ordinary record.
    pub(super) fn identity(&self, record: u32) -> (u64, [u8; 36]) {
        let hash = mix(self.hash, &[u64::from(record)]);
        (hash, guid(hash, mix(hash, &[0x1d])))
    }

    /// The story's record behind the ordinary ones.
    pub(super) fn scripted_record(&self, record: u32) -> Option<&'a Scripted> {
        self.scripted().nth(record.checked_sub(self.ordinary)? as usize)
    }
}

/// The slot in which a record of the story becomes available: some minutes after it happened.
pub(super) fn of_story(record: &Scripted, slot_millis: i64) -> i64 {
    let hash = mix_text(0x7e11, &crate::dice::text(&record.id));
    let later = MINUTE * 3 + (hash % (25 * MINUTE as u64)) as i64;
    (record.at.0 + later).div_euclid(slot_millis) + 1
}

/// When something happened that is in a blob created then: minutes before, sometimes a day.
pub(super) fn happened(created: Moment, hash: u64) -> Moment {
    let share = fraction(mix(hash, &[0x1a7e]));
    let longest = if hash.is_multiple_of(40) { 30 * HOUR } else { 40 * MINUTE };
    #[allow(clippy::cast_precision_loss)]
    let before = (longest as f64 * share * share) as i64;
    Moment(created.0 - 45 * SECOND - before)
}
