//! A feed: the content of one type of one tenant, as a state machine.
//!
//! It does no input or output and has no clock: it says what to do next, is told what came of it and what time the service
//! has. What it says is in the lake, or with whoever brings it there: [`Feed::mark`] is to be committed after all content
//! that was reported as fetched before, and after [`Feed::losses`].

mod arming;
mod blob;
mod chain;
mod known;
mod open;
mod outcome;
mod pause;
mod round;

use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use trail365_client::{ContentInfo, Error};

use arming::Arming;
pub use blob::Blob;
pub use known::Known;
use open::Open;
use pause::Pause;
pub use round::Listing;
use round::Round;

use crate::{Cause, Settings};

/// How long content can be listed and fetched.
const REACH: TimeDelta = TimeDelta::days(7);

/// The service takes a quarter of an hour between two starts of a subscription.
const BETWEEN_STARTS: Duration = Duration::from_mins(15);

/// How long a hint waits: windows end at a whole second, and what it tells of is to lie before that.
const SETTLED: Duration = Duration::from_secs(2);

/// Blobs that wait to be fetched before no more are listed.
const MOST_WAITING: usize = 10_000;

type Time = DateTime<Utc>;

/// Something to be done for a feed.
#[derive(Debug, Clone)]
pub enum Task {
    /// Ask whether there is a subscription, from which the service's time is known as well; tell [`Feed::checked`].
    Check,
    /// Start the subscription; tell [`Feed::started`].
    Start {
        /// Whether it is to have the webhook.
        webhook: bool,
    },
    /// List a window, or a page of it; tell [`Feed::listed`].
    List(Listing),
    /// Fetch a blob and pass it on; tell [`Feed::fetched`].
    Fetch(Blob),
}

/// Whether content is gathered for a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subscribed {
    /// There is no subscription that runs.
    No,
    /// A subscription runs; the webhook that it should have it has not.
    WithoutWebhook,
    /// A subscription runs as it should.
    Yes,
}

/// Content that cannot be had any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The blob; none for a span of time of whose blobs nothing is known.
    pub content_id: Option<String>,
    /// When it became available, or where the span begins.
    pub created: Time,
    /// Until when it could be fetched, or where the span ends.
    pub until: Option<Time>,
    /// Why it is lost.
    pub reason: String,
}

/// Two clocks.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The service's time, by which content is listed.
    pub service: Time,
    /// How long the collector has run, by which it waits.
    pub run: Duration,
}

/// What a listing gave: what it lists, and where the next page is.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Blobs of the page.
    pub items: Vec<ContentInfo>,
    /// The page after it.
    pub next: Option<String>,
}

/// How a feed is doing.
#[derive(Debug, Clone)]
pub enum State {
    /// It goes on.
    Running,
    /// It tries again after a pause; what happened last.
    Troubled(Cause),
    /// It waits for somebody to do something about it.
    Stopped(Error),
}

/// The content of one type of one tenant.
#[derive(Debug)]
pub struct Feed {
    settings: Settings,
    /// Nothing before is wanted.
    since: Option<Time>,
    /// All that became available before is listed.
    covered: Option<Time>,
    known: Known,
    round: Option<Round>,
    next_round: Duration,
    /// From when on a hint is followed, if there was one.
    hinted: Option<Duration>,
    /// When the last round ended.
    rounded: Option<Duration>,
    /// When the last sweep began.
    swept: Option<Now>,
    open: Open,
    losses: Vec<Loss>,
    pause: Pause,
    start: Start,
    /// The earliest time for another start of the subscription.
    next_start: Duration,
    /// Whether the subscription was missing and could not be started, as far as is known: one that runs after that did not.
    is_missing: bool,
    /// When a subscription that was missing was started, as long as no window was listed since.
    restarted: Option<Time>,
    /// Left out where nothing is to be done about webhooks.
    arming: Option<Arming>,
    /// Further distance from the edge, after windows that were refused all the same.
    retreat: TimeDelta,
    has_ended_a_round: bool,
    stop: Option<Stop>,
}

/// Somebody has to do something.
#[derive(Debug)]
struct Stop {
    error: Error,
    /// When it is looked whether somebody did.
    again: Duration,
}

#[derive(Debug, PartialEq, Eq)]
enum Start {
    /// Nothing is known of the subscription, nor of the service's time.
    Unknown,
    Due,
    Flying,
    /// It runs.
    Done,
}

impl Feed {
    /// A feed that goes on where its mark in the lake is; `known` is the content that the ledger has. Nothing that became
    /// available before `since` is asked for, unless the mark lies before it: what is between would be missing without a word.
    pub fn new(settings: Settings, mark: Option<Time>, since: Option<Time>, known: Known) -> Self {
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
            open: Open::default(),
            losses: Vec::new(),
            pause: Pause::default(),
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

    /// The same, with a webhook that the subscription is to have. Listing goes on without it.
    #[must_use]
    pub fn with_webhook(mut self) -> Self {
        self.arming = Some(Arming::new(self.settings.armed));
        self
    }

    /// What to do next, if anything is due at the service's time `now`. Each task is given once, and its outcome expected.
    pub fn next(&mut self, now: Now) -> Option<Task> {
        if self.start == Start::Flying {
            return None;
        }
        let is_arming = self.is_arming();
        if let Some(stop) = &mut self.stop {
            if is_arming || stop.again > now.run {
                return None;
            }
            // Whatever comes of it, it rests before the next one.
            stop.again = now.run + self.settings.rest;
            return Some(self.look_again());
        }
        if self.start != Start::Done {
            return self.next_start(now);
        }
        if let Some(task) = self.arming.as_mut().and_then(|arming| arming.next(now.run)) {
            return Some(task);
        }
        self.next_listing(now).map(Task::List).or_else(|| self.open.take(now.run).map(Task::Fetch))
    }

    /// After a stop: from the beginning, with what was listed by then.
    fn look_again(&mut self) -> Task {
        self.plan_anew();
        self.start = Start::Flying;
        Task::Check
    }

    /// All that is left is listed as soon as may be.
    fn plan_anew(&mut self) {
        (self.round, self.swept) = (None, None);
        self.next_round = Duration::ZERO;
    }

    fn next_start(&mut self, now: Now) -> Option<Task> {
        if self.pause.until() > now.run || self.is_arming() {
            return None;
        }
        let is_due = std::mem::replace(&mut self.start, Start::Flying) == Start::Due;
        if !is_due {
            return Some(Task::Check);
        }
        self.next_start = now.run + BETWEEN_STARTS;
        let webhook = self.arming.as_ref().is_some_and(|arming| arming.goes_with_start(now.run));
        Some(Task::Start { webhook })
    }

    /// Whether the outcome of a call is the webhook's: there is never one of both kinds under way.
    pub(crate) fn is_arming(&self) -> bool {
        self.arming.as_ref().is_some_and(Arming::is_flying)
    }

    fn next_listing(&mut self, now: Now) -> Option<Listing> {
        if self.open.waiting() >= MOST_WAITING || self.pause.until() > now.run {
            return None;
        }
        if self.round.is_none() && now.run >= self.round_due() {
            self.hinted = None;
            self.round = Some(self.begin_round(now));
            self.end_round(now);
        }
        self.round.as_mut()?.next()
    }

    /// A round lists from the last one's end less the overlap; a sweep all that is left.
    fn begin_round(&mut self, now: Now) -> Round {
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
            self.known.forget_before(now.service - REACH - TimeDelta::days(1));
        }
        Round::new(from, now.service.trunc_subsecs(0), is_sweep, doubts_mark)
    }

    /// From when on content is surely there to be listed.
    fn edge(&self, now: Now) -> Time {
        (now.service - REACH + self.settings.margin + self.retreat).trunc_subsecs(0) + TimeDelta::seconds(1)
    }

    /// Whether the mark lies in the future.
    fn is_ahead(&self, now: Now) -> bool {
        let latest = now.service + self.settings.overlap.max(self.settings.margin);
        self.covered.is_some_and(|covered| covered > latest)
    }

    /// By either clock: the service's can have been wrong when it was asked, and the other stands still while the machine sleeps.
    fn is_sweep_due(&self, now: Now) -> bool {
        self.swept.is_none_or(|swept| {
            let run = TimeDelta::from_std(now.run.saturating_sub(swept.run)).unwrap_or(TimeDelta::MAX);
            run.max((now.service - swept.service).abs()) >= self.settings.sweep
        })
    }

    /// Losses since it was last asked: to be committed before the mark.
    pub fn losses(&mut self) -> Vec<Loss> {
        std::mem::take(&mut self.losses)
    }

    /// Up to when everything was passed on, once what was reported as fetched is stored.
    pub fn mark(&self) -> Option<Time> {
        self.covered.map(|covered| self.open.floor().map_or(covered, |floor| floor.min(covered)))
    }

    /// Something new may be there: the next listing is due soon, though not too soon after the last one, so that hints
    /// cannot use up the quota.
    pub fn hint(&mut self, now: Now) {
        self.hinted.get_or_insert(now.run + SETTLED);
    }

    /// When the next round is to begin.
    fn round_due(&self) -> Duration {
        let rested = self.rounded.map_or(Duration::ZERO, |ended| ended + self.settings.hinted);
        self.hinted.map_or(self.next_round, |hinted| hinted.max(rested).min(self.next_round))
    }

    /// When something is due next, by the time that the collector has run, if nothing is reported until then.
    pub fn due(&self) -> Option<Duration> {
        if self.start == Start::Flying {
            return None;
        }
        if let Some(stop) = &self.stop {
            return (!self.is_arming()).then_some(stop.again);
        }
        if self.start != Start::Done {
            return (!self.is_arming()).then(|| self.pause.until());
        }
        let listing = match &self.round {
            Some(round) if round.is_flying() => None,
            Some(_) => Some(self.pause.until()),
            None => Some(self.round_due().max(self.pause.until())),
        };
        let arming = self.arming.as_ref().and_then(Arming::due);
        listing.into_iter().chain(arming).chain(self.open.due()).min()
    }

    /// Whether a round has ended and all that was listed is fetched or lost.
    pub fn is_idle(&self) -> bool {
        self.has_ended_a_round && self.round.is_none() && self.open.len() == 0
    }

    /// How it is doing.
    pub fn state(&self) -> State {
        if let Some(stop) = &self.stop {
            return State::Stopped(stop.error.clone());
        }
        let unarmed = || self.arming.as_ref().and_then(Arming::trouble).map(Cause::from);
        let reason = self.pause.reason().or_else(|| self.open.trouble()).cloned();
        reason.or_else(unarmed).map_or(State::Running, State::Troubled)
    }

    /// Whether it is stopped, and never went well: nothing is known to be lost by giving up.
    pub fn is_hopeless(&self) -> bool {
        self.stop.is_some() && !self.has_ended_a_round
    }

    /// Whether it has been tried as often as there is patience for.
    pub fn is_out_of_patience(&self) -> bool {
        let tries = || self.pause.tries().max(self.open.most_tries());
        // Nobody who is in a haste waits for the next start.
        let waits_for_start = || self.start == Start::Due && self.pause.is_long();
        self.settings.patience.is_some_and(|patience| tries() > patience || waits_for_start())
    }

    /// While a round is under way, how long none has ended.
    pub fn listing(&self, run: Duration) -> Option<Duration> {
        self.round.is_some().then(|| run.saturating_sub(self.rounded.unwrap_or_default()))
    }

    /// Blobs that are listed and not passed on.
    pub fn pending(&self) -> usize {
        self.open.len()
    }
}
