//! Repeats a commit that others were faster at.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};

/// Times that others may be faster before it is an error.
const MOST: u32 = 100;

/// The first pause, and the longest. Pauses double from the one to the other; 100 attempts then take up to a minute and
/// a half, in which a writer that commits every second gets its turn.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Counts the attempts at one commit, and waits between them.
pub(crate) struct Attempts(u32);

impl Attempts {
    pub fn new() -> Self {
        Attempts(0)
    }

    /// Waits before the next attempt: without a pause, writers that were beaten at the same moment meet again and again.
    ///
    /// # Errors
    ///
    /// If there were too many attempts; `doing` completes "cannot ...".
    pub async fn pause(&mut self, doing: &str) -> Result<()> {
        self.0 += 1;
        if self.0 >= MOST {
            let busy = format!(
                "cannot {doing}: other writers were faster {MOST} times; try again when they are done"
            );
            return Err(Error::new(ErrorKind::Busy, busy));
        }
        tokio::time::sleep(self.next_pause(RandomState::new().hash_one(self.0))).await;
        Ok(())
    }

    /// Returns between half and all of the doubled pause, by random bits.
    fn next_pause(&self, random: u64) -> Duration {
        let pause = FIRST_PAUSE.saturating_mul(1 << (self.0 - 1).min(16)).min(LONGEST_PAUSE);
        let share = (random % 1024) as u32;
        pause / 2 + (pause / 2) * share / 1024
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_second_and_differ() {
        let pause = |attempt, random| Attempts(attempt).next_pause(random).as_millis();
        assert_eq!([1, 2, 3, 7, 8, 99].map(|attempt| pause(attempt, 0)), [5, 10, 20, 320, 500, 500]);
        assert_eq!([1, 7, 99].map(|attempt| pause(attempt, 1023)), [9, 639, 999]);
    }
}
