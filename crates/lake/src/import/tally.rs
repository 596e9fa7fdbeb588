//! Counts of a source unit.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use trail365_records::Record;

use super::index::Verdict;
use crate::ledger::{OTHER_REASONS, REASONS, Reason};

/// Least and greatest of some times, in microseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TimeSpan(Option<(i64, i64)>);

impl TimeSpan {
    pub fn widen(&mut self, micros: i64) {
        let (least, greatest) = self.0.unwrap_or((micros, micros));
        self.0 = Some((least.min(micros), greatest.max(micros)));
    }

    pub fn join(&mut self, other: TimeSpan) {
        other.0.into_iter().flat_map(|(least, greatest)| [least, greatest]).for_each(|t| self.widen(t));
    }

    pub fn first(self) -> Option<DateTime<Utc>> {
        self.0.and_then(|(least, _)| DateTime::from_timestamp_micros(least))
    }

    pub fn last(self) -> Option<DateTime<Utc>> {
        self.0.and_then(|(_, greatest)| DateTime::from_timestamp_micros(greatest))
    }
}

/// Numbers of records by their outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub added: u64,
    pub duplicates: u64,
    pub conflicts: u64,
    pub partial_copies: u64,
    /// Id of a record in conflict.
    pub conflicting_id: Option<String>,
    pub rejected: u64,
    pub reasons: BTreeMap<Reason, u64>,
    /// Creation times.
    pub times: TimeSpan,
    /// Records without a creation time.
    pub without_time: u64,
    /// Records without a record type.
    pub without_type: u64,
}

impl Counts {
    pub fn rows_read(&self) -> u64 {
        self.added + self.duplicates + self.conflicts + self.partial_copies + self.rejected
    }

    /// Returns the number of records, without the pieces that are none.
    pub fn records(&self) -> u64 {
        self.rows_read() - self.rejected
    }

    pub fn count_verdict(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::New | Verdict::Completes => self.added += 1,
            Verdict::Duplicate => self.duplicates += 1,
            Verdict::Conflict => self.conflicts += 1,
            Verdict::PartialCopy => self.partial_copies += 1,
        }
    }

    /// Notes what the record can be found by.
    pub fn count_marks(&mut self, record: &Record<'_>) {
        let common = record.common();
        match common.creation_time() {
            Some(time) => self.times.widen(time.as_microseconds()),
            None => self.without_time += 1,
        }
        self.without_type += u64::from(common.record_type().is_none());
    }

    pub fn count_rejected(&mut self, reason: Reason) {
        self.rejected += 1;
        self.count_reason(reason, 1);
    }

    /// Counts a reason, unless there are so many others that it goes under a common name. Reasons come from closed sets;
    /// the limit holds should one of these quote its input after all.
    fn count_reason(&mut self, reason: Reason, count: u64) {
        // The common name itself may be the one beyond the limit.
        let has_room = self.reasons.len() < REASONS || self.reasons.contains_key(&reason);
        let reason = if has_room { reason } else { OTHER_REASONS.to_owned() };
        *self.reasons.entry(reason).or_default() += count;
    }

    fn join(&mut self, other: Counts) {
        self.added += other.added;
        self.duplicates += other.duplicates;
        self.conflicts += other.conflicts;
        self.partial_copies += other.partial_copies;
        self.conflicting_id = self.conflicting_id.take().or(other.conflicting_id);
        self.rejected += other.rejected;
        other.reasons.into_iter().for_each(|(reason, count)| self.count_reason(reason, count));
        self.times.join(other.times);
        self.without_time += other.without_time;
        self.without_type += other.without_type;
    }
}

/// Records of a unit that counted as conflicts and are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Regraded {
    /// Records that are a part of another with their Id.
    pub partial_copies: u64,
    /// Records that say all that the others with their Id do.
    pub added: u64,
    /// Id of a record that is still in conflict.
    pub conflicting_id: Option<String>,
}

/// Counts that several threads add to.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Counts>);

impl Tally {
    pub fn join(&self, counts: Counts) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).join(counts);
    }

    /// Corrects the counts by the conflicts that are none.
    pub fn regrade(&self, regraded: &Regraded) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.conflicts = counts.conflicts.saturating_sub(regraded.partial_copies + regraded.added);
        counts.partial_copies += regraded.partial_copies;
        counts.added += regraded.added;
        counts.conflicting_id.clone_from(&regraded.conflicting_id);
    }

    pub fn counts(&self) -> Counts {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Returns why a record cannot be parsed, in few words and without its place. Reasons are counted and stand in the log for
/// ever, so that a million pieces must not make a million reasons.
pub(super) fn reason_of_record(error: &trail365_records::Error) -> Reason {
    match error.kind() {
        trail365_records::ErrorKind::NotAnObject => "no JSON object",
        trail365_records::ErrorKind::Limit => "larger or deeper than the limits",
        trail365_records::ErrorKind::Encoding => "text is not UTF-8",
        _ => "broken JSON",
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_few() {
        let mut counts = Counts::default();
        (0..1000).for_each(|n| counts.count_rejected(format!("reason {n:03}")));
        assert_eq!(counts.reasons.len(), REASONS + 1);
        assert_eq!(counts.reasons[OTHER_REASONS], 1000 - REASONS as u64);
        let all = Tally::default();
        all.join(counts.clone());
        all.join(counts);
        assert_eq!(all.counts().reasons.values().sum::<u64>(), 2000);
        assert!(all.counts().reasons.len() <= REASONS + 1);
    }
}
