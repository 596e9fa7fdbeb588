//! The source of a tenant's content.

use crate::activity::{Rhythm, ScriptedRecord, Tenant, percent_of, write_story};
use crate::content_type::ContentType;
use crate::dice::mix;
use crate::moment::{MINUTE, Moment};
use crate::plan::{Faults, TenantPlan};

use super::scripts::Scripts;
use super::slot::Slot;

/// Source of a tenant's content: everything that it follows from.
pub(crate) struct Feed {
    pub(crate) tenant: Tenant,
    pub(super) seed: u64,
    pub(super) fault_seed: u64,
    pub(super) faults: Faults,
    pub(super) slot_millis: i64,
    pub(super) per_blob: u32,
    pub(super) rare_percent: u32,
    rhythm: Rhythm,
    pub(super) life_millis: i64,
    scripts: Scripts,
}

impl Feed {
    /// Makes the feed of a tenant; the clock started at `start`, and content can be fetched for `content_days`.
    pub(crate) fn new(
        tenant: Tenant,
        plan: &TenantPlan,
        faults: &Faults,
        (start, content_days): (Moment, u32),
    ) -> Self {
        let slot_millis = i64::from(plan.blob_minutes) * MINUTE;
        let story = plan
            .compromise_minutes
            .map(|minutes| write_story(&tenant, plan.entry, Moment(start.0 + i64::from(minutes) * MINUTE)));
        let has_diary = plan.records_per_user > 0.0;
        let zone = (slot_millis, plan.utc_offset_minutes);
        let scripts = Scripts::new(story.unwrap_or_default(), has_diary, zone);
        Self {
            seed: tenant.seed,
            // Apart from the seed of the activity: the same records can be tried with other faults.
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
            scripts,
            tenant,
        }
    }

    /// Returns the records of the attack, in order of time; none if there is no attack.
    pub(crate) fn story(&self) -> Vec<&ScriptedRecord> {
        self.scripts.story()
    }

    /// Returns the slot that a moment lies in.
    pub(crate) fn slot_at(&self, at: Moment) -> i64 {
        at.0.div_euclid(self.slot_millis)
    }

    /// Returns the moment at which a slot starts.
    pub(crate) fn slot_start(&self, slot: i64) -> Moment {
        Moment(slot.saturating_mul(self.slot_millis))
    }

    /// Returns the number of blobs in a slot.
    pub(crate) fn blob_count(&self, content_type: ContentType, slot: i64) -> u32 {
        self.slot_numbered(content_type, slot).blob_count()
    }

    /// Returns the number of slots after its own at which a blob is listed again; none where no blob is.
    pub(crate) fn relisting_slots(&self) -> Option<i64> {
        let later = i64::from(self.faults.relisted_minutes) * MINUTE / self.slot_millis;
        (self.faults.relisted > 0.0).then_some(later.max(1))
    }

    /// Returns the longest time from a blob's creation until it shows up.
    pub(crate) fn longest_delay_millis(&self) -> i64 {
        if self.faults.late > 0.0 { i64::from(self.faults.late_minutes) * MINUTE } else { 0 }
    }

    pub(super) fn slot_numbered(&self, content_type: ContentType, number: i64) -> Slot {
        let start = self.slot_start(number);
        let expected = self.rhythm.expected_records(start, self.slot_millis, percent_of(content_type));
        let hash = mix(self.seed, &[content_type.index() as u64, number as u64]);
        // The fraction of a record that is left over becomes a record with that chance: with 0.3 expected records a
        // slot, three slots of ten have one.
        let ordinary = (expected + crate::dice::unit_fraction(hash)).floor() as u32;
        Slot {
            content_type,
            start,
            hash,
            ordinary,
            scripted: self.scripts.records_of(&self.tenant, content_type, number),
            per_blob: self.per_blob,
        }
    }
}
