//! Scripted records by the slot in which they become available: the story's, and those of the diary's weeks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::activity::{ScriptedRecord, Tenant, week_of, write_week};
use crate::content_type::ContentType;
use crate::moment::{DAY, Moment};

use super::slot::slot_of_script;

/// Weeks that are kept; each has some hundred records. Listings reach back a week, and the truth goes on from week to
/// week.
const KEPT_WEEKS: usize = 8;

/// Scripted records with the slot in which each becomes available, in order.
type Slotted = Vec<(i64, Arc<ScriptedRecord>)>;

/// The scripted records of a tenant.
pub(super) struct Scripts {
    slot_millis: i64,
    utc_offset_minutes: i32,
    has_diary: bool,
    story: Slotted,
    /// Weeks of the diary that were asked for, by their number.
    weeks: Mutex<BTreeMap<i64, Arc<Slotted>>>,
}

impl Scripts {
    /// Takes the story's records; a tenant that makes no records of its own has no diary either.
    pub(super) fn new(
        story: Vec<ScriptedRecord>,
        has_diary: bool,
        (slot_millis, utc_offset_minutes): (i64, i32),
    ) -> Self {
        let story = put_in_slots(story, slot_millis);
        Self { slot_millis, utc_offset_minutes, has_diary, story, weeks: Mutex::default() }
    }

    /// Returns the records of the story, in order of time.
    pub(super) fn story(&self) -> Vec<&ScriptedRecord> {
        let mut records: Vec<_> = self.story.iter().map(|(_, record)| &**record).collect();
        // They are kept by the slot in which they become available.
        records.sort_by_key(|record| record.at);
        records
    }

    /// Returns the records of a content type that become available in a slot.
    pub(super) fn records_of(
        &self,
        tenant: &Tenant,
        content_type: ContentType,
        slot: i64,
    ) -> Vec<Arc<ScriptedRecord>> {
        let mut records = Vec::new();
        let mut add = |slotted: &Slotted| {
            let first = slotted.partition_point(|(of, _)| *of < slot);
            let of_slot = slotted[first..].iter().take_while(|(of, _)| *of == slot);
            let of_type = of_slot.filter(|(_, record)| record.content_type == content_type);
            records.extend(of_type.map(|(_, record)| Arc::clone(record)));
        };
        if self.has_diary {
            let start = Moment(slot.saturating_mul(self.slot_millis));
            let week = week_of(start, self.utc_offset_minutes);
            // Slots may be a day long: what happened on a Sunday may become available on Tuesday.
            let before = week_of(Moment(start.0.saturating_sub(2 * DAY)), self.utc_offset_minutes);
            (before..=week).for_each(|week| add(&self.week(tenant, week)));
        }
        add(&self.story);
        records
    }

    fn week(&self, tenant: &Tenant, number: i64) -> Arc<Slotted> {
        // A week is put in whole, so a panic elsewhere cannot have left half of one.
        let mut weeks = self.weeks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(week) = weeks.get(&number) {
            return Arc::clone(week);
        }
        let records = write_week(tenant, number, self.utc_offset_minutes);
        let week = Arc::new(put_in_slots(records, self.slot_millis));
        weeks.insert(number, Arc::clone(&week));
        if weeks.len() > KEPT_WEEKS {
            // The week that is farthest from the one that is asked for.
            let first = weeks.first_key_value().map_or(number, |(first, _)| *first);
            let last = weeks.last_key_value().map_or(number, |(last, _)| *last);
            weeks.remove(if number - first > last - number { &first } else { &last });
        }
        week
    }
}

fn put_in_slots(records: Vec<ScriptedRecord>, slot_millis: i64) -> Slotted {
    let mut slotted: Vec<_> =
        records.into_iter().map(|record| (slot_of_script(&record, slot_millis), Arc::new(record))).collect();
    slotted.sort_by_key(|(slot, record)| (*slot, record.at));
    slotted
}
