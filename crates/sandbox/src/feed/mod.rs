//! A tenant's activity as the service hands it out: blobs of records, by the time at which they became available.
//!
//! Time is cut into slots. How many records a slot has, how they are divided into blobs, and what is wrong with a blob
//! follows from the seed and the slot alone; nothing is kept.

mod blob;
mod content_id;
mod elements;
mod slot;
mod text;

pub(crate) use blob::{Blob, BlobKey};
pub(crate) use elements::{Broken, Element, Rest};
pub(crate) use text::{BlobText, Harm};

use crate::activity::{Rhythm, Scripted, Tenant, share, story};
use crate::content_type::ContentType;
use crate::dice::mix;
use crate::moment::{MINUTE, Moment};
use crate::plan::{Faults, TenantPlan};

use slot::Slot;

/// Everything that a tenant's content follows from.
pub(crate) struct Feed {
    pub(crate) tenant: Tenant,
    seed: u64,
    fault_seed: u64,
    faults: Faults,
    slot_millis: i64,
    per_blob: u32,
    rare_percent: u32,
    rhythm: Rhythm,
    life_millis: i64,
    /// The story's records, by slot and content type.
    told: Vec<(i64, Scripted)>,
}

impl Feed {
    /// The feed of a tenant; `start` is when the clock started, `content_days` how long content can be fetched.
    pub(crate) fn new(
        tenant: Tenant,
        plan: &TenantPlan,
        faults: &Faults,
        (start, content_days): (Moment, u32),
    ) -> Self {
        let slot_millis = i64::from(plan.blob_minutes) * MINUTE;
        let story = plan.compromise_minutes.map(|m| story(&tenant, Moment(start.0 + i64::from(m) * MINUTE)));
        let mut told: Vec<_> = story
            .into_iter()
            .flatten()
            .map(|record| (slot::of_story(&record, slot_millis), record))
            .collect();
        told.sort_by_key(|(slot, record)| (*slot, record.at));
        Self {
            seed: tenant.seed,
            fault_seed: mix(faults.seed.unwrap_or(tenant.seed), &[0xfa17]),
            faults: faults.clone(),
            slot_millis,
            per_blob: plan.records_per_blob,
            rare_percent: plan.rare_percent,
            rhythm: Rhythm {
                a_day: plan.records_per_user * f64::from(plan.users),
                utc_offset_minutes: plan.utc_offset_minutes,
                steady: plan.steady,
            },
            life_millis: i64::from(content_days) * crate::moment::DAY,
            told,
            tenant,
        }
    }

    /// The slot that a moment lies in.
    pub(crate) fn slot_at(&self, at: Moment) -> i64 {
        at.0.div_euclid(self.slot_millis)
    }

    /// When a slot begins.
    pub(crate) fn slot_start(&self, slot: i64) -> Moment {
        Moment(slot.saturating_mul(self.slot_millis))
    }

    /// How many blobs a slot has.
    pub(crate) fn blob_count(&self, content_type: ContentType, slot: i64) -> u32 {
        self.slot(content_type, slot).blobs()
    }

    /// A blob, if there is one of this key.
    pub(crate) fn blob(&self, key: BlobKey) -> Option<Blob> {
        let slot = self.slot(key.content_type, key.slot);
        (key.number < slot.blobs()).then(|| Blob::new(self, &slot, key))
    }

    /// How many slots after its own a blob is listed again, for those that are.
    pub(crate) fn relisting_slots(&self) -> Option<i64> {
        let later = i64::from(self.faults.relisted_minutes) * MINUTE / self.slot_millis;
        (self.faults.relisted > 0.0).then_some(later.max(1))
    }

    /// The longest that a blob shows up after its creation.
    pub(crate) fn latest_millis(&self) -> i64 {
        if self.faults.late > 0.0 { i64::from(self.faults.late_minutes) * MINUTE } else { 0 }
    }

    fn slot(&self, content_type: ContentType, number: i64) -> Slot<'_> {
        let start = self.slot_start(number);
        let expected = self.rhythm.expected(start, self.slot_millis, share(content_type));
        let hash = mix(self.seed, &[content_type.index() as u64, number as u64]);
        // What is left of a record happens with that chance.
        let ordinary = (expected + crate::dice::fraction(hash)).floor() as u32;
        Slot { content_type, start, hash, ordinary, told: self.told_in(number), per_blob: self.per_blob }
    }

    /// The story's records in a slot, of all content types.
    fn told_in(&self, slot: i64) -> &[(i64, Scripted)] {
        let first = self.told.partition_point(|(of, _)| *of < slot);
        let end = self.told.partition_point(|(of, _)| *of <= slot);
        &self.told[first..end]
    }
}
