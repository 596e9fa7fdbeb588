//! Pauses between sign-ins that do not help, so that many calls do not flood the sign-in host.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind, Retry};

/// First pause.
const FIRST: Duration = Duration::from_secs(1);
/// Longest pause that the host did not ask for.
const LONGEST: Duration = Duration::from_mins(5);
/// Longest pause after an error of the settings: whoever corrects them, or replaces a file, expects it to work soon.
const LONGEST_OF_SETTINGS: Duration = Duration::from_secs(10);

/// A pause that doubles with each failure in a row.
#[derive(Default)]
pub(super) struct Backoff {
    failures: u32,
    until: Option<Instant>,
}

impl Backoff {
    /// Returns the rest of the pause, `None` once it is over.
    pub(super) fn time_left(&self) -> Option<Duration> {
        self.until?.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    /// Starts the pause after a failed sign-in and returns it. It is at least as long as the host asks for.
    pub(super) fn start_after(&mut self, error: &Error) -> Duration {
        let is_of_settings = error.retry() == Retry::Never || error.kind() == ErrorKind::Configuration;
        let longest = if is_of_settings { LONGEST_OF_SETTINGS } else { LONGEST };
        let asked = match error.retry() {
            Retry::After(pause) => pause,
            _ => Duration::ZERO,
        };
        self.start_pause(longest, asked)
    }

    /// Starts the pause after a sign-in that replaced a token which the service never accepted.
    pub(super) fn start_renewal(&mut self) {
        self.start_pause(LONGEST, Duration::ZERO);
    }

    fn start_pause(&mut self, longest: Duration, least: Duration) -> Duration {
        let pause = FIRST.saturating_mul(1 << self.failures.min(16)).min(longest).max(least);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(Instant::now() + pause);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses_after(error: &Error) -> Vec<u64> {
        let mut backoff = Backoff::default();
        (0..12).map(|_| backoff.start_after(error).as_secs()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_within_their_bounds() {
        let grown = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300];
        assert_eq!(pauses_after(&Error::new(ErrorKind::Service, "try")), grown);
        let asked = Error::new(ErrorKind::Throttled, "try").lasting(Duration::from_mins(2));
        assert_eq!(pauses_after(&asked), [120, 120, 120, 120, 120, 120, 120, 128, 256, 300, 300, 300]);
        let settings = [1, 2, 4, 8, 10, 10, 10, 10, 10, 10, 10, 10];
        assert_eq!(pauses_after(&Error::new(ErrorKind::SignIn, "try")), settings);
        assert_eq!(pauses_after(&Error::new(ErrorKind::Configuration, "try").passing()), settings);
        let mut renewals = Backoff::default();
        let mut left = || {
            renewals.start_renewal();
            renewals.time_left().map(|left| left.as_secs())
        };
        assert_eq!([left(), left(), left(), left()], [Some(1), Some(2), Some(4), Some(8)]);
    }
}
