//! Status of a stream, for people and programs.

use std::time::Duration;

use chrono::{DateTime, Utc};
use trail365_client::Pace;

use crate::feed::State;

/// Status of a stream: the content of one type of one tenant.
#[derive(Debug, Clone)]
pub struct Status {
    /// Name of the tenant.
    pub tenant: String,
    /// Content type.
    pub content_type: String,
    /// Time up to which everything is in the lake.
    pub mark: Option<DateTime<Utc>>,
    /// Time by the service's clock.
    pub now: DateTime<Utc>,
    /// Blobs that are listed and not passed on.
    pub pending: usize,
    /// While it lists: the time since a listing of everything that is due last ended.
    pub listing: Option<Duration>,
    /// Work so far.
    pub counts: Counts,
    /// State of the feed.
    pub state: State,
    /// Pace of the calls to the tenant.
    pub pace: Pace,
}

/// Work of a stream so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Blobs that were fetched and passed on.
    pub blobs: u64,
    /// Bytes of these blobs.
    pub bytes: u64,
    /// Records that were new to the lake and are committed.
    pub records: u64,
    /// Pieces of blobs that cannot be read as records; they are in the table `rejected`.
    pub rejected: u64,
    /// Calls that failed and are tried again.
    pub retries: u64,
    /// Lost blobs and spans of time.
    pub losses: u64,
    /// Hints of notifications that there is new content. Several may come before a listing.
    pub hints: u64,
}
