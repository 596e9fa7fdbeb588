//! Retries of a call: their number and the pauses before them.

use std::time::Duration;

use crate::error::{Error, Retry};

/// First pause.
const FIRST: Duration = Duration::from_secs(1);
/// Longest pause that the service did not ask for.
const LONGEST: Duration = Duration::from_mins(1);

/// Most retries of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retries(pub(crate) u32);

impl Retries {
    /// Returns the pause before the next retry, `None` if there is to be none after `failures` failures.
    pub(crate) fn next_pause(self, failures: u32, error: &Error) -> Option<Duration> {
        if failures > self.0 || !error.kind().is_brief() {
            return None;
        }
        match error.retry() {
            Retry::Never => None,
            Retry::Soon => Some(growing_pause(failures, random_share())),
            // All throttled callers were given the same moment: up to a second more spreads them.
            Retry::After(pause) => Some(pause + FIRST.mul_f64(random_share())),
        }
    }
}

/// Returns a pause that doubles with each failure, less up to half by `jitter`, so that many callers do not return at once.
fn growing_pause(failures: u32, jitter: f64) -> Duration {
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16));
    doubled.min(LONGEST).mul_f64(0.5 + jitter / 2.0)
}

/// Returns a random number from 0 to 1.
fn random_share() -> f64 {
    let mut bytes = [0; 4];
    // Without random numbers every pause has its full length, which is safe, too.
    aws_lc_rs::rand::fill(&mut bytes)
        .map_or(1.0, |()| f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn pauses_double_up_to_a_minute_and_vary_by_half() {
        let seconds: Vec<_> = (1..10).map(|n| growing_pause(n, 1.0).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(growing_pause(u32::MAX, 0.0), LONGEST / 2);
        let drawn: Vec<_> = (0..64).map(|_| random_share()).collect();
        assert!(
            drawn.iter().all(|j| (0.0..=1.0).contains(j))
                && drawn.iter().any(|j| (j - drawn[0]).abs() > 0.01)
        );
    }

    #[test]
    fn failures_that_last_are_not_retried() {
        let passing = Error::new(ErrorKind::Service, "try");
        assert!(Retries(3).next_pause(3, &passing).is_some());
        assert!(Retries(3).next_pause(4, &passing).is_none());
        assert!(Retries(0).next_pause(1, &passing).is_none());
        assert!(Retries(3).next_pause(1, &Error::new(ErrorKind::Refused, "try")).is_none());
        let long = Error::new(ErrorKind::Tls, "try");
        assert!(long.retry() == Retry::Soon && Retries(3).next_pause(1, &long).is_none());
    }
}
