//! Applies the outcomes of tasks to a feed, and advances its mark.

use std::time::Duration;

use chrono::TimeDelta;
use trail365_client::{ContentInfo, Error, ErrorKind, Window};

use super::blobs::Blob;
use super::plan::{BETWEEN_STARTS, Feed, Start, Stop};
use super::round::Listing;
use super::task::{Listed, Loss, Subscribed};
use super::time::{Now, REACH, Time};
use crate::trouble::{Cause, Origin, Trouble};

/// Longest time by which a refused window is shortened.
const MOST_RETREAT: TimeDelta = TimeDelta::days(1);

const OUT_OF_REACH: &str = "it was older than the seven days that the service keeps content for";
const NO_SUBSCRIPTION: &str = "there was no subscription";

impl Feed {
    /// Returns the start of the wanted content that is not listed yet.
    fn wanted_from(&self) -> Option<Time> {
        self.covered.max(self.covered.and(self.since))
    }

    /// Records the span between the listed content and `until` as lost.
    fn record_lost_span(&mut self, until: Time, reason: &str) {
        let Some(covered) = self.wanted_from().filter(|from| *from < until) else { return };
        let loss = Loss { content_id: None, created: covered, until: Some(until), reason: reason.into() };
        self.losses.push(loss);
        self.covered = Some(until);
    }

    /// Applies the outcome of a listing.
    pub fn report_listing(&mut self, now: Now, listing: Listing, outcome: Result<Listed, Trouble>) {
        let Some(round) = &mut self.round else { return };
        match outcome {
            Ok(listed) => {
                let is_whole = listed.next.is_none();
                let followed = round.follow_page(&listing, &listed.items, listed.next.as_deref());
                // Pages of a restarted window led nowhere before: only its end shows that they go on now.
                if !round.is_restarted() {
                    self.backoff.reset();
                }
                for item in listed.items {
                    self.add_found(&listing, item);
                }
                match followed {
                    Err(reason) => self.restart_window(now, &listing, reason),
                    Ok(()) if is_whole => self.end_window(now, listing.window),
                    Ok(()) => (),
                }
            }
            Err(trouble) => self.handle_failed_listing(now, listing, trouble),
        }
    }

    /// Opens a listed blob unless it is known.
    fn add_found(&mut self, listing: &Listing, item: ContentInfo) {
        let mut blob = Blob::from_listing(item, listing.window.start());
        blob.is_lost = self.known.has_lost(&blob.id);
        // A lost blob that is listed again may be there by now: each sweep asks for it once more.
        let is_worth_it = !blob.is_lost || self.round.as_ref().is_some_and(|round| round.is_sweep);
        if is_worth_it && !self.known.has_stored(&blob.id) && !self.open.has_blob(&blob.id) {
            self.open.add_listed(blob);
        }
    }

    /// Ends a window that was listed from its first page to its last. Content before it that was not listed is lost. That is
    /// certain only now: after a refused window another begins later, and noting the loss before the listing lost up to a day
    /// that could be had.
    fn end_window(&mut self, now: Now, window: Window) {
        self.drop_future_mark(now);
        if self.is_premature(now, window) {
            self.discard_plan();
            return self.back_off(now, None, "the service's clock went back");
        }
        if let Some(restarted) = self.restarted.take() {
            self.record_lost_span(restarted.min(now.service), NO_SUBSCRIPTION);
        }
        self.record_lost_span(window.start(), OUT_OF_REACH);
        self.advance_covered(window.end().min(now.service));
        self.end_round(now);
    }

    /// Drops a mark that lies in the future, which was never true, once an answer confirms that it does: the clock by which the
    /// round was planned may have been wrong for a moment.
    fn drop_future_mark(&mut self, now: Now) {
        let was_ahead = self.round.as_mut().is_some_and(|round| std::mem::take(&mut round.doubts_mark));
        if was_ahead && self.is_ahead(now) {
            self.covered = None;
        }
    }

    /// Reports whether the window leaves out content that can still be listed, because it was planned by a clock that was ahead.
    /// Ended, it would count up to years as lost.
    fn is_premature(&self, now: Now, window: Window) -> bool {
        let leaves_out = self.wanted_from().is_some_and(|from| from < window.start());
        leaves_out && window.start() > self.edge(now) + self.settings.margin
    }

    fn advance_covered(&mut self, until: Time) {
        self.covered = Some(self.covered.map_or(until, |covered| covered.max(until)));
    }

    pub(super) fn end_round(&mut self, now: Now) {
        if let Some(round) = self.round.take_if(|round| round.is_over()) {
            // The clock by which it was planned may have been wrong.
            self.advance_covered(round.until.min(now.service));
            self.next_round = now.run + self.settings.poll;
            self.rounded = Some(now.run);
            // The clocks may agree again.
            self.retreat = TimeDelta::zero();
            self.has_ended_a_round = true;
        }
    }

    fn handle_failed_listing(&mut self, now: Now, listing: Listing, trouble: Trouble) {
        match trouble {
            Trouble::NoSubscription => self.plan_start(now),
            Trouble::Page(reason) => self.restart_window(now, &listing, reason),
            Trouble::Window(reason) => self.shorten_window(now, &listing, reason),
            Trouble::Passing { after, reason } => self.retry_listing(now, listing, after, reason),
            Trouble::Expired(reason) | Trouble::Missing(reason) => {
                self.retry_listing(now, listing, None, reason);
            }
            Trouble::Subscribed => {
                self.retry_listing(now, listing, None, "the service contradicts itself");
            }
            Trouble::Final(error) => self.stop_at(now, error),
        }
    }

    fn stop_at(&mut self, now: Now, error: Error) {
        self.stop = Some(Stop { error, look_at: now.run + self.settings.rest });
    }

    /// Shortens a refused window. One that waited too long is planned again. One that should have been in reach shows that the
    /// clocks differ: the next starts later by a distance that doubles, and follows at once until that does not help.
    fn shorten_window(&mut self, now: Now, listing: &Listing, reason: String) {
        self.discard_plan();
        if listing.window.start() < now.service - REACH {
            return;
        }
        let farther = (self.retreat * 2 + self.settings.margin).min(MOST_RETREAT);
        if farther == self.retreat {
            self.back_off(now, None, reason);
        }
        self.retreat = farther;
    }

    fn retry_listing(
        &mut self,
        now: Now,
        listing: Listing,
        after: Option<Duration>,
        reason: impl Into<Cause>,
    ) {
        if let Some(round) = &mut self.round {
            round.retry_listing(listing);
        }
        self.back_off(now, after, reason);
    }

    fn restart_window(&mut self, now: Now, listing: &Listing, reason: impl Into<Cause>) {
        if let Some(round) = &mut self.round {
            round.restart_window(listing);
        }
        self.back_off(now, None, reason);
    }

    fn back_off(&mut self, now: Now, after: Option<Duration>, reason: impl Into<Cause>) {
        self.backoff.start_pause(now.run, self.settings.pause, after, reason.into());
    }

    /// Plans the start of a missing subscription. The mark stays until it runs, because only then is it known whether anything
    /// is lost.
    fn plan_start(&mut self, now: Now) {
        // Content from before may still be there once there is a subscription.
        self.discard_plan();
        self.start = Start::Due;
        let left = self.next_start.saturating_sub(now.run);
        if !left.is_zero() {
            self.back_off(now, Some(left), "there is no subscription, though it was started");
        }
    }

    /// Applies the outcome of a check for the subscription.
    pub fn report_check(&mut self, now: Now, outcome: Result<Subscribed, Trouble>) {
        if let Some(arming) = self.arming.as_mut().filter(|arming| arming.is_in_flight()) {
            return match outcome {
                Ok(found) => arming.record_check(now.run, found),
                Err(trouble) => arming.record_failed_check(now.run, &trouble),
            };
        }
        self.start = Start::Unknown;
        if outcome.is_ok() {
            self.stop = None;
        }
        match outcome {
            Ok(found @ (Subscribed::Yes | Subscribed::WithoutWebhook)) => {
                self.start = Start::Done;
                self.note_running(now, self.is_missing);
                if let Some(arming) = &mut self.arming {
                    arming.record_check(now.run, found);
                }
            }
            Ok(Subscribed::No) | Err(Trouble::NoSubscription) => self.plan_start(now),
            Err(Trouble::Final(error)) => self.stop_at(now, error),
            Err(Trouble::Passing { after, reason }) => self.back_off(now, after, reason),
            Err(other) => self.back_off(now, None, format!("{other:?}")),
        }
    }

    /// Applies the outcome of starting the subscription, with the webhook or without.
    pub fn report_start(&mut self, now: Now, webhook: bool, outcome: Result<(), Trouble>) {
        let was_running = self.is_arming();
        let refused = webhook && !matches!(outcome, Ok(()) | Err(Trouble::Subscribed));
        if let Some(arming) = self.arming.as_mut().filter(|_| webhook) {
            arming.record_start(now.run, outcome.clone());
        }
        if was_running {
            return;
        }
        self.is_missing |= !matches!(outcome, Ok(()) | Err(Trouble::Subscribed));
        if refused {
            // A webhook that cannot be set must not keep the subscription from starting: the next start goes without it.
            self.start = Start::Due;
            return;
        }
        self.start = Start::Done;
        match outcome {
            Ok(()) | Err(Trouble::Subscribed) => {
                self.backoff.reset();
                // A subscription that was enabled already was so all the time, unless an earlier start failed: that may have
                // enabled it.
                self.note_running(now, outcome.is_ok() || self.is_missing);
            }
            Err(Trouble::Final(error)) => self.stop_at(now, error),
            Err(Trouble::Passing { after, reason }) => {
                self.start = Start::Due;
                let after = after.or(is_too_soon(&reason).then_some(BETWEEN_STARTS));
                self.back_off(now, after, reason);
            }
            Err(trouble) => {
                self.start = Start::Due;
                self.back_off(now, None, format!("the subscription could not be started: {trouble}"));
            }
        }
    }

    /// Notes that the subscription runs. Content that became available while it was missing is lost. The loss is recorded at
    /// once, and if the subscription is started repeatedly before anything can be listed, once more at the end.
    fn note_running(&mut self, now: Now, was_missing: bool) {
        self.is_missing = false;
        if was_missing && self.restarted.replace(now.service).is_none() {
            self.record_lost_span(now.service, NO_SUBSCRIPTION);
        }
    }

    /// Applies the outcome of fetching a blob completely and passing it on.
    pub fn report_fetch(&mut self, now: Now, content_id: &str, outcome: Result<(), Trouble>) {
        let Some(mut blob) = self.open.remove_blob(content_id) else { return };
        match outcome {
            Ok(()) => self.known.add_stored(&blob.id, blob.created),
            Err(Trouble::Expired(reason)) => self.record_lost_blob(blob, reason),
            Err(Trouble::Missing(reason)) => {
                // A missing blob may only be late: it is asked for again before it counts as lost.
                blob.missing += 1;
                if blob.is_lost || blob.missing >= self.settings.missing_tries {
                    self.record_lost_blob(blob, reason);
                } else {
                    self.retry_blob(now, blob, None, reason.into());
                }
            }
            Err(Trouble::Passing { after, reason }) => self.retry_blob(now, blob, after, reason),
            // Its address may be wrong for a moment; when its time is over it is lost.
            Err(Trouble::Page(reason)) => self.retry_blob(now, blob, None, reason),
            Err(Trouble::Final(error)) => {
                self.retry_blob(now, blob, None, error.clone().into());
                self.stop_at(now, error);
            }
            Err(other) => self.retry_blob(now, blob, None, other.to_string().into()),
        }
    }

    /// Fetches the blob again after a pause, as long as it can be fetched.
    fn retry_blob(&mut self, now: Now, mut blob: Blob, after: Option<Duration>, reason: Cause) {
        if blob.is_surely_expired(now) {
            return self.record_lost_blob(
                blob,
                format!("it could not be fetched while it was there: {reason}", reason = &*reason),
            );
        }
        blob.backoff.start_pause(now.run, self.settings.pause, after, reason);
        self.open.add_paused(blob);
    }

    fn record_lost_blob(&mut self, blob: Blob, reason: String) {
        self.known.add_lost(&blob.id, blob.created);
        // It is in the ledger already, and was asked for once more.
        if blob.is_lost {
            return;
        }
        let Blob { id, created, expiration, .. } = blob;
        self.losses.push(Loss { content_id: Some(id), created, until: expiration, reason });
    }
}

/// Reports whether a start came too soon after another. The service throttles it without saying until when.
fn is_too_soon(reason: &Cause) -> bool {
    matches!(reason.origin(), Some(Origin::Service(error)) if error.kind() == ErrorKind::Throttled)
}
