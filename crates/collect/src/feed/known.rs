//! Content that was dealt with.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use twox_hash::XxHash3_128;

/// The blobs that are in the lake or lost, by a hash of their IDs.
#[derive(Debug, Default)]
pub struct Known(HashMap<u128, i64>);

impl Known {
    /// Adds a blob.
    pub fn add(&mut self, content_id: &str, created: DateTime<Utc>) {
        self.0.insert(XxHash3_128::oneshot(content_id.as_bytes()), created.timestamp());
    }

    pub(super) fn has(&self, content_id: &str) -> bool {
        self.0.contains_key(&XxHash3_128::oneshot(content_id.as_bytes()))
    }

    /// Forgets what can no longer be listed.
    pub(super) fn forget_before(&mut self, time: DateTime<Utc>) {
        self.0.retain(|_, created| *created >= time.timestamp());
    }
}
