//! A feed: the content of one type of one tenant, as a state machine.
//!
//! It does no input or output and has no clock: it says what to do next, is told what came of it and what time the service
//! has. What it says is in the lake, or with whoever brings it there: [`Feed::mark`] is to be committed after all content
//! that was reported as fetched before, and after [`Feed::losses`].

mod arming;
mod blob;
mod known;
mod open;
mod pause;
mod round;

use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use trail365_client::{ContentInfo, Error, Window};

use arming::Arming;
pub use blob::Blob;
pub use known::Known;
use open::Open;
use pause::Pause;
pub use round::Listing;
use round::Round;

use crate::{Cause, Settings, Trouble};

/// How long content can be listed and fetched.
const REACH: TimeDelta = TimeDelta::days(7);

/// The service takes a quarter of an hour between two starts of a subscription.
const BETWEEN_STARTS: Duration = Duration::from_mins(15);

/// How long a hint waits: windows end at a whole second, and what it tells of is to lie before that.
const SETTLED: Duration = Duration::from_secs(2);

/// How far a window that was refused is drawn in at most.
const FARTHEST: TimeDelta = TimeDelta::days(1);

const OUT_OF_REACH: &str = "it was older than the seven days that the service keeps content for";
const NO_SUBSCRIPTION: &str = "there was no subscription";

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
    /// Left out where nothing is to be done about webhooks.
    arming: Option<Arming>,
    /// Further distance from the edge, after windows that were refused all the same.
    retreat: TimeDelta,
    has_ended_a_round: bool,
    stopped: Option<Error>,
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
    /// available before `since` is asked for.
    pub fn new(settings: Settings, mark: Option<Time>, since: Option<Time>, known: Known) -> Self {
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
            arming: None,
            retreat: TimeDelta::zero(),
            has_ended_a_round: false,
            stopped: None,
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
        if self.stopped.is_some() || self.start == Start::Flying {
            return None;
        }
        if self.start != Start::Done {
            return self.next_start(now);
        }
        if let Some(task) = self.arming.as_mut().and_then(|arming| arming.next(now.run)) {
            return Some(task);
        }
        self.next_listing(now).map(Task::List).or_else(|| self.open.take(now.run).map(Task::Fetch))
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
    fn is_arming(&self) -> bool {
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
        self.distrust(now);
        let edge = (now.service - REACH + self.settings.margin + self.retreat).trunc_subsecs(0)
            + TimeDelta::seconds(1);
        let wanted = self.since.map_or(edge, |since| since.max(edge));
        let is_sweep = self.is_sweep_due(now);
        let from = match self.covered {
            Some(covered) if !is_sweep => (covered - self.settings.overlap).max(wanted),
            _ => wanted,
        };
        if is_sweep {
            self.swept = Some(now);
            self.known.forget_before(now.service - REACH - TimeDelta::days(1));
        }
        Round::new(from, now.service.trunc_subsecs(0))
    }

    /// A mark that lies in the future was never true: all that is left is listed anew.
    fn distrust(&mut self, now: Now) {
        let latest = now.service + self.settings.overlap.max(self.settings.margin);
        self.covered = self.covered.filter(|covered| *covered <= latest);
    }

    /// By either clock: the service's can have been wrong when it was asked, and the other stands still while the machine sleeps.
    fn is_sweep_due(&self, now: Now) -> bool {
        self.swept.is_none_or(|swept| {
            let run = TimeDelta::from_std(now.run.saturating_sub(swept.run)).unwrap_or(TimeDelta::MAX);
            run.max((now.service - swept.service).abs()) >= self.settings.sweep
        })
    }

    /// What lies between all that was listed and `until` is lost.
    fn lose_up_to(&mut self, until: Time, reason: &str) {
        let Some(covered) = self.covered.filter(|covered| *covered < until) else { return };
        let created = self.since.map_or(covered, |since| since.max(covered));
        if created < until {
            self.losses.push(Loss { content_id: None, created, until: Some(until), reason: reason.into() });
        }
        self.covered = Some(until);
    }

    /// Takes in what a listing gave.
    pub fn listed(&mut self, now: Now, listing: Listing, outcome: Result<Listed, Trouble>) {
        let Some(round) = &mut self.round else { return };
        match outcome {
            Ok(listed) => {
                let is_whole = listed.next.is_none();
                let followed = round.page(&listing, listed.next);
                if !round.is_anew() {
                    self.pause.clear();
                }
                for item in listed.items {
                    self.found(&listing, item);
                }
                match followed {
                    Err(reason) => self.list_anew(now, &listing, reason),
                    Ok(()) if is_whole => self.end_window(now, listing.window),
                    Ok(()) => (),
                }
            }
            Err(trouble) => self.not_listed(now, listing, trouble),
        }
    }

    fn found(&mut self, listing: &Listing, item: ContentInfo) {
        let blob = Blob::found(item, listing.window.start());
        if !self.known.has(&blob.id) && !self.open.has(&blob.id) {
            self.open.add(blob);
        }
    }

    /// A window was listed from its first page to its last. What was not listed before it can be listed no more: only now is
    /// that certain, for a window that is refused is followed by one that begins later.
    fn end_window(&mut self, now: Now, window: Window) {
        self.lose_up_to(window.start(), OUT_OF_REACH);
        self.cover(window.end());
        self.end_round(now);
    }

    fn cover(&mut self, until: Time) {
        self.covered = Some(self.covered.map_or(until, |covered| covered.max(until)));
    }

    fn end_round(&mut self, now: Now) {
        if let Some(round) = self.round.take_if(|round| round.is_over()) {
            self.cover(round.until);
            self.next_round = now.run + self.settings.poll;
            self.rounded = Some(now.run);
            self.retreat = TimeDelta::zero();
            self.has_ended_a_round = true;
        }
    }

    fn not_listed(&mut self, now: Now, listing: Listing, trouble: Trouble) {
        match trouble {
            Trouble::NoSubscription => self.subscribe(now),
            Trouble::Page(reason) => self.list_anew(now, &listing, reason),
            Trouble::Window(reason) => self.draw_in(now, &listing, reason),
            Trouble::Passing { after, reason } => self.list_again(now, listing, after, reason),
            Trouble::Expired(reason) | Trouble::Missing(reason) => {
                self.list_again(now, listing, None, reason);
            }
            Trouble::Subscribed => {
                self.list_again(now, listing, None, "the service contradicts itself");
            }
            Trouble::Final(error) => self.stopped = Some(error),
        }
    }

    /// A window that waited too long is planned anew. One that should have been in reach says that the clocks differ: the next
    /// begins later, and follows at once until that does not help.
    fn draw_in(&mut self, now: Now, listing: &Listing, reason: String) {
        self.round = None;
        self.swept = None;
        if listing.window.start() < now.service - REACH {
            return;
        }
        let farther = (self.retreat * 2 + self.settings.margin).min(FARTHEST);
        if farther == self.retreat {
            self.wait(now, None, reason);
        }
        self.retreat = farther;
    }

    fn list_again(&mut self, now: Now, listing: Listing, after: Option<Duration>, reason: impl Into<Cause>) {
        if let Some(round) = &mut self.round {
            round.again(listing);
        }
        self.wait(now, after, reason);
    }

    fn list_anew(&mut self, now: Now, listing: &Listing, reason: String) {
        if let Some(round) = &mut self.round {
            round.anew(listing);
        }
        self.wait(now, None, reason);
    }

    fn wait(&mut self, now: Now, after: Option<Duration>, reason: impl Into<Cause>) {
        self.pause.grow(now.run, self.settings.pause, after, reason.into());
    }

    /// What became available while there was no subscription is nowhere.
    fn subscribe(&mut self, now: Now) {
        self.lose_up_to(now.service, NO_SUBSCRIPTION);
        self.round = None;
        // Some from before may still be there once there is a subscription.
        self.swept = None;
        self.start = Start::Due;
        let left = self.next_start.saturating_sub(now.run);
        if !left.is_zero() {
            self.wait(now, Some(left), "there is no subscription, though it was started");
        }
    }

    /// Takes in whether there is a subscription.
    pub fn checked(&mut self, now: Now, outcome: Result<Subscribed, Trouble>) {
        if let Some(arming) = self.arming.as_mut().filter(|arming| arming.is_flying()) {
            return match outcome {
                Ok(found) => arming.found(now.run, found),
                Err(trouble) => arming.not_found(now.run, &trouble),
            };
        }
        self.start = Start::Unknown;
        match outcome {
            Ok(found @ (Subscribed::Yes | Subscribed::WithoutWebhook)) => {
                self.start = Start::Done;
                if let Some(arming) = &mut self.arming {
                    arming.found(now.run, found);
                }
            }
            Ok(Subscribed::No) | Err(Trouble::NoSubscription) => self.subscribe(now),
            Err(Trouble::Final(error)) => self.stopped = Some(error),
            Err(Trouble::Passing { after, reason }) => self.wait(now, after, reason),
            Err(other) => self.wait(now, None, format!("{other:?}")),
        }
    }

    /// Takes in what came of starting the subscription, with the webhook or without. One that could not be started with it
    /// is started without it at once.
    pub fn started(&mut self, now: Now, webhook: bool, outcome: Result<(), Trouble>) {
        let was_running = self.is_arming();
        let refused = webhook && !matches!(outcome, Ok(()) | Err(Trouble::Subscribed));
        if let Some(arming) = self.arming.as_mut().filter(|_| webhook) {
            arming.set(now.run, outcome.clone());
        }
        if was_running {
            return;
        }
        if refused {
            self.start = Start::Due;
            return;
        }
        self.start = Start::Done;
        self.lose_up_to(now.service, NO_SUBSCRIPTION);
        match outcome {
            Ok(()) | Err(Trouble::Subscribed) => self.pause.clear(),
            Err(Trouble::Final(error)) => self.stopped = Some(error),
            Err(trouble) => {
                self.start = Start::Due;
                self.wait(
                    now,
                    Some(BETWEEN_STARTS),
                    format!("the subscription could not be started: {trouble:?}"),
                );
            }
        }
    }

    /// Takes in that a blob was fetched as a whole and passed on, or what was in the way.
    pub fn fetched(&mut self, now: Now, content_id: &str, outcome: Result<(), Trouble>) {
        let Some(mut blob) = self.open.remove(content_id) else { return };
        match outcome {
            Ok(()) => self.known.add(&blob.id, blob.created),
            Err(Trouble::Expired(reason)) => self.lose(blob, reason),
            Err(Trouble::Missing(reason) | Trouble::Page(reason)) => {
                blob.missing += 1;
                if blob.missing >= self.settings.missing_tries {
                    self.lose(blob, reason);
                } else {
                    self.later(now, blob, None, reason);
                }
            }
            Err(Trouble::Passing { after, reason }) => self.later(now, blob, after, reason),
            Err(Trouble::Final(error)) => {
                self.later(now, blob, None, error.to_string());
                self.stopped = Some(error);
            }
            Err(other) => self.later(now, blob, None, format!("{other:?}")),
        }
    }

    fn later(&mut self, now: Now, mut blob: Blob, after: Option<Duration>, reason: impl Into<Cause>) {
        blob.pause.grow(now.run, self.settings.pause, after, reason.into());
        self.open.pause(blob);
    }

    fn lose(&mut self, blob: Blob, reason: String) {
        self.known.add(&blob.id, blob.created);
        let Blob { id, created, expiration, .. } = blob;
        self.losses.push(Loss { content_id: Some(id), created, until: expiration, reason });
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
        if self.stopped.is_some() || self.start == Start::Flying {
            return None;
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
        if let Some(error) = &self.stopped {
            return State::Stopped(error.clone());
        }
        let unarmed = || self.arming.as_ref().and_then(Arming::trouble).map(Cause::from);
        self.pause.reason().cloned().or_else(unarmed).map_or(State::Running, State::Troubled)
    }

    /// Whether it has been tried as often as there is patience for.
    pub fn is_out_of_patience(&self) -> bool {
        let tries = || self.pause.tries().max(self.open.most_tries());
        self.settings.patience.is_some_and(|patience| tries() > patience)
    }

    /// Blobs that are listed and not passed on.
    pub fn pending(&self) -> usize {
        self.open.len()
    }
}
