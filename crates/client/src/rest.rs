//! How long nobody signs in after it did not help, so that many calls do not come down on the sign-in host.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind, Retry};

/// First rest.
const FIRST: Duration = Duration::from_secs(1);
/// Longest rest that is not asked for.
const LONGEST: Duration = Duration::from_mins(5);
/// Longest rest after what somebody has to mend, or after what is read from this machine: it is to be found soon.
const LONGEST_OF_SETTINGS: Duration = Duration::from_secs(10);

/// A rest that is longer with each failure in a row.
#[derive(Default)]
pub(crate) struct Rest {
    failures: u32,
    until: Option<Instant>,
}

impl Rest {
    /// How much of it is left; none once it is over.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.until?.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    /// After a sign-in that failed; how long it is, and no shorter than the host asks for.
    pub(crate) fn after(&mut self, error: &Error) -> Duration {
        let is_of_settings = error.retry() == Retry::Never || error.kind() == ErrorKind::Configuration;
        let longest = if is_of_settings { LONGEST_OF_SETTINGS } else { LONGEST };
        let asked = match error.retry() {
            Retry::After(pause) => pause,
            _ => Duration::ZERO,
        };
        self.begin(longest, asked)
    }

    /// After one in place of a token that was refused without ever having been taken.
    pub(crate) fn after_renewal(&mut self) {
        self.begin(LONGEST, Duration::ZERO);
    }

    fn begin(&mut self, longest: Duration, least: Duration) -> Duration {
        let rest = FIRST.saturating_mul(1 << self.failures.min(16)).min(longest).max(least);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(Instant::now() + rest);
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rests(error: &Error) -> Vec<u64> {
        let mut rest = Rest::default();
        (0..12).map(|_| rest.after(error).as_secs()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn rests_grow_and_have_their_bounds() {
        let grown = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300];
        assert_eq!(rests(&Error::new(ErrorKind::Service, "try")), grown);
        let asked = Error::new(ErrorKind::Throttled, "try").after(Duration::from_mins(2));
        assert_eq!(rests(&asked), [120, 120, 120, 120, 120, 120, 120, 128, 256, 300, 300, 300]);
        let settings = [1, 2, 4, 8, 10, 10, 10, 10, 10, 10, 10, 10];
        assert_eq!(rests(&Error::new(ErrorKind::SignIn, "try")), settings);
        assert_eq!(rests(&Error::new(ErrorKind::Configuration, "try").passing()), settings);
        let mut renewals = Rest::default();
        let mut left = || {
            renewals.after_renewal();
            renewals.left().map(|left| left.as_secs())
        };
        assert_eq!([left(), left(), left(), left()], [Some(1), Some(2), Some(4), Some(8)]);
    }
}
