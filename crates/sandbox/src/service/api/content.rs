//! `GET /subscriptions/content`: what content there is.

use serde::Serialize;

use crate::content_type::ContentType;
use crate::feed::{Blob, BlobKey};
use crate::moment::Moment;
use crate::service::world::{TenantState, World};

use super::listing::Request;
use super::page::Place;
use super::{Call, Outcome};

/// Content as listings and notifications have it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ContentItem {
    #[serde(rename = "contentUri")]
    uri: String,
    #[serde(rename = "contentId")]
    id: String,
    #[serde(rename = "contentType")]
    kind: &'static str,
    #[serde(rename = "contentCreated")]
    created: Moment,
    #[serde(rename = "contentExpiration")]
    expires: Moment,
}

impl ContentItem {
    pub(crate) fn new(world: &World, tenant: &TenantState, blob: &Blob) -> Self {
        let id = tenant.feed.content_id(blob);
        Self {
            uri: format!("{}/audit/{id}", world.feed_root(&tenant.id)),
            id,
            kind: blob.key.content_type.name(),
            created: blob.created,
            expires: blob.expires,
        }
    }
}

pub(super) fn list(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    call.subscribed(kind)?;
    let feed = &call.tenant.feed;
    let request = Request::read(call, "content", kind, |window| feed.slot_at(window.start))?;
    let (items, next) = Page { call, kind, request: &request }.fill();
    Ok(request.answer(call, &items, next))
}

/// A page that is being filled.
struct Page<'a> {
    call: &'a Call<'a>,
    kind: ContentType,
    request: &'a Request<'a>,
}

impl Page<'_> {
    /// As many entries as a page has, and where the next one begins.
    fn fill(&self) -> (Vec<ContentItem>, Option<Place>) {
        let feed = &self.call.tenant.feed;
        let mut place = self.request.place;
        place.again = false;
        let end = self.request.window.end.min(Moment(place.began.0 + 1));
        let last = feed.slot_at(Moment(end.0 - 1));
        let mut items = Vec::new();
        while place.slot <= last {
            match self.entry(place) {
                Entry::Over => place = Place { slot: place.slot + 1, step: 0, ..place },
                Entry::Hidden => place.step += 1,
                Entry::Shown(_) if items.len() == self.call.world.plan.service.page_size => {
                    return (items, Some(place));
                }
                Entry::Shown(blob) => {
                    items.push(ContentItem::new(self.call.world, self.call.tenant, &blob));
                    place.step += 1;
                }
            }
        }
        (items, None)
    }

    /// What is at a place: the blobs of a slot first, then those of an earlier slot that are listed again.
    fn entry(&self, place: Place) -> Entry {
        let feed = &self.call.tenant.feed;
        let key = |slot, number| BlobKey { content_type: self.kind, slot, number };
        let own = u64::from(feed.blob_count(self.kind, place.slot));
        if place.step < own {
            let blob = feed.blob(key(place.slot, place.step as u32));
            return blob.map_or(Entry::Over, |blob| self.shown(blob.created, blob));
        }
        let Some(later) = feed.relisting_slots() else { return Entry::Over };
        let slot = place.slot - later;
        match feed.blob(key(slot, (place.step - own) as u32)) {
            Some(blob) if blob.relisted => {
                let at = Moment(blob.created.0 + (feed.slot_start(place.slot).0 - feed.slot_start(slot).0));
                self.shown(at, blob)
            }
            Some(_) => Entry::Hidden,
            None => Entry::Over,
        }
    }

    /// The blob, if it is listed at this time and shows up by now.
    fn shown(&self, at: Moment, blob: Blob) -> Entry {
        let began = self.request.place.began;
        let delay = self.call.world.plan.service.first_content_minutes;
        let shows = self.call.tenant.shows(&blob, delay).is_some_and(|shows| shows <= began);
        if shows && at <= began && self.request.window.contains(at) {
            Entry::Shown(blob)
        } else {
            Entry::Hidden
        }
    }
}

enum Entry {
    Shown(Blob),
    Hidden,
    /// The slot has no more.
    Over,
}
