//! One blob: its place, its times, and its content id.
//!
//! Content ids look as the real ones do, and end with a checksum. So an id that was never given out (AF20052) can be
//! told from one whose blob does not exist (AF20050).

use std::ops::Range;

use crate::content_type::ContentType;
use crate::dice::{happens_at_rate, mix, unit_fraction};
use crate::moment::{MINUTE, Moment};

use super::slot::Slot;
use super::source::Feed;

/// Name of a blob within its tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct BlobKey {
    pub(crate) content_type: ContentType,
    pub(crate) slot: i64,
    pub(crate) number: u32,
}

/// A blob.
#[derive(Debug, Clone)]
pub(crate) struct Blob {
    pub(crate) key: BlobKey,
    /// Time that listings go by.
    pub(crate) created: Moment,
    /// Time from which listings show it and it can be fetched.
    pub(crate) visible: Moment,
    pub(crate) expires: Moment,
    /// It is listed and never given.
    pub(crate) withheld: bool,
    /// It is listed a second time.
    pub(crate) relisted: bool,
    /// Its own records, as numbers in the slot.
    pub(super) records: Range<u32>,
    hash: u64,
}

impl Blob {
    fn new(feed: &Feed, slot: &Slot, key: BlobKey) -> Self {
        let hash =
            mix(feed.fault_seed, &[key.content_type.index() as u64, key.slot as u64, u64::from(key.number)]);
        let strikes = |mark: u64, rate: f64| happens_at_rate(mix(hash, &[mark]), rate);
        let created = slot.created_at(key.number, feed.slot_millis);
        let late = if strikes(1, feed.faults.late) { draw_delay(feed, hash) } else { 0 };
        let first = key.number * feed.per_blob;
        Self {
            key,
            created,
            visible: Moment(created.0 + late),
            expires: Moment(created.0 + feed.life_millis),
            withheld: strikes(2, feed.faults.withheld),
            relisted: strikes(3, feed.faults.relisted),
            records: first..first.saturating_add(feed.per_blob).min(slot.record_count()),
            hash,
        }
    }

    /// Returns a number that follows from the blob and this mark; each use has a mark of its own.
    pub(crate) fn chance_of(&self, mark: u64) -> u64 {
        mix(self.hash, &[mark])
    }
}

fn draw_delay(feed: &Feed, hash: u64) -> i64 {
    #[allow(clippy::cast_precision_loss)]
    let longest = (i64::from(feed.faults.late_minutes) * MINUTE) as f64;
    (unit_fraction(mix(hash, &[11])) * longest) as i64
}

impl Feed {
    /// Returns the blob of this key, if there is one.
    pub(crate) fn find_blob(&self, key: BlobKey) -> Option<Blob> {
        let slot = self.slot_numbered(key.content_type, key.slot);
        (key.number < slot.blob_count()).then(|| Blob::new(self, &slot, key))
    }

    /// Returns the content id of a blob.
    pub(crate) fn content_id(&self, blob: &Blob) -> String {
        let BlobKey { content_type, slot, number } = blob.key;
        let name = content_type.name().replace('.', "_");
        // Twice the same digits and the name in two spellings: odd as it looks, real ids have this form.
        let place = format!("{slot:012}{number:08}");
        let small = name.to_ascii_lowercase();
        format!("{place}${place}${small}${name}${:016x}", self.checksum_of(blob.key))
    }

    /// Reads the blob's name from a content id; none if no such id was ever made.
    pub(crate) fn parse_content_id(&self, content_id: &str) -> Option<BlobKey> {
        let mut parts = content_id.split('$');
        let (place, again) = (parts.next()?, parts.next()?);
        let (small, name, check) = (parts.next()?, parts.next()?, parts.next()?);
        let content_type = ContentType::named(&name.replace('_', "."))?;
        let well_formed = place.len() == 20
            && place == again
            && small.eq_ignore_ascii_case(name)
            && parts.next().is_none()
            && place.bytes().all(|b| b.is_ascii_digit());
        if !well_formed {
            return None;
        }
        let (slot, number) = (place[..12].parse().ok()?, place[12..].parse().ok()?);
        let key = BlobKey { content_type, slot, number };
        (u64::from_str_radix(check, 16).ok()? == self.checksum_of(key)).then_some(key)
    }

    fn checksum_of(&self, key: BlobKey) -> u64 {
        mix(self.seed, &[0xc8ec, key.content_type.index() as u64, key.slot as u64, u64::from(key.number)])
    }
}
