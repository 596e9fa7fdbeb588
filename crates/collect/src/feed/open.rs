//! Blobs that were listed and are not dealt with: what is due, and where the mark has to stay.
//!
//! There can be ten thousand, and after every call of any feed it is asked for the least of them; so they are kept in order.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::blob::Blob;
use crate::Cause;

type Time = DateTime<Utc>;

/// Open blobs, each waiting to be fetched or being fetched.
#[derive(Debug, Default)]
pub(super) struct Open {
    blobs: HashMap<Arc<str>, Blob>,
    /// Those that can be fetched now, the oldest first.
    ready: BTreeSet<(Time, Arc<str>)>,
    /// Those that wait after a failure, by when their pause is over.
    paused: BTreeSet<(Duration, Arc<str>)>,
    /// All, by where the mark has to stay.
    floors: BTreeSet<(Time, Arc<str>)>,
}

impl Open {
    pub fn has(&self, id: &str) -> bool {
        self.blobs.contains_key(id)
    }

    /// A blob that was found.
    pub fn add(&mut self, blob: Blob) {
        let id: Arc<str> = blob.id.as_str().into();
        self.ready.insert((blob.created, id.clone()));
        self.floors.insert((blob.floor, id.clone()));
        self.blobs.insert(id, blob);
    }

    /// The oldest that is due.
    pub fn take(&mut self, run: Duration) -> Option<Blob> {
        while self.paused.first().is_some_and(|(until, _)| *until <= run) {
            let Some((_, id)) = self.paused.pop_first() else { break };
            if let Some(blob) = self.blobs.get(&id) {
                self.ready.insert((blob.created, id));
            }
        }
        let (_, id) = self.ready.pop_first()?;
        self.blobs.get(&id).cloned()
    }

    /// It is dealt with.
    pub fn remove(&mut self, id: &str) -> Option<Blob> {
        let (id, blob) = self.blobs.remove_entry(id)?;
        self.ready.remove(&(blob.created, id.clone()));
        self.paused.remove(&(blob.pause.until(), id.clone()));
        self.floors.remove(&(blob.floor, id));
        Some(blob)
    }

    /// One that was removed is tried again after its pause.
    pub fn pause(&mut self, blob: Blob) {
        let id: Arc<str> = blob.id.as_str().into();
        self.paused.insert((blob.pause.until(), id.clone()));
        self.floors.insert((blob.floor, id.clone()));
        self.blobs.insert(id, blob);
    }

    /// No mark may pass here.
    pub fn floor(&self) -> Option<Time> {
        self.floors.first().map(|(floor, _)| *floor)
    }

    /// When the next one is due.
    pub fn due(&self) -> Option<Duration> {
        let after_failure = self.paused.first().map(|(until, _)| *until);
        if self.ready.is_empty() { after_failure } else { Some(Duration::ZERO) }
    }

    /// Failures in a row of the one that failed most.
    pub fn most_tries(&self) -> u32 {
        self.blobs.values().map(|blob| blob.pause.tries()).max().unwrap_or(0)
    }

    /// What is in the way of the one that failed most, if it failed again.
    pub fn trouble(&self) -> Option<&Cause> {
        let failed = self.blobs.values().filter(|blob| blob.pause.tries() > 1);
        failed.max_by_key(|blob| blob.pause.tries())?.pause.reason()
    }

    /// How many wait to be fetched.
    pub fn waiting(&self) -> usize {
        self.ready.len() + self.paused.len()
    }

    pub fn len(&self) -> usize {
        self.blobs.len()
    }
}
