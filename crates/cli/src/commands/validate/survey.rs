//! Counts while the records go by.

use anyhow::Result;
use trail365_records::Record;

use super::activity::Activity;
use super::groups::Groups;
use super::record_types::RecordTypes;
use super::unreadable::Unreadable;
use crate::input::{Place, Problem, Sink};

/// Everything that is counted; in bounded memory, whatever the input.
#[derive(Debug, Default)]
pub struct Survey {
    /// Records by their type.
    pub record_types: RecordTypes,
    /// Deviations by what they have in common.
    pub groups: Groups,
    /// Deviations that records have beyond what they list.
    pub unlisted: u64,
    /// Records that deviate at all.
    pub deviating_records: u64,
    /// When, and how it ended.
    pub activity: Activity,
    /// Pieces that are no records, by reason.
    pub unreadable: Unreadable,
}

impl Sink for Survey {
    fn record(&mut self, place: Place, record: &Record<'_>) -> Result<()> {
        let record_type = self.record_types.count(record);
        self.activity.count(record);
        if record.deviates() {
            self.deviating_records += 1;
            self.unlisted += record.unlisted_deviations() as u64;
            for deviation in record.deviations() {
                self.groups.count(record_type, place, &deviation);
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, place: Place, problem: &Problem) {
        self.unreadable.count(place, problem);
    }
}
