//! The clock of the sandbox: runs at a rate of its own, can be set forward or held.
//!
//! A week of collecting is tested in seconds so. It never goes back: content that was listed stays created.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::error::{Error, Result};
use crate::moment::Moment;

/// The clock from which all moments of a sandbox come, those of the `Date` header too.
///
/// Only moments come from it. Waiting (a token's life, `Retry-After`, a quota's minute) is real time.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), trail365_sandbox::Error> {
/// use trail365_sandbox::{Moment, Plan, Sandbox};
///
/// let mut plan = Plan::default();
/// plan.clock.start = Moment::parse("2026-03-02T08:00:00");
/// plan.clock.rate = 0.0;
/// let sandbox = Sandbox::start(plan).await?;
/// sandbox.clock().advance(90_000)?;
/// assert_eq!(sandbox.clock().now().to_string(), "2026-03-02T08:01:30.000Z");
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Clock(Mutex<Reading>);

/// The time that the clock showed when it was last touched, and its rate since.
#[derive(Debug, Clone, Copy)]
struct Reading {
    real: Instant,
    shown: Moment,
    rate: f64,
}

impl Reading {
    fn now(&self) -> Moment {
        // From a monotonic clock: a machine that corrects its time must not move the sandbox's.
        let millis = self.real.elapsed().as_secs_f64() * 1000.0 * self.rate;
        Moment(self.shown.0.saturating_add(millis as i64)).min(LAST)
    }
}

/// The highest rate: a year in a third of a second.
const FASTEST: f64 = 100_000_000.0;

/// The end of the year 9999: the forms of time have four digits for a year.
const LAST: Moment = Moment(253_402_300_799_999);

impl Clock {
    /// Starts a clock that shows this time and runs this many times as fast as real time; 0 holds it.
    pub(crate) fn new(start: Moment, rate: f64) -> Self {
        Self(Mutex::new(Reading { real: Instant::now(), shown: start, rate: rate.clamp(0.0, FASTEST) }))
    }

    /// Returns the time.
    pub fn now(&self) -> Moment {
        self.lock_reading().now()
    }

    /// Returns the rate: so many times as fast as real time.
    pub fn rate(&self) -> f64 {
        self.lock_reading().rate
    }

    /// Sets it forward by milliseconds.
    ///
    /// # Errors
    /// When that leads beyond the year 9999.
    pub fn advance(&self, millis: u64) -> Result<()> {
        self.set_forward(|now| Moment(now.0.saturating_add_unsigned(millis)))
    }

    /// Sets it forward to a moment.
    ///
    /// # Errors
    /// When that moment is past, since what was promised to callers could not be taken back, or after the year 9999.
    pub fn set(&self, to: Moment) -> Result<()> {
        self.set_forward(|_| to)
    }

    fn set_forward(&self, to: impl FnOnce(Moment) -> Moment) -> Result<()> {
        let mut reading = self.lock_reading();
        let now = reading.now();
        let to = to(now);
        if to < now {
            return Err(Error::clock(format!(
                "cannot set the clock to {to}: it shows {now} and never goes back"
            )));
        }
        if to > LAST {
            return Err(Error::clock("cannot set the clock: the time is after the year 9999"));
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
            return Err(Error::clock(format!(
                "cannot set the clock's rate to {rate}: it must be from 0 to {FASTEST}"
            )));
        }
        let mut reading = self.lock_reading();
        *reading = Reading { real: Instant::now(), shown: reading.now(), rate };
        Ok(())
    }

    fn lock_reading(&self) -> MutexGuard<'_, Reading> {
        // A reading is replaced as a whole, so a panic elsewhere cannot have left half of one.
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
