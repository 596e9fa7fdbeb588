//! One pace for all requests to a tenant: as fast as its quota allows, slower when the service says so.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// What throttling leaves of the rate.
const SLOWER: f64 = 0.5;
/// What a minute without throttling adds to the rate, as a part of the quota.
const FASTER_A_MINUTE: f64 = 0.1;
/// The rate never falls below this part of the quota.
const LEAST: f64 = 0.01;
/// Pause after throttling without `Retry-After`.
const PAUSE: Duration = Duration::from_secs(5);
/// Longest pause that is obeyed: a header of years must not stop a collector for years.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// How requests to a tenant are paced just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pace {
    /// Requests a minute that the quota allows.
    pub quota_per_minute: u32,
    /// Requests a minute that are let through now.
    pub rate_per_minute: u32,
    /// How much longer the service wants no request at all.
    pub pause: Duration,
    /// Requests and bodies under way.
    pub in_flight: usize,
    /// Requests sent so far.
    pub requests: u64,
    /// Answers that asked to slow down.
    pub throttled: u64,
    /// Requests that were sent again after a failure.
    pub retried: u64,
    /// Time that requests waited for their turn, added up.
    pub waited: Duration,
}

pub(crate) struct Limiter {
    state: Mutex<State>,
    flight: Arc<Semaphore>,
    most_in_flight: usize,
}

struct State {
    quota: f64,
    rate: f64,
    /// When the next request may go.
    next: Instant,
    /// Until when none may go.
    paused_until: Instant,
    /// When the rate was last cut: what was sent before says nothing about the rate of now.
    cut_at: Option<Instant>,
    /// Up to when growth is counted in.
    grown_at: Instant,
    requests: u64,
    throttled: u64,
    retried: u64,
    waited: Duration,
}

/// Leave to send one request, given back when its answer is read.
pub(crate) struct Permit {
    sent_at: Instant,
    _place: Option<OwnedSemaphorePermit>,
}

impl Limiter {
    pub(crate) fn new(quota_per_minute: u32, most_in_flight: usize) -> Self {
        let (quota, now) = (f64::from(quota_per_minute.max(1)), Instant::now());
        let most_in_flight = most_in_flight.clamp(1, Semaphore::MAX_PERMITS);
        let state = State {
            quota,
            rate: quota,
            next: now,
            paused_until: now,
            cut_at: None,
            grown_at: now,
            requests: 0,
            throttled: 0,
            retried: 0,
            waited: Duration::ZERO,
        };
        let flight = Arc::new(Semaphore::new(most_in_flight));
        Limiter { state: Mutex::new(state), flight, most_in_flight }
    }

    /// Waits for a place and for the pace.
    pub(crate) async fn permit(&self) -> Permit {
        let came = Instant::now();
        // The semaphore is never closed, so there is always a place in the end.
        let place = Arc::clone(&self.flight).acquire_owned().await.ok();
        loop {
            let turn = match self.state().take(came) {
                Ok(sent_at) => return Permit { sent_at, _place: place },
                Err(turn) => turn,
            };
            sleep_until(turn).await;
        }
    }

    /// The service took the request.
    pub(crate) fn went_well(&self) {
        self.state().grow();
    }

    /// The service asked to slow down.
    pub(crate) fn throttled(&self, permit: &Permit, pause: Option<Duration>) {
        self.state().cut(permit.sent_at);
        self.pause(pause.unwrap_or(PAUSE));
    }

    /// The service wants no request for a while.
    pub(crate) fn pause(&self, pause: Duration) {
        let mut state = self.state();
        state.paused_until = state.paused_until.max(Instant::now() + pause.min(LONGEST_PAUSE));
    }

    pub(crate) fn retried(&self) {
        self.state().retried += 1;
    }

    pub(crate) fn pace(&self) -> Pace {
        let state = self.state();
        Pace {
            quota_per_minute: state.quota.round() as u32,
            rate_per_minute: state.rate.round() as u32,
            pause: state.paused_until.saturating_duration_since(Instant::now()),
            in_flight: self.most_in_flight - self.flight.available_permits(),
            requests: state.requests,
            throttled: state.throttled,
            retried: state.retried,
            waited: state.waited,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The turn of a request that `came` then, if it is now; when to ask again, if not.
    fn take(&mut self, came: Instant) -> Result<Instant, Instant> {
        let now = Instant::now();
        let turn = self.next.max(self.paused_until);
        if turn > now {
            return Err(turn);
        }
        self.next = now + Duration::from_secs_f64(60.0 / self.rate);
        self.requests += 1;
        self.waited += now - came;
        Ok(now)
    }

    fn cut(&mut self, sent_at: Instant) {
        self.throttled += 1;
        if self.cut_at.is_some_and(|cut| sent_at <= cut) {
            return;
        }
        let now = Instant::now();
        self.rate = (self.rate * SLOWER).max(self.quota * LEAST);
        (self.cut_at, self.grown_at) = (Some(now), now);
    }

    /// A rate grows by time in which requests went well, not by their number, so that many at once do not lift it at once.
    fn grow(&mut self) {
        let now = Instant::now();
        let minutes = (now - self.grown_at).as_secs_f64().min(60.0) / 60.0;
        self.rate = (self.rate + self.quota * FASTER_A_MINUTE * minutes).min(self.quota);
        self.grown_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn permits(limiter: &Limiter, count: usize) -> Duration {
        let start = Instant::now();
        for _ in 0..count {
            limiter.permit().await;
        }
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn no_minute_has_more_requests_than_the_quota() {
        let limiter = Limiter::new(600, 8);
        let spent = permits(&limiter, 601).await;
        assert!(spent >= Duration::from_mins(1) && spent < Duration::from_secs(62), "{spent:?}");
        assert_eq!(limiter.pace().requests, 601);
    }

    #[tokio::test(start_paused = true)]
    async fn throttling_pauses_halves_and_recovers_slowly() {
        let limiter = Limiter::new(600, 8);
        let (first, second) = (limiter.permit().await, limiter.permit().await);
        limiter.throttled(&first, Some(Duration::from_secs(30)));
        limiter.throttled(&second, None);
        let pace = limiter.pace();
        assert_eq!((pace.rate_per_minute, pace.throttled), (300, 2), "one wave of answers cuts once");
        assert_eq!(pace.pause, Duration::from_secs(30), "the longer pause counts");
        drop((first, second));
        assert!(permits(&limiter, 1).await >= Duration::from_secs(30));
        limiter.went_well();
        let soon = limiter.pace().rate_per_minute;
        assert!(soon > 300 && soon < 400, "{soon}");
        for _ in 0..9 {
            tokio::time::advance(Duration::from_mins(1)).await;
            limiter.went_well();
        }
        assert_eq!(limiter.pace().rate_per_minute, 600);
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_has_a_floor_and_a_pause_a_limit() {
        let limiter = Limiter::new(600, 8);
        for _ in 0..20 {
            let permit = limiter.permit().await;
            limiter.throttled(&permit, None);
        }
        assert_eq!(limiter.pace().rate_per_minute, 6);
        limiter.pause(Duration::MAX);
        assert_eq!(limiter.pace().pause, LONGEST_PAUSE);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_requests_are_in_flight_than_allowed() {
        let limiter = Limiter::new(60_000, 2);
        let (first, _second) = (limiter.permit().await, limiter.permit().await);
        let third = tokio::time::timeout(Duration::from_secs(9), limiter.permit()).await;
        assert!(third.is_err());
        drop(first);
        limiter.permit().await;
        assert_eq!(limiter.pace().in_flight, 1);
    }
}
