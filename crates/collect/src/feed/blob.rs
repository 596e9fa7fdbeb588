//! A blob that was listed.

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::ContentInfo;

use super::REACH;
use super::pause::Pause;

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
        }
    }

    /// Whether it cannot be fetched any more, whatever the clocks.
    pub(super) fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.expiration.unwrap_or(self.created + REACH) + TimeDelta::hours(1) < now
    }
}
