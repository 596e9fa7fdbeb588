//! When the recorded activity took place, and how it ended.

use serde::Serialize;
use trail365_records::{Outcome, Record, Timestamp};

/// Time range and outcomes.
#[derive(Debug, Default)]
pub struct Activity {
    /// Earliest and latest `CreationTime`.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Records whose `CreationTime` is missing or no time.
    pub without_time: u64,
    /// Records by their outcome.
    pub outcomes: Outcomes,
}

/// How many activities ended in which way.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Outcomes {
    pub succeeded: u64,
    pub failed: u64,
    pub partial: u64,
    pub unknown: u64,
}

impl Activity {
    /// Counts a record.
    pub fn count(&mut self, record: &Record<'_>) {
        match record.common().creation_time() {
            Some(time) => {
                let (first, last) = self.span.unwrap_or((time, time));
                self.span = Some((first.min(time), last.max(time)));
            }
            None => self.without_time += 1,
        }
        self.outcomes.count(record.outcome());
    }
}

impl Outcomes {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Succeeded => self.succeeded += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Partial => self.partial += 1,
            Outcome::Unknown => self.unknown += 1,
        }
    }
}
