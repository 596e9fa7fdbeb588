//! The service's clock, as its answers tell it.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// Stands for an offset that no answer has told yet.
const UNKNOWN: i64 = i64::MIN;

/// How far the service's clock is ahead of this machine's.
pub(crate) struct ServerClock(AtomicI64);

impl ServerClock {
    pub(crate) fn new() -> Self {
        ServerClock(AtomicI64::new(UNKNOWN))
    }

    /// Takes the time of an answer that came `now`.
    pub(crate) fn set(&self, server: DateTime<Utc>, now: DateTime<Utc>) {
        self.0.store((server - now).num_milliseconds(), Ordering::Relaxed);
    }

    pub(crate) fn offset(&self) -> Option<TimeDelta> {
        match self.0.load(Ordering::Relaxed) {
            UNKNOWN => None,
            offset_ms => TimeDelta::try_milliseconds(offset_ms),
        }
    }

    /// The time by it; by this machine's before the first answer.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.offset().unwrap_or_default()
    }
}
