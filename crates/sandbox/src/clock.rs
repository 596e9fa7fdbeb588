//! The clock of the sandbox: runs at a rate of its own, can be set forward or held.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::error::{Error, Result};
use crate::moment::Moment;

/// The time from which everything takes its times, the `Date` header too.
///
/// Only moments come from it. What a caller waits for (a token's life, `Retry-After`, a quota's minute) is real time.
#[derive(Debug)]
pub struct Clock(Mutex<Reading>);

/// What the clock said when it was last touched, and how fast it has run since.
#[derive(Debug, Clone, Copy)]
struct Reading {
    real: Instant,
    shown: Moment,
    rate: f64,
}

impl Reading {
    fn now(&self) -> Moment {
        let millis = self.real.elapsed().as_secs_f64() * 1000.0 * self.rate;
        Moment(self.shown.0.saturating_add(millis as i64)).min(LAST)
    }
}

/// The highest rate: a year in half a second.
const FASTEST: f64 = 100_000_000.0;

/// The end of the year 9999, the last one that times are written for.
const LAST: Moment = Moment(253_402_300_799_999);

impl Clock {
    /// A clock that shows this time and runs this many times as fast as real time; 0 holds it.
    pub(crate) fn new(start: Moment, rate: f64) -> Self {
        Self(Mutex::new(Reading { real: Instant::now(), shown: start, rate: rate.clamp(0.0, FASTEST) }))
    }

    /// The time.
    pub fn now(&self) -> Moment {
        self.reading().now()
    }

    /// How many times as fast as real time it runs.
    pub fn rate(&self) -> f64 {
        self.reading().rate
    }

    /// Sets it forward by milliseconds.
    ///
    /// # Errors
    /// When that leads beyond the year 9999.
    pub fn advance(&self, millis: u64) -> Result<()> {
        self.forward(|now| Moment(now.0.saturating_add_unsigned(millis)))
    }

    /// Sets it forward to a moment.
    ///
    /// # Errors
    /// When that moment is past, since what was promised to callers could not be taken back, or after the year 9999.
    pub fn set(&self, to: Moment) -> Result<()> {
        self.forward(|_| to)
    }

    fn forward(&self, to: impl FnOnce(Moment) -> Moment) -> Result<()> {
        let mut reading = self.reading();
        let now = reading.now();
        let to = to(now);
        if to < now {
            return Err(Error::clock(format!("set the clock: {to} is past")));
        }
        if to > LAST {
            return Err(Error::clock("set the clock: that is after the year 9999"));
        }
        *reading = Reading { real: Instant::now(), shown: to, rate: reading.rate };
        Ok(())
    }

    /// Lets it run at another rate from now on; 0 holds it.
    ///
    /// # Errors
    /// When the rate is below 0 or no number.
    pub fn set_rate(&self, rate: f64) -> Result<()> {
        if !(0.0..=FASTEST).contains(&rate) {
            return Err(Error::clock(format!("set the clock's rate: {rate} is not from 0 to {FASTEST}")));
        }
        let mut reading = self.reading();
        *reading = Reading { real: Instant::now(), shown: reading.now(), rate };
        Ok(())
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;
    use crate::moment::Moment;

    #[test]
    fn the_clock_is_held_stepped_and_never_goes_back() {
        let clock = Clock::new(Moment(5000), 0.0);
        assert_eq!(clock.now(), Moment(5000));
        clock.advance(1500).unwrap();
        assert_eq!(clock.now(), Moment(6500));
        assert!(clock.set(Moment(6499)).is_err() && clock.set(Moment(7000)).is_ok());
        assert!(clock.set_rate(-1.0).is_err() && clock.set_rate(f64::NAN).is_err());
        clock.set_rate(100_000.0).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert!(clock.now().millis() > 7400);
    }
}
