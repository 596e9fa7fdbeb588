//! The webhook of a subscription: seen to now and then, and never in the way of listing.

use std::time::Duration;

use super::{Subscribed, Task};
use crate::Trouble;

/// Sees to it that a subscription has our webhook.
#[derive(Debug, Default)]
pub(super) struct Arming {
    every: Duration,
    /// When something is to be done about it again.
    next: Duration,
    /// Whether the subscription is known to run without it.
    is_unarmed: bool,
    is_flying: bool,
    trouble: Option<String>,
}

impl Arming {
    pub fn new(every: Duration) -> Self {
        Arming { every, ..Arming::default() }
    }

    pub fn is_flying(&self) -> bool {
        self.is_flying
    }

    /// When something is due, if nothing is under way.
    pub fn due(&self) -> Option<Duration> {
        (!self.is_flying).then_some(self.next)
    }

    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Whether a subscription that is to be started is to have the webhook at once: not right after it could not be set.
    pub fn goes_with_start(&self, run: Duration) -> bool {
        self.trouble.is_none() || self.next <= run
    }

    /// What to do for a subscription that runs.
    pub fn next(&mut self, run: Duration) -> Option<Task> {
        if self.is_flying || run < self.next {
            return None;
        }
        self.is_flying = true;
        Some(if self.is_unarmed { Task::Start { webhook: true } } else { Task::Check })
    }

    /// Takes in what a look at the subscription found. That it is gone is said by the next listing.
    pub fn found(&mut self, run: Duration, found: Subscribed) {
        self.is_flying = false;
        self.is_unarmed = found == Subscribed::WithoutWebhook;
        self.next = if self.is_unarmed { run } else { run + self.every };
        if found == Subscribed::Yes {
            self.trouble = None;
        }
    }

    /// Takes in that nothing could be found out.
    pub fn not_found(&mut self, run: Duration, trouble: &Trouble) {
        self.later(run, format!("the subscription's webhook could not be looked at: {trouble}"));
    }

    /// Takes in what came of setting it.
    pub fn set(&mut self, run: Duration, outcome: Result<(), Trouble>) {
        match outcome {
            Ok(()) | Err(Trouble::Subscribed) => self.found(run, Subscribed::Yes),
            Err(trouble) => self.later(run, format!("the webhook could not be set: {trouble}")),
        }
    }

    fn later(&mut self, run: Duration, trouble: String) {
        (self.is_flying, self.is_unarmed) = (false, false);
        self.next = run + self.every;
        self.trouble = Some(trouble);
    }
}
