//! The two clocks of a feed, and its pauses after failures.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::trouble::Cause;

/// Time in which content can be listed and fetched after it became available.
pub(super) const REACH: TimeDelta = TimeDelta::days(7);

/// Longest pause that the service did not ask for.
const LONGEST: Duration = Duration::from_mins(5);

pub(super) type Time = DateTime<Utc>;

/// The time by two clocks.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Time by the service's clock, by which content is listed.
    pub service: Time,
    /// Time since the collector started, by which it waits. It never jumps, as the service's clock does with a wrong answer.
    pub run: Duration,
}

/// A pause that doubles with each failure in a row, in the time since the collector started.
#[derive(Debug, Clone, Default)]
pub(super) struct Backoff {
    tries: u32,
    until: Duration,
    is_long: bool,
    reason: Option<Cause>,
}

impl Backoff {
    /// Returns the end of the pause.
    pub fn end(&self) -> Duration {
        self.until
    }

    /// Returns the number of failures in a row.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Reports whether the service asked for a longer pause than [`LONGEST`].
    pub fn is_long(&self) -> bool {
        self.is_long
    }

    /// Returns the reason of the last failure, `None` after a success.
    pub fn last_reason(&self) -> Option<&Cause> {
        self.reason.as_ref()
    }

    /// Starts the pause after a failure: `first`, doubled by each failure before, and at least `least`.
    pub fn start_pause(&mut self, run: Duration, first: Duration, least: Option<Duration>, reason: Cause) {
        // Ten doublings of two seconds pass the longest pause; the bound keeps the power in its type.
        let own = (first * 2_u32.pow(self.tries.min(10))).min(LONGEST);
        self.tries = self.tries.saturating_add(1);
        self.until = run + own.max(least.unwrap_or_default());
        self.is_long = self.until > run + LONGEST;
        self.reason = Some(reason);
    }

    /// Forgets the failures after a success.
    pub fn reset(&mut self) {
        *self = Backoff::default();
    }
}
