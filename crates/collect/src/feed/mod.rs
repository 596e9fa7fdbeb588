//! A feed: the content of one type of one tenant, as a state machine.
//!
//! It does no input or output and has no clock: it says what to do next, is told what came of it and what time the service
//! has. What it says is in the lake, or with whoever brings it there: [`Feed::mark`] is to be committed after all content
//! that was reported as fetched before, and after [`Feed::losses`].

mod arming;
mod blob;
mod known;
mod pause;
mod round;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use trail365_client::{ContentInfo, Error};

use arming::Arming;
pub use blob::Blob;
pub use known::Known;
use pause::Pause;
pub use round::Listing;
use round::Round;

use crate::{Settings, Trouble};

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
    Troubled(String),
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
    next_sweep: Time,
    waiting: BTreeMap<(Time, String), Blob>,
    flying: BTreeMap<String, Blob>,
    losses: Vec<Loss>,
    pause: Pause,
    start: Start,
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
            next_sweep: Time::MIN_UTC,
            waiting: BTreeMap::new(),
            flying: BTreeMap::new(),
            losses: Vec::new(),
            pause: Pause::default(),
            start: Start::Unknown,
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
        self.next_listing(now).map(Task::List).or_else(|| self.next_blob(now).map(Task::Fetch))
    }

    fn next_start(&mut self, now: Now) -> Option<Task> {
        if self.pause.until() > now.run || self.is_arming() {
            return None;
        }
        let webhook = self.arming.as_ref().is_some_and(|arming| arming.goes_with_start(now.run));
        let task = if self.start == Start::Due { Task::Start { webhook } } else { Task::Check };
        self.start = Start::Flying;
        Some(task)
    }

    /// Whether the outcome of a call is the webhook's: there is never one of both kinds under way.
    fn is_arming(&self) -> bool {
        self.arming.as_ref().is_some_and(Arming::is_flying)
    }

    fn next_listing(&mut self, now: Now) -> Option<Listing> {
        if self.waiting.len() >= MOST_WAITING || self.pause.until() > now.run {
            return None;
        }
        if self.round.is_none() && now.run >= self.round_due() {
            self.hinted = None;
            self.round = Some(self.begin_round(now));
            self.end_round(now);
        }
        self.round.as_mut()?.next()
    }

    fn next_blob(&mut self, now: Now) -> Option<Blob> {
        let due = |blob: &Blob| blob.pause.until() <= now.run;
        let key = self.waiting.iter().find(|(_, blob)| due(blob)).map(|(key, _)| key.clone())?;
        let blob = self.waiting.remove(&key)?;
        self.flying.insert(blob.id.clone(), blob.clone());
        Some(blob)
    }

    /// A round lists from the last one's end less the overlap; a sweep all that is left.
    fn begin_round(&mut self, now: Now) -> Round {
        let edge = (now.service - REACH + self.settings.margin + self.retreat).trunc_subsecs(0)
            + TimeDelta::seconds(1);
        let wanted = self.since.map_or(edge, |since| since.max(edge));
        self.note_what_is_out_of_reach(edge);
        let is_sweep = now.service >= self.next_sweep;
        let from = match self.covered {
            Some(covered) if !is_sweep => (covered - self.settings.overlap).max(wanted),
            _ => wanted,
        };
        if is_sweep {
            self.next_sweep = now.service + self.settings.sweep;
            self.known.forget_before(now.service - REACH - TimeDelta::days(1));
        }
        Round::new(from, now.service.trunc_subsecs(0))
    }

    /// What lies between the mark and the edge can no longer be listed.
    fn note_what_is_out_of_reach(&mut self, edge: Time) {
        if let Some(covered) = self.covered.filter(|covered| *covered < edge) {
            let reason = "it was older than the seven days that the service keeps content for";
            self.lose_span(covered, edge, reason);
            self.covered = Some(edge);
        }
    }

    fn lose_span(&mut self, from: Time, until: Time, reason: &str) {
        self.losses.push(Loss { content_id: None, created: from, until: Some(until), reason: reason.into() });
    }

    /// Takes in what a listing gave.
    pub fn listed(&mut self, now: Now, listing: Listing, outcome: Result<Listed, Trouble>) {
        let Some(round) = &mut self.round else { return };
        match outcome {
            Ok(listed) => {
                self.pause.clear();
                let again = round.page(&listing, listed.next);
                for item in listed.items {
                    self.found(&listing, item);
                }
                match again {
                    Err(reason) => self.list_anew(now, &listing, reason),
                    Ok(()) => self.end_round(now),
                }
            }
            Err(trouble) => self.not_listed(now, listing, trouble),
        }
    }

    fn found(&mut self, listing: &Listing, item: ContentInfo) {
        let blob = Blob::found(item, listing.window.start());
        if !self.known.has(&blob.id) && !self.flying.contains_key(&blob.id) {
            self.waiting.entry((blob.created, blob.id.clone())).or_insert(blob);
        }
    }

    fn end_round(&mut self, now: Now) {
        if let Some(round) = self.round.take_if(|round| round.is_over()) {
            self.covered = Some(self.covered.map_or(round.until, |covered| covered.max(round.until)));
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
            Trouble::Window(reason) => {
                self.round = None;
                self.next_sweep = Time::MIN_UTC;
                self.retreat = (self.retreat + self.settings.margin).min(TimeDelta::days(1));
                self.wait(now, None, reason);
            }
            Trouble::Passing { after, reason } => {
                if let Some(round) = &mut self.round {
                    round.again(listing);
                }
                self.wait(now, after, reason);
            }
            Trouble::Subscribed => self.wait(now, None, "the service contradicts itself".into()),
            Trouble::Expired(reason) | Trouble::Missing(reason) => {
                if let Some(round) = &mut self.round {
                    round.again(listing);
                }
                self.wait(now, None, reason);
            }
            Trouble::Final(error) => self.stopped = Some(error),
        }
    }

    fn list_anew(&mut self, now: Now, listing: &Listing, reason: String) {
        if let Some(round) = &mut self.round {
            round.anew(listing);
        }
        self.wait(now, None, reason);
    }

    fn wait(&mut self, now: Now, after: Option<Duration>, reason: String) {
        self.pause.grow(now.run, self.settings.pause, after, reason);
    }

    /// What became available while there was no subscription is nowhere.
    fn subscribe(&mut self, now: Now) {
        if let Some(covered) = self.covered {
            self.lose_span(covered, now.service, "there was no subscription");
        }
        self.round = None;
        self.start = Start::Due;
    }

    /// Takes in whether there is a subscription. A mark that lies in the future was never true: all that is left is listed
    /// anew.
    pub fn checked(&mut self, now: Now, outcome: Result<Subscribed, Trouble>) {
        if let Some(arming) = self.arming.as_mut().filter(|arming| arming.is_flying()) {
            return match outcome {
                Ok(found) => arming.found(now.run, found),
                Err(trouble) => arming.not_found(now.run, &trouble),
            };
        }
        self.start = Start::Unknown;
        self.covered = self.covered.filter(|covered| *covered <= now.service + self.settings.overlap);
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
        self.start = if refused { Start::Due } else { Start::Done };
        if refused {
            return;
        }
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
        let Some(mut blob) = self.flying.remove(content_id) else { return };
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

    fn later(&mut self, now: Now, mut blob: Blob, after: Option<Duration>, reason: String) {
        blob.pause.grow(now.run, self.settings.pause, after, reason);
        self.waiting.insert((blob.created, blob.id.clone()), blob);
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
        let open = self.waiting.values().chain(self.flying.values()).map(|blob| blob.floor).min();
        self.covered.map(|covered| open.map_or(covered, |open| open.min(covered)))
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
        let blobs = self.waiting.values().map(|blob| blob.pause.until());
        listing.into_iter().chain(arming).chain(blobs).min()
    }

    /// Whether a round has ended and all that was listed is fetched or lost.
    pub fn is_idle(&self) -> bool {
        self.has_ended_a_round && self.round.is_none() && self.waiting.is_empty() && self.flying.is_empty()
    }

    /// How it is doing.
    pub fn state(&self) -> State {
        let unarmed = || self.arming.as_ref().and_then(Arming::trouble);
        match (&self.stopped, self.pause.reason().or_else(unarmed)) {
            (Some(error), _) => State::Stopped(error.clone()),
            (None, Some(reason)) => State::Troubled(reason.to_owned()),
            (None, None) => State::Running,
        }
    }

    /// Whether it has been tried as often as there is patience for.
    pub fn is_out_of_patience(&self) -> bool {
        let tries = self.waiting.values().map(|blob| blob.pause.tries()).max().unwrap_or(0);
        self.settings.patience.is_some_and(|patience| self.pause.tries().max(tries) > patience)
    }

    /// Blobs that are listed and not passed on.
    pub fn pending(&self) -> usize {
        self.waiting.len() + self.flying.len()
    }
}
