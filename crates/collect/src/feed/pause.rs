//! Pauses after failures.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// The first pause, and the longest.
const FIRST: TimeDelta = TimeDelta::seconds(2);
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// A pause that grows with each failure in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Pause {
    tries: u32,
    until: Option<DateTime<Utc>>,
    reason: Option<String>,
}

impl Pause {
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.until() <= now
    }

    /// When it is over.
    pub fn until(&self) -> DateTime<Utc> {
        self.until.unwrap_or(DateTime::<Utc>::MIN_UTC)
    }

    /// Failures in a row.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// After a failure; `least` is what the service asked for.
    pub fn grow(&mut self, now: DateTime<Utc>, least: Option<Duration>, reason: String) {
        let own = (FIRST * 2_i32.pow(self.tries.min(10))).min(LONGEST);
        let asked = least.and_then(|least| TimeDelta::from_std(least).ok()).unwrap_or_default();
        self.tries = self.tries.saturating_add(1);
        self.until = Some(now + own.max(asked));
        self.reason = Some(reason);
    }

    /// After a success.
    pub fn clear(&mut self) {
        *self = Pause::default();
    }
}
