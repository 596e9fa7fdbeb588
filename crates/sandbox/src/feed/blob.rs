//! One blob: what is in it, and when it can be had.

use std::ops::Range;

use crate::content_type::ContentType;
use crate::dice::{fraction, happens, mix};
use crate::moment::{MINUTE, Moment};

use super::slot::Slot;
use super::{Feed, Rest};

/// What names a blob within its tenant.
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
    /// When it shows up in listings and can be fetched.
    pub(crate) visible: Moment,
    pub(crate) expires: Moment,
    /// Is it listed and never given?
    pub(crate) withheld: bool,
    /// Is it listed a second time?
    pub(crate) relisted: bool,
    /// Its own records, as numbers in the slot.
    pub(super) records: Range<u32>,
    hash: u64,
}

impl Blob {
    pub(super) fn new(feed: &Feed, slot: &Slot<'_>, key: BlobKey) -> Self {
        let hash =
            mix(feed.fault_seed, &[key.content_type.index() as u64, key.slot as u64, u64::from(key.number)]);
        let strikes = |mark: u64, rate: f64| happens(mix(hash, &[mark]), rate);
        let created = slot.created(key.number, feed.slot_millis);
        let late = if strikes(1, feed.faults.late) { lateness(feed, hash) } else { 0 };
        let first = key.number * feed.per_blob;
        Self {
            key,
            created,
            visible: Moment(created.0 + late),
            expires: Moment(created.0 + feed.life_millis),
            withheld: strikes(2, feed.faults.withheld),
            relisted: strikes(3, feed.faults.relisted),
            records: first..first.saturating_add(feed.per_blob).min(slot.records()),
            hash,
        }
    }

    /// All that is in it.
    pub(crate) fn content(&self, feed: &Feed) -> Rest {
        Rest::of(feed, self)
    }

    /// A number that follows from the blob and this mark.
    pub(crate) fn chance(&self, mark: u64) -> u64 {
        mix(self.hash, &[mark])
    }
}

fn lateness(feed: &Feed, hash: u64) -> i64 {
    #[allow(clippy::cast_precision_loss)]
    let longest = (i64::from(feed.faults.late_minutes) * MINUTE) as f64;
    (fraction(mix(hash, &[11])) * longest) as i64
}
