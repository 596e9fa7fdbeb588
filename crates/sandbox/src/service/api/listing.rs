//! Pages of listings: the window that is asked for, a place in it, and the address of the next page.
//!
//! `nextPage` is opaque to callers: a place in a listing, with a checksum over all that it belongs to. So one that was
//! made up, or that belongs to another listing, is refused as the service refuses it (AF20031).

use http::HeaderName;
use serde::Serialize;
use url::form_urlencoded;

use crate::content_type::ContentType;
use crate::dice::{happens_at_rate, mix, mix_text};
use crate::moment::{DAY, Moment, SECOND};
use crate::service::answer::Answer;

use super::call::Call;
use super::denial::Denial;
use super::odd_items;

const NEXT_PAGE_URI: HeaderName = HeaderName::from_static("nextpageuri");

/// A request for a page.
pub(super) struct PageRequest<'a> {
    listing: ListingName<'a>,
    pub(super) window: Window,
    pub(super) place: PagePlace,
}

impl<'a> PageRequest<'a> {
    /// Reads the request of a call; `first` gives the slot at which a window starts.
    pub(super) fn read_from(
        call: &'a Call<'_>,
        operation: &'static str,
        content_type: ContentType,
        first: impl FnOnce(Window) -> i64,
    ) -> Result<Self, Denial> {
        let listing =
            ListingName { seed: call.world.plan.seed, tenant_id: &call.tenant.id, operation, content_type };
        let Some(text) = call.query.find("nextpage") else {
            let window = Window::from_call(call, call.now)?;
            let place = PagePlace { began: call.now, slot: first(window), step: 0, again: false };
            return Ok(Self { listing, window, place });
        };
        let (place, check) = PagePlace::from_text(text).ok_or_else(|| Denial::bad_page(text))?;
        // As of the start of the listing: a chain of pages that takes minutes must not fall off the edge of seven days.
        let window = Window::from_call(call, place.began)?;
        let given = place.checksum_for(listing, window) == check && place.began <= call.now;
        given.then_some(Self { listing, window, place }).ok_or_else(|| Denial::bad_page(text))
    }

    /// Answers with the page, and with the address of the one that starts at `next`.
    pub(super) fn answer_page(
        &self,
        call: &Call<'_>,
        items: &[impl Serialize],
        next: Option<PagePlace>,
    ) -> Answer {
        let answer = match odd_items::mix_odd_items(items, &call.world.plan) {
            Some(odd) => call.json_answer(&odd).struck_by("bad_items"),
            None => call.json_answer(&items),
        };
        let Some(next) = self.repeated_place(call).or(next) else { return answer };
        answer.with_header(NEXT_PAGE_URI, &self.next_page_uri(call, next))
    }

    /// Returns the place of this very page once more, where the plan says so.
    fn repeated_place(&self, call: &Call<'_>) -> Option<PagePlace> {
        let hash = mix(self.listing.seed, &[0x9a6e, self.place.checksum_for(self.listing, self.window)]);
        let again = !self.place.again && happens_at_rate(hash, call.world.plan.faults.repeated_pages);
        again.then_some(PagePlace { again: true, ..self.place })
    }

    fn next_page_uri(&self, call: &Call<'_>, next: PagePlace) -> String {
        // Real chains spell the parameters of their addresses in lower case now and then.
        let odd = happens_at_rate(
            mix(self.listing.seed, &[0x9a6f, next.step, next.slot as u64]),
            call.world.plan.faults.header_case,
        );
        // Without PublisherIdentifier, as real chains have it: a collector must add it again to each page.
        let names = ["contentType", "startTime", "endTime", "nextPage"];
        let values = [
            self.listing.content_type.name().to_owned(),
            self.window.start.to_plain(),
            self.window.end.to_plain(),
            next.to_text(self.listing, self.window),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in names.iter().zip(&values) {
            let name = if odd { name.to_ascii_lowercase() } else { (*name).to_owned() };
            query.append_pair(&name, value);
        }
        let root = call.world.feed_root(&call.tenant.id);
        format!("{root}/subscriptions/{}?{}", self.listing.operation, query.finish())
    }
}

/// A span of time of a listing: the start belongs to it, the end does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) start: Moment,
    pub(super) end: Moment,
}

impl Window {
    /// Reads the window that a request names; the last 24 hours if it names none. The listing began at `now`.
    pub(super) fn from_call(call: &Call<'_>, now: Moment) -> Result<Self, Denial> {
        let time = |name, shown: &str| match call.query.find(name) {
            Some(text) => parse_time(text).map(Some).ok_or_else(|| Denial::wrong_type(shown, "datetime")),
            None => Ok(None),
        };
        let window = match (time("starttime", "startTime")?, time("endtime", "endTime")?) {
            (Some(start), Some(end)) => Self { start, end },
            (None, None) => {
                // Whole seconds, as the addresses of further pages write them.
                let end = Moment(now.0.div_euclid(SECOND) * SECOND);
                Self { start: Moment(end.0 - DAY), end }
            }
            _ => return Err(Denial::bad_window()),
        };
        let oldest = now.0 - i64::from(call.world.plan.service.content_days) * DAY;
        // The length first: a window that is both too long and too old is told of its length.
        if window.end.0 - window.start.0 > DAY {
            Err(Denial::bad_window())
        } else if window.start >= window.end || window.start.0 < oldest {
            Err(Denial::window_out_of_reach())
        } else {
            Ok(window)
        }
    }

    pub(super) fn contains(self, at: Moment) -> bool {
        self.start <= at && at < self.end
    }
}

/// Reads the three forms that the API accepts; a `Z` is ignored, fractions are refused.
fn parse_time(text: &str) -> Option<Moment> {
    if text.contains('.') { None } else { Moment::parse(text) }
}

/// A place in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PagePlace {
    /// Start of the listing: content that shows up later is not in it, so a chain of pages is consistent.
    pub(super) began: Moment,
    pub(super) slot: i64,
    /// Number of entries of the slot that came before.
    pub(super) step: u64,
    /// The page at this place has been given before.
    pub(super) again: bool,
}

/// The listing that a place belongs to; the place is refused by all others.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListingName<'a> {
    pub(super) seed: u64,
    pub(super) tenant_id: &'a str,
    pub(super) operation: &'static str,
    pub(super) content_type: ContentType,
}

impl PagePlace {
    /// Returns the text that the URI carries.
    pub(super) fn to_text(self, listing: ListingName<'_>, window: Window) -> String {
        let again = i32::from(self.again);
        let check = self.checksum_for(listing, window);
        format!("{}R{}R{}R{again}R{check:016x}", self.began.0, self.slot, self.step)
    }

    /// Reads such a text with its checksum; none if it has another form.
    pub(super) fn from_text(text: &str) -> Option<(Self, u64)> {
        let mut parts = text.split('R');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let (began, slot, step, again) = (number()?, number()?, number()?, number()?);
        let check = u64::from_str_radix(parts.next()?, 16).ok()?;
        let place = Self { began: Moment(began), slot, step: step.try_into().ok()?, again: again == 1 };
        (parts.next().is_none() && began >= 0).then_some((place, check))
    }

    /// Returns the checksum that tells a place that was given from one that was made up.
    pub(super) fn checksum_for(self, listing: ListingName<'_>, window: Window) -> u64 {
        let of = format!("{} {} {}", listing.tenant_id, listing.operation, listing.content_type);
        let parts =
            [self.began.0, self.slot, self.step as i64, i64::from(self.again), window.start.0, window.end.0];
        mix(mix_text(listing.seed, &of), &parts.map(|part| part as u64))
    }
}
