//! Hints that there is something new: a set of streams, which cannot grow however many there are.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use trail365_client::{ContentType, TenantId};

/// Where the collector is told that a stream has something new.
#[derive(Debug)]
pub struct Hints {
    streams: Vec<(TenantId, ContentType)>,
    /// How often each was hinted at since the collector last looked.
    counts: Mutex<Vec<u64>>,
    given: Notify,
}

impl Hints {
    pub(crate) fn new(streams: impl Iterator<Item = (TenantId, ContentType)>) -> Self {
        let streams: Vec<_> = streams.collect();
        let counts = Mutex::new(vec![0; streams.len()]);
        Hints { streams, counts, given: Notify::new() }
    }

    /// Says that there is something new; false if nobody collects it.
    pub fn give(&self, tenant: TenantId, content_type: ContentType) -> bool {
        let Some(place) = self.streams.iter().position(|stream| *stream == (tenant, content_type)) else {
            return false;
        };
        self.counts()[place] += 1;
        self.given.notify_one();
        true
    }

    /// Waits for hints; gives how many there were, by the place of the stream. Nothing is lost when it is dropped.
    pub(crate) async fn take(&self) -> Vec<u64> {
        loop {
            if let Some(counts) = self.taken() {
                return counts;
            }
            self.given.notified().await;
        }
    }

    fn taken(&self) -> Option<Vec<u64>> {
        let mut counts = self.counts();
        let some = counts.iter().any(|count| *count > 0);
        some.then(|| std::mem::replace(&mut *counts, vec![0; self.streams.len()]))
    }

    fn counts(&self) -> MutexGuard<'_, Vec<u64>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
