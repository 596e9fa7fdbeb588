//! `GET /subscriptions/content`: the blobs of a window.

use serde::Serialize;

use crate::content_type::ContentType;
use crate::feed::{Blob, BlobKey};
use crate::moment::Moment;
use crate::service::world::{TenantState, World};

use super::call::{Call, Outcome};
use super::listing::{PagePlace, PageRequest};

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

pub(super) fn list_content(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    call.ensure_subscribed(kind)?;
    let feed = &call.tenant.feed;
    let request = PageRequest::read_from(call, "content", kind, |window| feed.slot_at(window.start))?;
    let (items, next) = Page { call, kind, request: &request }.fill_page();
    Ok(request.answer_page(call, &items, next))
}

/// A page that is being filled.
struct Page<'a> {
    call: &'a Call<'a>,
    kind: ContentType,
    request: &'a PageRequest<'a>,
}

impl Page<'_> {
    /// Returns as many entries as a page has, and the place where the next one starts.
    fn fill_page(&self) -> (Vec<ContentItem>, Option<PagePlace>) {
        let feed = &self.call.tenant.feed;
        let mut place = self.request.place;
        place.again = false;
        // Nothing is created after the start of the listing: a window into the future ends there.
        let end = self.request.window.end.min(Moment(place.began.0 + 1));
        let last = feed.slot_at(Moment(end.0 - 1));
        let mut items = Vec::new();
        while place.slot <= last {
            match self.entry_at(place) {
                PageEntry::Over => place = PagePlace { slot: place.slot + 1, step: 0, ..place },
                PageEntry::Hidden => place.step += 1,
                PageEntry::Shown(_) if items.len() == self.call.world.plan.service.page_size => {
                    return (items, Some(place));
                }
                PageEntry::Shown(blob) => {
                    items.push(ContentItem::new(self.call.world, self.call.tenant, &blob));
                    place.step += 1;
                }
            }
        }
        (items, None)
    }

    /// Finds the entry at a place: the blobs of a slot come first, then those of an earlier slot that are listed again.
    fn entry_at(&self, place: PagePlace) -> PageEntry {
        let feed = &self.call.tenant.feed;
        let key = |slot, number| BlobKey { content_type: self.kind, slot, number };
        let own = u64::from(feed.blob_count(self.kind, place.slot));
        if place.step < own {
            let blob = feed.find_blob(key(place.slot, place.step as u32));
            return blob.map_or(PageEntry::Over, |blob| self.entry_of(blob.created, blob));
        }
        let Some(later) = feed.relisting_slots() else { return PageEntry::Over };
        let slot = place.slot - later;
        match feed.find_blob(key(slot, (place.step - own) as u32)) {
            Some(blob) if blob.relisted => {
                let at = Moment(blob.created.0 + (feed.slot_start(place.slot).0 - feed.slot_start(slot).0));
                self.entry_of(at, blob)
            }
            Some(_) => PageEntry::Hidden,
            None => PageEntry::Over,
        }
    }

    /// Returns the entry of a blob: shown, if the window has its time and it had shown up when the listing started.
    fn entry_of(&self, at: Moment, blob: Blob) -> PageEntry {
        let began = self.request.place.began;
        let delay = self.call.world.plan.service.first_content_minutes;
        let shows = self.call.tenant.shows_at(&blob, delay).is_some_and(|shows| shows <= began);
        if shows && at <= began && self.request.window.contains(at) {
            PageEntry::Shown(blob)
        } else {
            PageEntry::Hidden
        }
    }
}

/// The entry at a place of a listing.
enum PageEntry {
    Shown(Blob),
    Hidden,
    /// The slot has no more.
    Over,
}
