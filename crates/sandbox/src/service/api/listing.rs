//! Pages: a window, a place in it, and the address of the next page.

use http::HeaderName;
use serde::Serialize;
use url::form_urlencoded;

use crate::content_type::ContentType;
use crate::dice::{happens, mix};
use crate::service::answer::Answer;

use super::Call;
use super::denial::Denial;
use super::odd_items;
use super::page::{Listing, Place};
use super::window::Window;

const NEXT_PAGE_URI: HeaderName = HeaderName::from_static("nextpageuri");

/// A page that is asked for.
pub(super) struct Request<'a> {
    listing: Listing<'a>,
    pub(super) window: Window,
    pub(super) place: Place,
}

impl<'a> Request<'a> {
    /// Reads what is asked for; `first` gives the slot at which a window begins.
    pub(super) fn read(
        call: &'a Call<'_>,
        operation: &'static str,
        content_type: ContentType,
        first: impl FnOnce(Window) -> i64,
    ) -> Result<Self, Denial> {
        let listing =
            Listing { seed: call.world.plan.seed, tenant_id: &call.tenant.id, operation, content_type };
        let Some(text) = call.query.get("nextpage") else {
            let window = Window::of(call, call.now)?;
            let place = Place { began: call.now, slot: first(window), step: 0, again: false };
            return Ok(Self { listing, window, place });
        };
        let (place, check) = Place::read(text).ok_or_else(|| Denial::bad_page(text))?;
        let window = Window::of(call, place.began)?;
        let given = place.check(listing, window) == check && place.began <= call.now;
        given.then_some(Self { listing, window, place }).ok_or_else(|| Denial::bad_page(text))
    }

    /// The page, with the address of the one that begins at `next`.
    pub(super) fn answer(&self, call: &Call<'_>, items: &[impl Serialize], next: Option<Place>) -> Answer {
        let answer = match odd_items::among(items, &call.world.plan) {
            Some(odd) => call.json(&odd).struck_by("bad_items"),
            None => call.json(&items),
        };
        let Some(next) = self.repeated(call).or(next) else { return answer };
        answer.with(NEXT_PAGE_URI, &self.uri(call, next))
    }

    /// This very page once more, where the plan says so.
    fn repeated(&self, call: &Call<'_>) -> Option<Place> {
        let hash = mix(self.listing.seed, &[0x9a6e, self.place.check(self.listing, self.window)]);
        let again = !self.place.again && happens(hash, call.world.plan.faults.repeated_pages);
        again.then_some(Place { again: true, ..self.place })
    }

    fn uri(&self, call: &Call<'_>, next: Place) -> String {
        let odd = happens(
            mix(self.listing.seed, &[0x9a6f, next.step, next.slot as u64]),
            call.world.plan.faults.header_case,
        );
        let names = ["contentType", "startTime", "endTime", "nextPage"];
        let values = [
            self.listing.content_type.name().to_owned(),
            self.window.start.plain(),
            self.window.end.plain(),
            next.write(self.listing, self.window),
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
