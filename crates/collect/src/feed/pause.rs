//! Pauses after failures.

use std::time::Duration;

use crate::Cause;

/// The longest pause that is not asked for.
const LONGEST: Duration = Duration::from_mins(5);

/// A pause that grows with each failure in a row, in the time that the collector has run.
#[derive(Debug, Clone, Default)]
pub(super) struct Pause {
    tries: u32,
    until: Duration,
    is_long: bool,
    reason: Option<Cause>,
}

impl Pause {
    /// When it is over.
    pub fn until(&self) -> Duration {
        self.until
    }

    /// Failures in a row.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Whether the last one was asked to be longer than any of its own.
    pub fn is_long(&self) -> bool {
        self.is_long
    }

    pub fn reason(&self) -> Option<&Cause> {
        self.reason.as_ref()
    }

    /// After a failure: the first pause, longer each time, and not shorter than the service asked for.
    pub fn grow(&mut self, run: Duration, first: Duration, least: Option<Duration>, reason: Cause) {
        let own = (first * 2_u32.pow(self.tries.min(10))).min(LONGEST);
        self.tries = self.tries.saturating_add(1);
        self.until = run + own.max(least.unwrap_or_default());
        self.is_long = self.until > run + LONGEST;
        self.reason = Some(reason);
    }

    /// After a success.
    pub fn clear(&mut self) {
        *self = Pause::default();
    }
}
