//! The last known status of all streams.

use std::sync::Arc;
use std::time::Instant;

use crate::status::Status;

/// The status of all streams at a time.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub at: Instant,
    pub streams: Arc<[Status]>,
}
