//! Whether a body comes fast enough to ever end.

use std::time::Duration;

/// How long a body may take for each stretch of it, however slow the line is.
const LONGEST: Duration = Duration::from_mins(5);
/// Bytes of a stretch: some 200 a second, with which a modem of the eighties would have done.
const STRETCH: u64 = 64 << 10;

/// What came of a stretch, and how long it was waited for. Time in which nobody asks for more does not count.
#[derive(Default)]
pub(super) struct Speed {
    came: u64,
    waited: Duration,
}

impl Speed {
    /// How long the next piece may take.
    pub(super) fn left(&self) -> Duration {
        LONGEST.saturating_sub(self.waited)
    }

    /// A piece of `bytes` came after it was `waited` for.
    pub(super) fn take(&mut self, bytes: u64, waited: Duration) {
        self.came += bytes;
        self.waited += waited;
        if self.came >= STRETCH {
            *self = Speed::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pieces come before there is no time left for the next.
    fn pieces(bytes: u64, seconds: u64, most: u32) -> u32 {
        let (mut speed, apart) = (Speed::default(), Duration::from_secs(seconds));
        let came = (0..most).take_while(|_| {
            let in_time = speed.left() >= apart;
            speed.take(bytes, apart);
            in_time
        });
        came.count() as u32
    }

    #[test]
    fn what_drips_has_an_end_and_what_is_slow_has_none() {
        assert_eq!(pieces(1, 2, 1000), 150);
        assert_eq!(pieces(STRETCH - 1, 290, 1000), 1);
        // 100 MB over a line of 1 kB a second, and one that halts.
        assert_eq!(pieces(1000, 1, 100_000), 100_000);
        assert_eq!(pieces(STRETCH, 290, 1600), 1600);
    }
}
