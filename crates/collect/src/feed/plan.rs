//! The state machine of a feed: what to do next. Outcomes are applied in `outcome`.

use std::time::Duration;

use chrono::{SubsecRound, TimeDelta};
use trail365_client::Error;

use super::arming::Arming;
use super::blobs::{KnownBlobs, OpenBlobs};
use super::round::{Listing, Round};
use super::task::{Loss, State, Task};
use super::time::{Backoff, Now, REACH, Time};
use crate::settings::Settings;
use crate::trouble::Cause;

/// Least time between two starts of a subscription that the service accepts.
pub(super) const BETWEEN_STARTS: Duration = Duration::from_mins(15);

/// Time that a hint waits: windows end at a whole second, and its content must lie before that.
const SETTLED: Duration = Duration::from_secs(2);

/// Most blobs that wait to be fetched. While there are so many, nothing more is listed: seven days of a large tenant
/// can be far more.
const MOST_WAITING: usize = 10_000;

/// The content of one type of one tenant, as a state machine.
#[derive(Debug)]
pub struct Feed {
    pub(super) settings: Settings,
    /// Start of the wanted content.
    pub(super) since: Option<Time>,
    /// Everything that became available before is listed.
    pub(super) covered: Option<Time>,
    pub(super) known: KnownBlobs,
    pub(super) round: Option<Round>,
    pub(super) next_round: Duration,
    /// Time from which a hint is followed, if there was one.
    hinted: Option<Duration>,
    /// Time at which the last round ended.
    pub(super) rounded: Option<Duration>,
    /// Time at which the last sweep was planned.
    swept: Option<Now>,
    pub(super) open: OpenBlobs,
    pub(super) losses: Vec<Loss>,
    pub(super) backoff: Backoff,
    pub(super) start: Start,
    /// Earliest time of another start of the subscription.
    pub(super) next_start: Duration,
    /// The subscription was missing and could not be started: if it runs later, it was started by somebody since.
    pub(super) is_missing: bool,
    /// Time at which a missing subscription was started, until a window is listed.
    pub(super) restarted: Option<Time>,
    /// `None` if webhooks are left as they are.
    pub(super) arming: Option<Arming>,
    /// Further distance from the edge of the seven days, after windows that were refused although in reach.
    pub(super) retreat: TimeDelta,
    pub(super) has_ended_a_round: bool,
    pub(super) stop: Option<Stop>,
}

/// A stop that somebody has to resolve.
#[derive(Debug)]
pub(super) struct Stop {
    pub error: Error,
    /// Time of the next look whether somebody did.
    pub look_at: Duration,
}

/// Knowledge of the subscription.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Neither the subscription nor the service's time is known.
    Unknown,
    /// It is to be started.
    Due,
    /// A check or a start is in flight.
    InFlight,
    /// It runs.
    Done,
}

impl Feed {
    /// Makes a feed that continues at its mark in the lake. `known` is the content of the ledger. Content that became
    /// available before `since` is not fetched.
    pub fn new(settings: Settings, mark: Option<Time>, since: Option<Time>, known: KnownBlobs) -> Self {
        // A start after the mark would leave out what lies between, and the mark would claim that it is there.
        let since = since.filter(|since| mark.is_none_or(|mark| *since <= mark));
        Feed {
            settings,
            since,
            covered: mark,
            known,
            round: None,
            next_round: Duration::ZERO,
            hinted: None,
            rounded: None,
            swept: None,
            open: OpenBlobs::default(),
            losses: Vec::new(),
            backoff: Backoff::default(),
            start: Start::Unknown,
            next_start: Duration::ZERO,
            is_missing: false,
            restarted: None,
            arming: None,
            retreat: TimeDelta::zero(),
            has_ended_a_round: false,
            stop: None,
        }
    }

    /// Keeps a webhook on the subscription. Listing does not depend on it.
    #[must_use]
    pub fn with_webhook(mut self) -> Self {
        self.arming = Some(Arming::new(self.settings.armed));
        self
    }

    /// Returns the next task that is due at `now`. Each task is returned once, and its outcome must be reported.
    pub fn next_task(&mut self, now: Now) -> Option<Task> {
        if self.start == Start::InFlight {
            return None;
        }
        let is_arming = self.is_arming();
        if let Some(stop) = &mut self.stop {
            if is_arming || stop.look_at > now.run {
                return None;
            }
            // It rests after every look, also after one that fails for a moment: looks once followed each other at once.
            stop.look_at = now.run + self.settings.rest;
            return Some(self.look_again());
        }
        if self.start != Start::Done {
            return self.next_start(now);
        }
        if let Some(task) = self.arming.as_mut().and_then(|arming| arming.next_task(now.run)) {
            return Some(task);
        }
        // Listing comes before fetching: what is listed can be fetched for days, but what is not listed in time is lost.
        self.next_listing(now).map(Task::List).or_else(|| self.open.take_due(now.run).map(Task::Fetch))
    }

    /// Starts anew after a stop. Blobs that were listed stay.
    fn look_again(&mut self) -> Task {
        self.discard_plan();
        self.start = Start::InFlight;
        Task::Check
    }

    /// Drops the plan, so that a sweep begins as soon as possible.
    pub(super) fn discard_plan(&mut self) {
        (self.round, self.swept) = (None, None);
        self.next_round = Duration::ZERO;
    }

    fn next_start(&mut self, now: Now) -> Option<Task> {
        if self.backoff.end() > now.run || self.is_arming() {
            return None;
        }
        // The check comes first, because its answer also gives the service's time: a mark by this machine's clock could lie in
        // the future.
        let is_due = std::mem::replace(&mut self.start, Start::InFlight) == Start::Due;
        if !is_due {
            return Some(Task::Check);
        }
        // Counted from here, whatever the answer: a start whose answer is lost may have happened.
        self.next_start = now.run + BETWEEN_STARTS;
        let webhook = self.arming.as_ref().is_some_and(|arming| arming.goes_with_start(now.run));
        Some(Task::Start { webhook })
    }

    /// Reports whether the call in flight is for the webhook. A check or start for the feed itself is never in flight with it.
    pub(crate) fn is_arming(&self) -> bool {
        self.arming.as_ref().is_some_and(Arming::is_in_flight)
    }

    fn next_listing(&mut self, now: Now) -> Option<Listing> {
        if self.open.waiting_count() >= MOST_WAITING || self.backoff.end() > now.run {
            return None;
        }
        if self.round.is_none() && now.run >= self.round_due() {
            // Cleared at the start: a hint that comes during the round may be about content after its end.
            self.hinted = None;
            self.round = Some(self.plan_round(now));
            self.end_round(now);
        }
        self.round.as_mut()?.next_listing()
    }

    /// Plans a round from the end of the last one less the overlap, or a sweep of everything that is left.
    fn plan_round(&mut self, now: Now) -> Round {
        let edge = self.edge(now);
        let wanted = self.since.map_or(edge, |since| since.max(edge));
        let doubts_mark = self.is_ahead(now);
        let is_sweep = self.is_sweep_due(now) || doubts_mark;
        let from = match self.covered {
            Some(covered) if !is_sweep => (covered - self.settings.overlap).max(wanted),
            _ => wanted,
        };
        if is_sweep {
            self.swept = Some(now);
            // A day more than can be listed, because clocks differ.
            self.known.forget_before(now.service - REACH - TimeDelta::days(1));
        }
        Round::new(from, now.service.trunc_subsecs(0), is_sweep, doubts_mark)
    }

    /// Returns the time from which content can surely be listed. The service refuses a window that starts before the seven days
    /// as a whole.
    pub(super) fn edge(&self, now: Now) -> Time {
        (now.service - REACH + self.settings.margin + self.retreat).trunc_subsecs(0) + TimeDelta::seconds(1)
    }

    /// Reports whether the mark lies in the future.
    pub(super) fn is_ahead(&self, now: Now) -> bool {
        // A mark may be a little ahead, because the clock may have gone back a little since.
        let latest = now.service + self.settings.overlap.max(self.settings.margin);
        self.covered.is_some_and(|covered| covered > latest)
    }

    /// Reports whether a sweep is due by either clock: the service's may have been wrong at the last one, and the other stands
    /// still while the machine sleeps.
    fn is_sweep_due(&self, now: Now) -> bool {
        self.swept.is_none_or(|swept| {
            let run = TimeDelta::from_std(now.run.saturating_sub(swept.run)).unwrap_or(TimeDelta::MAX);
            run.max((now.service - swept.service).abs()) >= self.settings.sweep
        })
    }

    /// Returns the losses since the last call, which must be committed before the mark.
    pub fn take_losses(&mut self) -> Vec<Loss> {
        std::mem::take(&mut self.losses)
    }

    /// Returns the time up to which everything is in the lake once the reported blobs are stored.
    pub fn mark(&self) -> Option<Time> {
        self.covered.map(|covered| self.open.mark_limit().map_or(covered, |limit| limit.min(covered)))
    }

    /// Notes that there may be new content. The next listing is due soon, but not too soon after the last one, so that a flood
    /// of hints cannot use up the quota.
    pub fn note_hint(&mut self, now: Now) {
        self.hinted.get_or_insert(now.run + SETTLED);
    }

    /// Returns the time of the next round.
    fn round_due(&self) -> Duration {
        // Listing again after ten seconds at the earliest costs at most six requests a minute, however many hints there are.
        let rested = self.rounded.map_or(Duration::ZERO, |ended| ended + self.settings.hinted);
        self.hinted.map_or(self.next_round, |hinted| hinted.max(rested).min(self.next_round))
    }

    /// Returns the time at which the next task is due, since the collector started, if nothing is reported before.
    pub fn next_due(&self) -> Option<Duration> {
        if self.start == Start::InFlight {
            return None;
        }
        if let Some(stop) = &self.stop {
            return (!self.is_arming()).then_some(stop.look_at);
        }
        if self.start != Start::Done {
            return (!self.is_arming()).then(|| self.backoff.end());
        }
        let listing = match &self.round {
            Some(round) if round.is_in_flight() => None,
            Some(_) => Some(self.backoff.end()),
            None => Some(self.round_due().max(self.backoff.end())),
        };
        let arming = self.arming.as_ref().and_then(Arming::next_due);
        listing.into_iter().chain(arming).chain(self.open.next_due()).min()
    }

    /// Reports whether a round has ended and everything listed is fetched or lost.
    pub fn is_idle(&self) -> bool {
        self.has_ended_a_round && self.round.is_none() && self.open.count_all() == 0
    }

    /// Returns the state.
    pub fn state(&self) -> State {
        if let Some(stop) = &self.stop {
            return State::Stopped(stop.error.clone());
        }
        let unarmed = || self.arming.as_ref().and_then(Arming::last_trouble).map(Cause::from);
        let reason = self.backoff.last_reason().or_else(|| self.open.worst_reason()).cloned();
        reason.or_else(unarmed).map_or(State::Running, State::Troubled)
    }

    /// Reports whether the feed is stopped and never ended a round: giving up loses nothing that is known.
    pub fn is_hopeless(&self) -> bool {
        self.stop.is_some() && !self.has_ended_a_round
    }

    /// Reports whether it has failed more often than [`Settings::patience`] allows.
    pub fn is_out_of_patience(&self) -> bool {
        let tries = || self.backoff.tries().max(self.open.most_tries());
        // A collector with limited patience does not wait a quarter of an hour for the next start.
        let waits_for_start = || self.start == Start::Due && self.backoff.is_long();
        self.settings.patience.is_some_and(|patience| tries() > patience || waits_for_start())
    }

    /// Returns the time since the last round ended, while another is in progress.
    pub fn listing_for(&self, run: Duration) -> Option<Duration> {
        self.round.is_some().then(|| run.saturating_sub(self.rounded.unwrap_or_default()))
    }

    /// Returns the number of blobs that are listed and not passed on.
    pub fn pending_count(&self) -> usize {
        self.open.count_all()
    }

    /// Returns the number of blobs that the feed remembers as stored or lost. It is bounded by the content of eight days.
    pub fn known_count(&self) -> usize {
        self.known.len()
    }
}
