//! Content that was dealt with.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use twox_hash::XxHash3_128;

/// The blobs that are in the lake or lost, by a hash of their IDs.
#[derive(Debug, Default)]
pub struct Known(HashMap<u128, Seen>);

#[derive(Debug)]
struct Seen {
    created: i64,
    is_lost: bool,
}

impl Known {
    /// Adds a blob that is in the lake.
    pub fn add(&mut self, content_id: &str, created: DateTime<Utc>) {
        self.insert(content_id, created, false);
    }

    /// Adds a blob that is lost; what is in the lake all the same is not.
    pub fn lose(&mut self, content_id: &str, created: DateTime<Utc>) {
        if !self.has(content_id) {
            self.insert(content_id, created, true);
        }
    }

    fn insert(&mut self, content_id: &str, created: DateTime<Utc>, is_lost: bool) {
        self.0.insert(hash(content_id), Seen { created: created.timestamp(), is_lost });
    }

    pub(super) fn has(&self, content_id: &str) -> bool {
        self.0.get(&hash(content_id)).is_some_and(|seen| !seen.is_lost)
    }

    pub(super) fn has_lost(&self, content_id: &str) -> bool {
        self.0.get(&hash(content_id)).is_some_and(|seen| seen.is_lost)
    }

    /// Forgets what can no longer be listed.
    pub(super) fn forget_before(&mut self, time: DateTime<Utc>) {
        self.0.retain(|_, seen| seen.created >= time.timestamp());
    }
}

fn hash(content_id: &str) -> u128 {
    XxHash3_128::oneshot(content_id.as_bytes())
}
