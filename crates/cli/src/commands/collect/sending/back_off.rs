//! Pauses between two tries.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Pauses that double with each failure in a row.
#[derive(Debug, Clone)]
pub struct BackOff {
    /// The first pause.
    pub first: Duration,
    /// The longest pause that nobody asked for.
    pub longest: Duration,
    /// Failures since the last success.
    failures: u32,
}

/// What the next try waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// A time that grows with each failure: it may pass by itself.
    Growing,
    /// The longest time: somebody has to do something first.
    Longest,
    /// A time that the receiver asked for.
    Asked(Duration),
}

impl Default for BackOff {
    fn default() -> Self {
        BackOff::new(Duration::from_secs(1), Duration::from_mins(5))
    }
}

impl BackOff {
    /// Makes pauses that grow from the first to the longest.
    pub fn new(first: Duration, longest: Duration) -> Self {
        BackOff { first, longest, failures: 0 }
    }

    /// Begins anew: something succeeded.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// Counts a failure and returns the pause after it.
    pub fn next_pause(&mut self, wait: Wait) -> Duration {
        self.failures = self.failures.saturating_add(1);
        self.pause_of(wait, random_share())
    }

    /// Returns a pause, varied by a share from 0 to 1, so that many collectors do not return at once.
    fn pause_of(&self, wait: Wait, share: f64) -> Duration {
        let less_half = |pause: Duration| pause.mul_f64(1.0 - share / 2.0);
        match wait {
            Wait::Growing => {
                let doubled = self.first.saturating_mul(1 << self.failures.saturating_sub(1).min(16));
                less_half(doubled.min(self.longest))
            }
            Wait::Longest => less_half(self.longest),
            // All that were refused were given the same time, which must not be cut short.
            Wait::Asked(pause) => pause + self.first.mul_f64(share),
        }
    }
}

/// Returns a random number from 0 to 1.
fn random_share() -> f64 {
    let bits = RandomState::new().hash_one(0);
    f64::from(bits as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_a_second_to_five_minutes() {
        let mut back_off = BackOff::default();
        let mut pauses = |wait, share| {
            back_off.failures += 1;
            back_off.pause_of(wait, share).as_millis()
        };
        let grown: Vec<_> = (0..11).map(|_| pauses(Wait::Growing, 0.0) / 1000).collect();
        assert_eq!(grown, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(pauses(Wait::Growing, 1.0), 150_000);
        back_off.reset();
        assert!(back_off.next_pause(Wait::Growing) <= Duration::from_secs(1));
    }

    #[test]
    fn what_somebody_has_to_mend_waits_longest_and_what_was_asked_for_is_not_cut() {
        let mut back_off = BackOff::default();
        assert!(back_off.next_pause(Wait::Longest) >= Duration::from_secs(150));
        let pause = Duration::from_secs(77);
        for _ in 0..50 {
            let got = back_off.next_pause(Wait::Asked(pause));
            assert!(got >= pause && got <= pause + Duration::from_secs(1), "{got:?}");
        }
        let shares: Vec<_> = (0..64).map(|_| random_share()).collect();
        assert!(shares.iter().any(|share| (share - shares[0]).abs() > 0.01), "{shares:?}");
    }
}
