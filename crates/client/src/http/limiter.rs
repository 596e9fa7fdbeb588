//! One pace for all requests to a tenant: as fast as its quota allows, slower after throttling.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use super::headers::LONGEST_PAUSE;

// Cuts are by a factor and growth is by an amount, as in TCP: clients that share one quota then settle on equal parts.

/// Factor on the rate at each throttling.
const SLOWER: f64 = 0.5;
/// Growth of the rate in a minute without throttling, as a part of the quota.
const FASTER_A_MINUTE: f64 = 0.1;
/// The rate never falls below this part of the quota.
const LEAST: f64 = 0.01;
/// Pause after throttling without `Retry-After`.
const PAUSE: Duration = Duration::from_secs(5);

/// Present pace of the requests to a tenant.
///
/// ```
/// use trail365_client::{Client, Cloud, Credential, Secret, TenantId};
///
/// let tenant: TenantId = "41463f53-8812-40f4-890f-865bf6e35190".parse()?;
/// let client = Client::builder(Cloud::Enterprise, tenant, Credential::token(Secret::new("eyJ0..."))).build()?;
/// let pace = client.pace();
/// assert_eq!((pace.rate_per_minute, pace.requests, pace.throttled), (pace.quota_per_minute, 0, 0));
/// # Ok::<(), trail365_client::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pace {
    /// Requests a minute that the quota allows.
    pub quota_per_minute: u32,
    /// Requests a minute that may be sent now.
    pub rate_per_minute: u32,
    /// Remaining time in which the service wants no request.
    pub pause: Duration,
    /// Requests and bodies in flight.
    pub in_flight: usize,
    /// Requests sent so far.
    pub requests: u64,
    /// Answers that throttled a request.
    pub throttled: u64,
    /// Requests that were sent again after a failure.
    pub retried: u64,
    /// Sum of the times that requests waited for their turn.
    pub waited: Duration,
}

/// The rate of requests to a tenant and the number in flight.
pub(crate) struct Limiter {
    state: Mutex<State>,
    flight: Arc<Semaphore>,
    most_in_flight: usize,
}

struct State {
    quota: f64,
    rate: f64,
    /// Earliest time of the next request.
    next: Instant,
    /// End of the pause that the service asked for.
    paused_until: Instant,
    /// Time of the last cut of the rate. Throttling of requests that were sent before says nothing about the present rate.
    cut_at: Option<Instant>,
    /// Time up to which growth is included in the rate.
    grown_at: Instant,
    requests: u64,
    throttled: u64,
    retried: u64,
    waited: Duration,
}

/// Permission to send one request. It counts as in flight until the permit is dropped.
pub(crate) struct Permit {
    sent_at: Instant,
    _slot: Option<OwnedSemaphorePermit>,
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

    /// Waits for a free slot and for the pace.
    pub(crate) async fn acquire_permit(&self) -> Permit {
        let came = Instant::now();
        // Acquiring fails only on a closed semaphore, and this one is never closed.
        let slot = Arc::clone(&self.flight).acquire_owned().await.ok();
        loop {
            let turn = match self.lock_state().take_turn(came) {
                Ok(sent_at) => return Permit { sent_at, _slot: slot },
                Err(turn) => turn,
            };
            sleep_until(turn).await;
        }
    }

    /// Records a request that the service accepted, which lets the rate grow.
    pub(crate) fn note_success(&self) {
        self.lock_state().grow_rate();
    }

    /// Records throttling of the request of `permit`: cuts the rate and pauses.
    pub(crate) fn slow_down(&self, permit: &Permit, pause: Option<Duration>) {
        self.lock_state().cut_rate(permit.sent_at);
        self.pause_for(pause.unwrap_or(PAUSE));
    }

    /// Sends no request for `pause`, at most [`LONGEST_PAUSE`].
    pub(crate) fn pause_for(&self, pause: Duration) {
        let mut state = self.lock_state();
        // The longest pause counts: answers of one wave come in any order.
        state.paused_until = state.paused_until.max(Instant::now() + pause.min(LONGEST_PAUSE));
    }

    pub(crate) fn count_retry(&self) {
        self.lock_state().retried += 1;
    }

    pub(crate) fn current_pace(&self) -> Pace {
        let state = self.lock_state();
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

    fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes the turn of a request that waits since `came`, or returns the time to ask again.
    fn take_turn(&mut self, came: Instant) -> Result<Instant, Instant> {
        let now = Instant::now();
        let turn = self.next.max(self.paused_until);
        if turn > now {
            return Err(turn);
        }
        // No burst makes up for time in which nothing was sent: the service counts requests a minute.
        self.next = now + Duration::from_secs_f64(60.0 / self.rate);
        self.requests += 1;
        self.waited += now - came;
        Ok(now)
    }

    fn cut_rate(&mut self, sent_at: Instant) {
        self.throttled += 1;
        // Requests in flight are throttled together: they are one signal, not sixteen.
        if self.cut_at.is_some_and(|cut| sent_at <= cut) {
            return;
        }
        let now = Instant::now();
        self.rate = (self.rate * SLOWER).max(self.quota * LEAST);
        (self.cut_at, self.grown_at) = (Some(now), now);
    }

    /// Lets the rate grow by the time since it last grew, not by the number of successes: many at once must not lift it at
    /// once.
    fn grow_rate(&mut self) {
        let now = Instant::now();
        // At most a minute counts: a long silence proves nothing about the service.
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
            limiter.acquire_permit().await;
        }
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn no_minute_has_more_requests_than_the_quota() {
        let limiter = Limiter::new(600, 8);
        let spent = permits(&limiter, 601).await;
        assert!(spent >= Duration::from_mins(1) && spent < Duration::from_secs(62), "{spent:?}");
        assert_eq!(limiter.current_pace().requests, 601);
    }

    #[tokio::test(start_paused = true)]
    async fn throttling_pauses_halves_and_recovers_slowly() {
        let limiter = Limiter::new(600, 8);
        let (first, second) = (limiter.acquire_permit().await, limiter.acquire_permit().await);
        limiter.slow_down(&first, Some(Duration::from_secs(30)));
        limiter.slow_down(&second, None);
        let pace = limiter.current_pace();
        assert_eq!((pace.rate_per_minute, pace.throttled), (300, 2), "one wave of answers cuts once");
        assert_eq!(pace.pause, Duration::from_secs(30), "the longer pause counts");
        drop((first, second));
        assert!(permits(&limiter, 1).await >= Duration::from_secs(30));
        limiter.note_success();
        let soon = limiter.current_pace().rate_per_minute;
        assert!(soon > 300 && soon < 400, "{soon}");
        for _ in 0..9 {
            tokio::time::advance(Duration::from_mins(1)).await;
            limiter.note_success();
        }
        assert_eq!(limiter.current_pace().rate_per_minute, 600);
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_has_a_floor_and_a_pause_a_limit() {
        let limiter = Limiter::new(600, 8);
        for _ in 0..20 {
            let permit = limiter.acquire_permit().await;
            limiter.slow_down(&permit, None);
        }
        assert_eq!(limiter.current_pace().rate_per_minute, 6);
        limiter.pause_for(Duration::MAX);
        assert_eq!(limiter.current_pace().pause, LONGEST_PAUSE);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_requests_are_in_flight_than_allowed() {
        let limiter = Limiter::new(60_000, 2);
        let (first, _second) = (limiter.acquire_permit().await, limiter.acquire_permit().await);
        let third = tokio::time::timeout(Duration::from_secs(9), limiter.acquire_permit()).await;
        assert!(third.is_err());
        drop(first);
        limiter.acquire_permit().await;
        assert_eq!(limiter.current_pace().in_flight, 1);
    }
}
