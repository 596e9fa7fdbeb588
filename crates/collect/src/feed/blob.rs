//! A blob that was listed.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::ContentInfo;

use super::pause::Pause;
use super::{Now, REACH};

/// How long the clock has to say that a blob's time is over before that counts.
const DOUBT: Duration = Duration::from_mins(1);

/// A blob that is to be fetched.
#[derive(Debug, Clone)]
pub struct Blob {
    /// What the API calls it.
    pub id: String,
    /// Where the API says it is.
    pub uri: String,
    /// When it became available.
    pub created: DateTime<Utc>,
    /// Until when it can be fetched.
    pub expiration: Option<DateTime<Utc>>,
    /// No mark may pass here before it is stored: a listing from here finds it.
    pub(super) floor: DateTime<Utc>,
    pub(super) pause: Pause,
    /// How often the service said that there is none.
    pub(super) missing: u32,
    /// It counts as lost.
    pub(super) is_lost: bool,
    /// Since when every failure found its time over, by how long the collector has run.
    pub(super) over_since: Option<Duration>,
}

impl Blob {
    pub(super) fn found(item: ContentInfo, listed_from: DateTime<Utc>) -> Self {
        let created = item.created.unwrap_or(listed_from);
        Blob {
            id: item.content_id,
            uri: item.content_uri,
            created,
            expiration: item.expiration,
            floor: created.min(listed_from),
            pause: Pause::default(),
            missing: 0,
            is_lost: false,
            over_since: None,
        }
    }

    /// Whether it cannot be fetched any more, after a failure: the service's clock said so a while ago, and still does. Once
    /// it may have been wrong.
    pub(super) fn is_surely_over(&mut self, now: Now) -> bool {
        let is_over = self.expiration.unwrap_or(self.created + REACH) + TimeDelta::hours(1) < now.service;
        self.over_since = is_over.then(|| self.over_since.unwrap_or(now.run));
        self.over_since.is_some_and(|since| now.run.saturating_sub(since) >= DOUBT)
    }
}
