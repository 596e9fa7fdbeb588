//! The truth: what there was to be had.

use std::io;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

use crate::content_type::ContentType;
use crate::dice::text;
use crate::feed::{Blob, BlobKey, Broken, Element};
use crate::moment::Moment;

use super::body::{PIECE, Source};
use super::query::Query;
use super::subscription::Subscription;
use super::world::{TenantState, World};

/// A blob and whether anybody could have had it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TruthBlob {
    /// Id of the tenant.
    pub tenant: String,
    /// Content type.
    pub content_type: ContentType,
    /// Content id.
    pub content_id: String,
    /// The time that listings go by.
    pub content_created: Moment,
    /// The end of its life.
    pub content_expiration: Moment,
    /// When it showed up, or will.
    pub available: Option<Moment>,
    /// Whether anybody could have had it.
    pub state: TruthState,
    /// Ids of its records, in order. The same Id can stand in several blobs.
    pub records: Vec<String>,
    /// SHA-256 of each record as it stands, in the same order; only where it is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sha256: Vec<String>,
    /// What in it is no record.
    pub unparsable: Vec<Unparsable>,
}

/// Whether a blob could be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TruthState {
    /// It could be had by now.
    Obtainable,
    /// It has been created and does not show up yet.
    Pending,
    /// It is listed, and said to have expired before its time.
    Withheld,
    /// No subscription ran when it was created, or none did when it showed up.
    Unsubscribed,
}

/// Something in a blob that is no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unparsable {
    /// Its place in the array, from 0.
    pub at: usize,
    /// `escape`: an object with an escape that JSON lacks; `text`, `null`, `list`: no object.
    pub kind: &'static str,
    /// The Id that stands in it, if it is an object.
    pub id: Option<String>,
}

/// Goes through all blobs since the first subscription, in order of tenant, content type and time.
pub(crate) struct Truth {
    world: Arc<World>,
    until: Moment,
    tenant: usize,
    kind: usize,
    slot: Option<i64>,
    number: u32,
    only_tenant: Option<String>,
    only_kind: Option<ContentType>,
    with_ids: bool,
    with_sha256: bool,
}

impl Truth {
    /// Everything until now.
    pub(crate) fn new(world: Arc<World>) -> Self {
        let until = world.clock.now();
        Self {
            world,
            until,
            tenant: 0,
            kind: 0,
            slot: None,
            number: 0,
            only_tenant: None,
            only_kind: None,
            with_ids: true,
            with_sha256: false,
        }
    }

    /// What a request asks for: `tenant`, `contentType`, `ids=false` to leave out the records, and `sha256=true` for what they
    /// are.
    pub(crate) fn asked(world: Arc<World>, query: &Query) -> Self {
        Self {
            only_tenant: query.get("tenant").map(str::to_ascii_lowercase),
            only_kind: query.get("contenttype").and_then(ContentType::named),
            with_ids: query.get("ids") != Some("false"),
            with_sha256: query.get("sha256") == Some("true"),
            ..Self::new(world)
        }
    }

    fn wanted(&self, tenant: &TenantState, kind: ContentType) -> bool {
        self.only_tenant.as_ref().is_none_or(|only| *only == tenant.id)
            && self.only_kind.is_none_or(|only| only == kind)
    }

    /// Goes on to the next content type or tenant.
    fn next_kind(&mut self) {
        (self.slot, self.number) = (None, 0);
        self.kind += 1;
        if self.kind == ContentType::ALL.len() {
            (self.kind, self.tenant) = (0, self.tenant + 1);
        }
    }
}

impl Iterator for Truth {
    type Item = TruthBlob;

    fn next(&mut self) -> Option<TruthBlob> {
        let world = Arc::clone(&self.world);
        loop {
            let tenant = world.tenants.get(self.tenant)?;
            let kind = ContentType::ALL[self.kind];
            let first = tenant.subscriptions()[self.kind].first();
            let Some(first) = first.filter(|_| self.wanted(tenant, kind)) else {
                self.next_kind();
                continue;
            };
            let slot = *self.slot.get_or_insert_with(|| tenant.feed.slot_at(first));
            let key = BlobKey { content_type: kind, slot, number: self.number };
            match tenant.feed.blob(key) {
                _ if slot > tenant.feed.slot_at(self.until) => self.next_kind(),
                None => (self.slot, self.number) = (Some(slot + 1), 0),
                Some(blob) => {
                    self.number += 1;
                    if (first..=self.until).contains(&blob.created) {
                        return Some(self.tell(tenant, &blob));
                    }
                }
            }
        }
    }
}

impl Truth {
    fn tell(&self, tenant: &TenantState, blob: &Blob) -> TruthBlob {
        let delay = self.world.plan.service.first_content_minutes;
        let (available, state) = {
            let subscriptions = tenant.subscriptions();
            let subscription = &subscriptions[blob.key.content_type.index()];
            (subscription.shows(blob, delay), self.state(subscription, blob, delay))
        };
        let mut told = TruthBlob {
            tenant: tenant.id.clone(),
            content_type: blob.key.content_type,
            content_id: tenant.feed.content_id(blob),
            content_created: blob.created,
            content_expiration: blob.expires,
            available,
            state,
            records: Vec::new(),
            sha256: Vec::new(),
            unparsable: Vec::new(),
        };
        if self.with_ids {
            let elements = blob.content(&tenant.feed).elements(&tenant.feed);
            for (at, element) in elements.enumerate() {
                told.add(&element, at);
                if self.with_sha256 && !matches!(element, Element::Broken(_)) {
                    let mut json = Vec::new();
                    element.write(&tenant.feed, &mut json);
                    told.sha256.push(hex(digest(&SHA256, &json).as_ref()));
                }
            }
        }
        told
    }

    fn state(&self, subscription: &Subscription, blob: &Blob, delay: u32) -> TruthState {
        let Some(shows) = subscription.shows(blob, delay) else { return TruthState::Unsubscribed };
        match subscription.running_from(shows) {
            _ if shows > self.until => TruthState::Pending,
            _ if blob.withheld || shows >= blob.expires => TruthState::Withheld,
            Some(chance) if chance < blob.expires && chance <= self.until => TruthState::Obtainable,
            _ => TruthState::Unsubscribed,
        }
    }
}

impl TruthBlob {
    fn add(&mut self, element: &Element<'_>, at: usize) {
        match element {
            Element::Broken(broken) => {
                let id = if let Broken::Escape(id) = broken { Some(text(id)) } else { None };
                self.unparsable.push(Unparsable { at, kind: broken.name(), id });
            }
            record => self.records.extend(record.id().map(|id| text(&id))),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// A line a blob.
impl Source for Truth {
    fn fill(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        while out.len() < PIECE {
            let Some(blob) = self.next() else { return Ok(false) };
            serde_json::to_writer(&mut *out, &blob)?;
            out.push(b'\n');
        }
        Ok(true)
    }
}
