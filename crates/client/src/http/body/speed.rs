//! The least speed of a body, so that it ends some time: ten bodies that dripped a byte every two seconds could hold all
//! slots for ever.

use std::time::Duration;

/// Longest wait for each stretch of a body.
const LONGEST: Duration = Duration::from_mins(5);
/// Bytes of a stretch. In five minutes that is some 200 bytes a second, the speed of a modem of 2,400 baud.
const STRETCH: u64 = 64 << 10;

/// Bytes of the current stretch, and the time spent waiting for them. Time in which the reader asks for nothing is free.
#[derive(Default)]
pub(super) struct Speed {
    bytes: u64,
    waited: Duration,
}

impl Speed {
    /// Returns the longest time that the next piece may take.
    pub(super) fn time_left(&self) -> Duration {
        LONGEST.saturating_sub(self.waited)
    }

    /// Records a piece of `bytes` that came after a wait.
    pub(super) fn note_piece(&mut self, bytes: u64, waited: Duration) {
        self.bytes += bytes;
        self.waited += waited;
        if self.bytes >= STRETCH {
            *self = Speed::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts the pieces that arrive before there is no time left for the next.
    fn pieces(bytes: u64, seconds: u64, most: u32) -> u32 {
        let (mut speed, apart) = (Speed::default(), Duration::from_secs(seconds));
        let came = (0..most).take_while(|_| {
            let in_time = speed.time_left() >= apart;
            speed.note_piece(bytes, apart);
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
