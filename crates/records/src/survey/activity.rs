//! Time range and outcomes of the recorded activity.

use crate::record::Record;
use crate::record::outcome::Outcome;
use crate::scalar::time::Timestamp;

/// Time range and outcomes of a set of records.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Activity {
    /// Earliest and latest `CreationTime`.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Number of records whose `CreationTime` is missing or not a time.
    pub without_time: u64,
    /// Number of records by their outcome.
    pub outcomes: OutcomeCounts,
}

/// Number of records by their [`Outcome`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutcomeCounts {
    /// Records of activities that were done.
    pub succeeded: u64,
    /// Records of activities that were refused or went wrong.
    pub failed: u64,
    /// Records of activities that were done for some of the items.
    pub partial: u64,
    /// Records that do not say.
    pub unknown: u64,
}

impl Activity {
    pub(super) fn add_record(&mut self, record: &Record<'_>) {
        match record.common().creation_time() {
            Some(time) => {
                let (first, last) = self.span.unwrap_or((time, time));
                self.span = Some((first.min(time), last.max(time)));
            }
            None => self.without_time += 1,
        }
        self.outcomes.add_outcome(record.outcome());
    }
}

impl OutcomeCounts {
    fn add_outcome(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Succeeded => self.succeeded += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Partial => self.partial += 1,
            Outcome::Unknown => self.unknown += 1,
        }
    }
}
