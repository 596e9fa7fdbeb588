//! Hints that there is new content: a count for each stream, so that a flood of them takes no memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use trail365_client::{ContentType, TenantId};

/// Hints to the collector that a stream has new content.
#[derive(Debug)]
pub struct Hints {
    streams: Vec<(TenantId, ContentType)>,
    /// Hints for each stream since the collector last took them.
    counts: Mutex<Vec<u64>>,
    given: Notify,
}

impl Hints {
    pub(crate) fn new(streams: impl Iterator<Item = (TenantId, ContentType)>) -> Self {
        let streams: Vec<_> = streams.collect();
        let counts = Mutex::new(vec![0; streams.len()]);
        Hints { streams, counts, given: Notify::new() }
    }

    /// Gives a hint that a stream has new content. Returns false if it is not collected.
    pub fn give(&self, tenant: TenantId, content_type: ContentType) -> bool {
        let Some(place) = self.streams.iter().position(|stream| *stream == (tenant, content_type)) else {
            return false;
        };
        self.lock_counts()[place] += 1;
        // A permit is kept if nobody waits, so that a hint between two waits is not missed.
        self.given.notify_one();
        true
    }

    /// Waits for hints and takes their number for each stream. A call that is dropped loses none.
    pub(crate) async fn take_counts(&self) -> Vec<u64> {
        loop {
            if let Some(counts) = self.try_take() {
                return counts;
            }
            self.given.notified().await;
        }
    }

    fn try_take(&self) -> Option<Vec<u64>> {
        let mut counts = self.lock_counts();
        let some = counts.iter().any(|count| *count > 0);
        some.then(|| std::mem::replace(&mut *counts, vec![0; self.streams.len()]))
    }

    fn lock_counts(&self) -> MutexGuard<'_, Vec<u64>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
