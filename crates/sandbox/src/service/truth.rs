//! The truth: every blob, and whether it could be had.

use std::io;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

use crate::content_type::ContentType;
use crate::feed::{Blob, BlobKey, BlobRest, Broken, Element};
use crate::guid::guid_text;
use crate::moment::Moment;

use super::body::{BodySource, PIECE};
use super::query::Query;
use super::subscription::Subscription;
use super::world::{TenantState, World};

/// A blob, and whether anybody could have had it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), trail365_sandbox::Error> {
/// use std::collections::BTreeSet;
/// use trail365_sandbox::{Plan, Sandbox, TruthState};
///
/// let sandbox = Sandbox::start(Plan::default()).await?;
/// let stored = BTreeSet::<String>::new(); // the ids that your collector stored
/// let missing = sandbox
///     .truth()
///     .filter(|blob| blob.state == TruthState::Obtainable)
///     .flat_map(|blob| blob.records)
///     .filter(|id| !stored.contains(id));
/// assert_eq!(missing.count(), 0);
/// # Ok(()) }
/// ```
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
    /// Time from which it shows up; none if no subscription ran when it was created.
    pub available: Option<Moment>,
    /// Possibility to have it.
    pub state: TruthState,
    /// Ids of its records, in order. The same Id can stand in several blobs.
    pub records: Vec<String>,
    /// SHA-256 of each record as it stands, in the same order; only where it is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sha256: Vec<String>,
    /// Elements that are no record.
    pub unparsable: Vec<Unparsable>,
}

/// Possibility to have a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TruthState {
    /// It can be had by now: a collector that lacks it has lost it.
    Obtainable,
    /// It has been created and does not show up yet.
    Pending,
    /// It is listed, and every fetch says that it has expired.
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
    /// Goes through everything until now.
    pub(crate) fn new(world: Arc<World>) -> Self {
        let until = world.clock.now();
        Self::until(world, until)
    }

    /// Goes through everything until then, without the records.
    pub(crate) fn of_blobs(world: Arc<World>, until: Moment) -> Self {
        Self { with_ids: false, ..Self::until(world, until) }
    }

    fn until(world: Arc<World>, until: Moment) -> Self {
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

    /// Goes through the part that a request asks for: `tenant`, `contentType`, `ids=false` without the records, and
    /// `sha256=true` with a hash of each record.
    pub(crate) fn from_query(world: Arc<World>, query: &Query) -> Self {
        Self {
            only_tenant: query.find("tenant").map(str::to_ascii_lowercase),
            only_kind: query.find("contenttype").and_then(ContentType::named),
            with_ids: query.find("ids") != Some("false"),
            with_sha256: query.find("sha256") == Some("true"),
            ..Self::new(world)
        }
    }

    fn is_wanted(&self, tenant: &TenantState, kind: ContentType) -> bool {
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
            // The lock is held for this statement only: the truth of a long time takes a while, and requests go on.
            let first = tenant.subscriptions()[self.kind].first_start();
            let Some(first) = first.filter(|_| self.is_wanted(tenant, kind)) else {
                self.next_kind();
                continue;
            };
            let slot = *self.slot.get_or_insert_with(|| tenant.feed.slot_at(first));
            let key = BlobKey { content_type: kind, slot, number: self.number };
            match tenant.feed.find_blob(key) {
                // Slots end with the one of now; blobs of it that are still to be created are left out below.
                _ if slot > tenant.feed.slot_at(self.until) => self.next_kind(),
                None => (self.slot, self.number) = (Some(slot + 1), 0),
                Some(blob) => {
                    self.number += 1;
                    if (first..=self.until).contains(&blob.created) {
                        return Some(self.describe_blob(tenant, &blob));
                    }
                }
            }
        }
    }
}

impl Truth {
    fn describe_blob(&self, tenant: &TenantState, blob: &Blob) -> TruthBlob {
        let delay = self.world.plan.service.first_content_minutes;
        let (available, state) = {
            let subscriptions = tenant.subscriptions();
            let subscription = &subscriptions[blob.key.content_type.index()];
            (subscription.shows_at(blob, delay), self.state_of(subscription, blob, delay))
        };
        let mut described = TruthBlob {
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
            let elements = BlobRest::of_blob(&tenant.feed, blob).into_elements(&tenant.feed);
            for (at, element) in elements.enumerate() {
                described.add_element(&element, at);
                if self.with_sha256 && !matches!(element, Element::Broken(_)) {
                    let mut json = Vec::new();
                    element.write_json(&tenant.feed, &mut json);
                    described.sha256.push(hex_text(digest(&SHA256, &json).as_ref()));
                }
            }
        }
        described
    }

    fn state_of(&self, subscription: &Subscription, blob: &Blob, delay: u32) -> TruthState {
        let Some(shows) = subscription.shows_at(blob, delay) else { return TruthState::Unsubscribed };
        match subscription.running_from(shows) {
            _ if shows > self.until => TruthState::Pending,
            // A blob that is later than its life is long is listed at no time at which it could be fetched.
            _ if blob.withheld || shows >= blob.expires => TruthState::Withheld,
            Some(chance) if chance < blob.expires && chance <= self.until => TruthState::Obtainable,
            _ => TruthState::Unsubscribed,
        }
    }
}

impl TruthBlob {
    fn add_element(&mut self, element: &Element, at: usize) {
        match element {
            Element::Broken(broken) => {
                let id = if let Broken::Escape(id) = broken { Some(guid_text(id)) } else { None };
                self.unparsable.push(Unparsable { at, kind: broken.kind_name(), id });
            }
            record => self.records.extend(record.record_id().map(|id| guid_text(&id))),
        }
    }
}

fn hex_text(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Writes a line of JSON a blob.
impl BodySource for Truth {
    fn write_piece(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        while out.len() < PIECE {
            let Some(blob) = self.next() else { return Ok(false) };
            serde_json::to_writer(&mut *out, &blob)?;
            out.push(b'\n');
        }
        Ok(true)
    }
}
