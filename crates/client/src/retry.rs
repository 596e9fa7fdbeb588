//! Trying again: how often, and after which pause.

use std::time::Duration;

use crate::error::{Error, Retry};

/// First pause.
const FIRST: Duration = Duration::from_secs(1);
/// Longest pause that is not asked for by the service.
const LONGEST: Duration = Duration::from_mins(1);

/// How often a call is tried again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retries(pub(crate) u32);

impl Retries {
    /// The pause before the next try, if there is to be one after `failures` failures.
    pub(crate) fn pause(self, failures: u32, error: &Error) -> Option<Duration> {
        if failures > self.0 || !error.kind().is_brief() {
            return None;
        }
        match error.retry() {
            Retry::Never => None,
            Retry::Soon => Some(growing(failures, jitter())),
            Retry::After(pause) => Some(pause + FIRST.mul_f64(jitter())),
        }
    }
}

/// Doubled with each failure, and between half of that and all of it, so that many callers do not come back at once.
fn growing(failures: u32, jitter: f64) -> Duration {
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16));
    doubled.min(LONGEST).mul_f64(0.5 + jitter / 2.0)
}

/// From 0 up to 1.
fn jitter() -> f64 {
    let mut bytes = [0; 4];
    // Without random numbers all pauses are the longest, which is no less right.
    aws_lc_rs::rand::fill(&mut bytes)
        .map_or(1.0, |()| f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn pauses_double_up_to_a_minute_and_vary_by_half() {
        let seconds: Vec<_> = (1..10).map(|n| growing(n, 1.0).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(growing(u32::MAX, 0.0), LONGEST / 2);
        let drawn: Vec<_> = (0..64).map(|_| jitter()).collect();
        assert!(
            drawn.iter().all(|j| (0.0..=1.0).contains(j))
                && drawn.iter().any(|j| (j - drawn[0]).abs() > 0.01)
        );
    }

    #[test]
    fn what_does_not_pass_is_not_tried_again() {
        let passing = Error::new(ErrorKind::Service, "try");
        assert!(Retries(3).pause(3, &passing).is_some());
        assert!(Retries(3).pause(4, &passing).is_none());
        assert!(Retries(0).pause(1, &passing).is_none());
        assert!(Retries(3).pause(1, &Error::new(ErrorKind::Refused, "try")).is_none());
        let long = Error::new(ErrorKind::Tls, "try");
        assert!(long.retry() == Retry::Soon && Retries(3).pause(1, &long).is_none());
    }
}
