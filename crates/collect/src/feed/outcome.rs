//! What came of tasks, and what it means for the mark.

use std::time::Duration;

use chrono::TimeDelta;
use trail365_client::{ContentInfo, Error, ErrorKind, Window};

use super::{BETWEEN_STARTS, Blob, Feed, Listed, Listing, Loss, Now, REACH, Start, Stop, Subscribed, Time};
use crate::{Cause, Origin, Trouble};

/// How far a window that was refused is drawn in at most.
const FARTHEST: TimeDelta = TimeDelta::days(1);

const OUT_OF_REACH: &str = "it was older than the seven days that the service keeps content for";
const NO_SUBSCRIPTION: &str = "there was no subscription";

impl Feed {
    /// Where what is not listed begins, of what is wanted.
    fn wanted_from(&self) -> Option<Time> {
        self.covered.max(self.covered.and(self.since))
    }

    /// What lies between all that was listed and `until` is lost.
    fn lose_up_to(&mut self, until: Time, reason: &str) {
        let Some(covered) = self.wanted_from().filter(|from| *from < until) else { return };
        let loss = Loss { content_id: None, created: covered, until: Some(until), reason: reason.into() };
        self.losses.push(loss);
        self.covered = Some(until);
    }

    /// Takes in what a listing gave.
    pub fn listed(&mut self, now: Now, listing: Listing, outcome: Result<Listed, Trouble>) {
        let Some(round) = &mut self.round else { return };
        match outcome {
            Ok(listed) => {
                let is_whole = listed.next.is_none();
                let followed = round.page(&listing, &listed);
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
        let mut blob = Blob::found(item, listing.window.start());
        blob.is_lost = self.known.has_lost(&blob.id);
        // What is lost and listed all the same may be there by now.
        let is_worth_it = !blob.is_lost || self.round.as_ref().is_some_and(|round| round.is_sweep);
        if is_worth_it && !self.known.has(&blob.id) && !self.open.has(&blob.id) {
            self.open.add(blob);
        }
    }

    /// A window was listed from its first page to its last. What was not listed before it can be listed no more: only now is
    /// that certain, for a window that is refused is followed by one that begins later.
    fn end_window(&mut self, now: Now, window: Window) {
        self.distrust(now);
        if self.is_premature(now, window) {
            self.plan_anew();
            return self.wait(now, None, "the service's clock went back");
        }
        if let Some(restarted) = self.restarted.take() {
            self.lose_up_to(restarted.min(now.service), NO_SUBSCRIPTION);
        }
        self.lose_up_to(window.start(), OUT_OF_REACH);
        self.cover(window.end().min(now.service));
        self.end_round(now);
    }

    /// A mark that lies in the future was never true; what an answer bears out, though, and not before: the clock by which the
    /// round was planned may have been wrong for a moment.
    fn distrust(&mut self, now: Now) {
        let was_ahead = self.round.as_mut().is_some_and(|round| std::mem::take(&mut round.doubts_mark));
        if was_ahead && self.is_ahead(now) {
            self.covered = None;
        }
    }

    /// Whether the window leaves out what can still be listed: it was planned by a clock that was ahead.
    fn is_premature(&self, now: Now, window: Window) -> bool {
        let leaves_out = self.wanted_from().is_some_and(|from| from < window.start());
        leaves_out && window.start() > self.edge(now) + self.settings.margin
    }

    fn cover(&mut self, until: Time) {
        self.covered = Some(self.covered.map_or(until, |covered| covered.max(until)));
    }

    pub(super) fn end_round(&mut self, now: Now) {
        if let Some(round) = self.round.take_if(|round| round.is_over()) {
            // It was planned by a clock that may have been wrong.
            self.cover(round.until.min(now.service));
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
            Trouble::Final(error) => self.stop(now, error),
        }
    }

    fn stop(&mut self, now: Now, error: Error) {
        self.stop = Some(Stop { error, again: now.run + self.settings.rest });
    }

    /// A window that waited too long is planned anew. One that should have been in reach says that the clocks differ: the next
    /// begins later, and follows at once until that does not help.
    fn draw_in(&mut self, now: Now, listing: &Listing, reason: String) {
        self.plan_anew();
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

    fn list_anew(&mut self, now: Now, listing: &Listing, reason: impl Into<Cause>) {
        if let Some(round) = &mut self.round {
            round.anew(listing);
        }
        self.wait(now, None, reason);
    }

    fn wait(&mut self, now: Now, after: Option<Duration>, reason: impl Into<Cause>) {
        self.pause.grow(now.run, self.settings.pause, after, reason.into());
    }

    /// There is no subscription. Whether anything is lost by that is known once it runs; until then the mark stays.
    fn subscribe(&mut self, now: Now) {
        // Some from before may still be there once there is a subscription.
        self.plan_anew();
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
        if outcome.is_ok() {
            self.stop = None;
        }
        match outcome {
            Ok(found @ (Subscribed::Yes | Subscribed::WithoutWebhook)) => {
                self.start = Start::Done;
                self.runs_again(now, self.is_missing);
                if let Some(arming) = &mut self.arming {
                    arming.found(now.run, found);
                }
            }
            Ok(Subscribed::No) | Err(Trouble::NoSubscription) => self.subscribe(now),
            Err(Trouble::Final(error)) => self.stop(now, error),
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
        self.is_missing |= !matches!(outcome, Ok(()) | Err(Trouble::Subscribed));
        if refused {
            self.start = Start::Due;
            return;
        }
        self.start = Start::Done;
        match outcome {
            Ok(()) | Err(Trouble::Subscribed) => {
                self.pause.clear();
                // One that was enabled already was so all the time, unless it could not be started before.
                self.runs_again(now, outcome.is_ok() || self.is_missing);
            }
            Err(Trouble::Final(error)) => self.stop(now, error),
            Err(Trouble::Passing { after, reason }) => {
                self.start = Start::Due;
                let after = after.or(is_too_soon(&reason).then_some(BETWEEN_STARTS));
                self.wait(now, after, reason);
            }
            Err(trouble) => {
                self.start = Start::Due;
                self.wait(now, None, format!("the subscription could not be started: {trouble}"));
            }
        }
    }

    /// What became available while there was no subscription is nowhere. That is told at once; where it is started again and
    /// again before anything can be listed, once more when that ends.
    fn runs_again(&mut self, now: Now, was_missing: bool) {
        self.is_missing = false;
        if was_missing && self.restarted.replace(now.service).is_none() {
            self.lose_up_to(now.service, NO_SUBSCRIPTION);
        }
    }

    /// Takes in that a blob was fetched as a whole and passed on, or what was in the way.
    pub fn fetched(&mut self, now: Now, content_id: &str, outcome: Result<(), Trouble>) {
        let Some(mut blob) = self.open.remove(content_id) else { return };
        match outcome {
            Ok(()) => self.known.add(&blob.id, blob.created),
            Err(Trouble::Expired(reason)) => self.lose(blob, reason),
            Err(Trouble::Missing(reason)) => {
                blob.missing += 1;
                if blob.is_lost || blob.missing >= self.settings.missing_tries {
                    self.lose(blob, reason);
                } else {
                    self.later(now, blob, None, reason.into());
                }
            }
            Err(Trouble::Passing { after, reason }) => self.later(now, blob, after, reason),
            Err(Trouble::Page(reason)) => self.later(now, blob, None, reason),
            Err(Trouble::Final(error)) => {
                self.later(now, blob, None, error.clone().into());
                self.stop(now, error);
            }
            Err(other) => self.later(now, blob, None, other.to_string().into()),
        }
    }

    /// It is tried again, as long as it can be had.
    fn later(&mut self, now: Now, mut blob: Blob, after: Option<Duration>, reason: Cause) {
        if blob.is_surely_over(now) {
            return self.lose(
                blob,
                format!("it could not be fetched while it was there: {reason}", reason = &*reason),
            );
        }
        blob.pause.grow(now.run, self.settings.pause, after, reason);
        self.open.pause(blob);
    }

    fn lose(&mut self, blob: Blob, reason: String) {
        self.known.lose(&blob.id, blob.created);
        if blob.is_lost {
            return;
        }
        let Blob { id, created, expiration, .. } = blob;
        self.losses.push(Loss { content_id: Some(id), created, until: expiration, reason });
    }
}

/// Whether a start came too soon after another.
fn is_too_soon(reason: &Cause) -> bool {
    matches!(reason.origin(), Some(Origin::Service(error)) if error.kind() == ErrorKind::Throttled)
}
