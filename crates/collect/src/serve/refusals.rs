//! What of the notifications was not taken.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of notifications that were refused or meant nothing, by why.
#[derive(Debug, Default)]
pub struct Refusals {
    /// The auth ID was wrong or missing.
    unproven: AtomicU64,
    /// Not what the service sends.
    malformed: AtomicU64,
    /// Too large, too slow, or broken off.
    spoilt: AtomicU64,
    /// For a tenant or content type that is not collected; these are taken all the same.
    ignored: AtomicU64,
}

/// Why.
#[derive(Debug, Clone, Copy)]
pub(super) enum Why {
    Unproven,
    Malformed,
    Spoilt,
    Ignored,
}

impl Refusals {
    pub(super) fn add(&self, why: Why) {
        let counter = match why {
            Why::Unproven => &self.unproven,
            Why::Malformed => &self.malformed,
            Why::Spoilt => &self.spoilt,
            Why::Ignored => &self.ignored,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Calls that were refused, by why.
    pub fn refused(&self) -> [(&'static str, u64); 3] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [
            ("unproven", read(&self.unproven)),
            ("malformed", read(&self.malformed)),
            ("spoilt", read(&self.spoilt)),
        ]
    }

    /// Notifications of what is not collected.
    pub fn ignored(&self) -> u64 {
        self.ignored.load(Ordering::Relaxed)
    }
}
