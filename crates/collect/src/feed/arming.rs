//! The webhook of a subscription: checked now and then, and never a reason not to list.

use std::time::Duration;

use super::task::{Subscribed, Task};
use crate::trouble::Trouble;

/// Keeps our webhook on a subscription. The service disables a webhook that fails.
#[derive(Debug, Default)]
pub(super) struct Arming {
    /// Time between two checks.
    every: Duration,
    /// Time of the next check.
    next: Duration,
    /// The subscription is known to run without it.
    is_unarmed: bool,
    is_in_flight: bool,
    trouble: Option<String>,
}

impl Arming {
    pub fn new(every: Duration) -> Self {
        Arming { every, ..Arming::default() }
    }

    pub fn is_in_flight(&self) -> bool {
        self.is_in_flight
    }

    /// Returns the time of the next task, `None` while one is in flight.
    pub fn next_due(&self) -> Option<Duration> {
        (!self.is_in_flight).then_some(self.next)
    }

    pub fn last_trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Reports whether to start the subscription with the webhook: not right after it could not be set, because it must not
    /// keep the subscription from starting.
    pub fn goes_with_start(&self, run: Duration) -> bool {
        self.trouble.is_none() || self.next <= run
    }

    /// Returns the task for a subscription that runs.
    pub fn next_task(&mut self, run: Duration) -> Option<Task> {
        if self.is_in_flight || run < self.next {
            return None;
        }
        self.is_in_flight = true;
        Some(if self.is_unarmed { Task::Start { webhook: true } } else { Task::Check })
    }

    /// Records the subscription that a check found.
    pub fn record_check(&mut self, run: Duration, found: Subscribed) {
        self.is_in_flight = false;
        // That there is no subscription is for the next listing to say, which waits for nobody's hour.
        self.is_unarmed = found == Subscribed::WithoutWebhook;
        // Set at once: each hour without it is an hour of listing alone, which is slower but misses nothing.
        self.next = if self.is_unarmed { run } else { run + self.every };
        if found == Subscribed::Yes {
            self.trouble = None;
        }
    }

    /// Records a failed check.
    pub fn record_failed_check(&mut self, run: Duration, trouble: &Trouble) {
        self.wait_after(run, format!("the subscription's webhook could not be looked at: {trouble}"));
    }

    /// Records the outcome of setting the webhook.
    pub fn record_start(&mut self, run: Duration, outcome: Result<(), Trouble>) {
        match outcome {
            Ok(()) | Err(Trouble::Subscribed) => self.record_check(run, Subscribed::Yes),
            Err(trouble) => self.wait_after(run, format!("the webhook could not be set: {trouble}")),
        }
    }

    fn wait_after(&mut self, run: Duration, trouble: String) {
        (self.is_in_flight, self.is_unarmed) = (false, false);
        self.next = run + self.every;
        self.trouble = Some(trouble);
    }
}
