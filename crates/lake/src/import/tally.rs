//! Counts of a source unit.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::index::Verdict;
use super::span::Span;
use crate::ledger::Reason;

/// What became of records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub added: u64,
    pub duplicates: u64,
    pub conflicts: u64,
    pub rejected: u64,
    pub reasons: BTreeMap<Reason, u64>,
    /// Creation times.
    pub times: Span,
}

impl Counts {
    pub fn read(&self) -> u64 {
        self.added + self.duplicates + self.conflicts + self.rejected
    }

    pub fn judged(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::New => self.added += 1,
            Verdict::Duplicate => self.duplicates += 1,
            Verdict::Conflict => self.conflicts += 1,
        }
    }

    pub fn rejected(&mut self, reason: Reason) {
        self.rejected += 1;
        *self.reasons.entry(reason).or_default() += 1;
    }

    fn add(&mut self, other: Counts) {
        self.added += other.added;
        self.duplicates += other.duplicates;
        self.conflicts += other.conflicts;
        self.rejected += other.rejected;
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
        self.times.join(other.times);
    }
}

/// Counts that several threads add to.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Counts>);

impl Tally {
    pub fn add(&self, counts: Counts) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).add(counts);
    }

    pub fn counts(&self) -> Counts {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
