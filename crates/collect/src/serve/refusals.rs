//! Counts of notifications that were refused or ignored.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of notifications that were refused or ignored, by reason.
#[derive(Debug, Default)]
pub struct Refusals {
    /// The auth ID was wrong or missing.
    unproven: AtomicU64,
    /// Not what the service sends.
    malformed: AtomicU64,
    /// Too large, too slow, or broken off.
    spoilt: AtomicU64,
    /// For a tenant or content type that is not collected. These were accepted.
    ignored: AtomicU64,
}

/// Reason of a refusal.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reason {
    Unproven,
    Malformed,
    Spoilt,
    Ignored,
}

impl Refusals {
    pub(super) fn count(&self, reason: Reason) {
        let counter = match reason {
            Reason::Unproven => &self.unproven,
            Reason::Malformed => &self.malformed,
            Reason::Spoilt => &self.spoilt,
            Reason::Ignored => &self.ignored,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the refused calls by reason.
    pub fn refused(&self) -> [(&'static str, u64); 3] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [
            ("unproven", read(&self.unproven)),
            ("malformed", read(&self.malformed)),
            ("spoilt", read(&self.spoilt)),
        ]
    }

    /// Returns the notifications for tenants and content types that are not collected.
    pub fn ignored(&self) -> u64 {
        self.ignored.load(Ordering::Relaxed)
    }
}
