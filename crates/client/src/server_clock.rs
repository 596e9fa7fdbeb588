//! The service's clock, as its answers tell it.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// Stands for an offset that no answer has told yet.
const UNKNOWN: i64 = i64::MIN;

/// How far the service's clock is ahead of this machine's.
pub(crate) struct ServerClock {
    /// By answers that are the service's own.
    proven: AtomicI64,
    /// By the first answer, whoever gave it: good enough until the service itself says more.
    first: AtomicI64,
}

impl ServerClock {
    pub(crate) fn new() -> Self {
        ServerClock { proven: AtomicI64::new(UNKNOWN), first: AtomicI64::new(UNKNOWN) }
    }

    /// Takes what an answer says that anybody between here and the service may have given.
    pub(crate) fn hear(&self, offset: Option<TimeDelta>) {
        if let Some(offset) = offset.filter(|_| self.first.load(Ordering::Relaxed) == UNKNOWN) {
            self.first.store(offset.num_milliseconds(), Ordering::Relaxed);
        }
    }

    /// Takes what an answer of the service says.
    pub(crate) fn set(&self, offset: Option<TimeDelta>) {
        if let Some(offset) = offset {
            self.proven.store(offset.num_milliseconds(), Ordering::Relaxed);
        }
    }

    pub(crate) fn offset(&self) -> Option<TimeDelta> {
        let told = [&self.proven, &self.first].map(|offset_ms| offset_ms.load(Ordering::Relaxed));
        told.into_iter().find(|told| *told != UNKNOWN).and_then(TimeDelta::try_milliseconds)
    }

    /// The time by it; by this machine's before the first answer.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.offset().unwrap_or_default()
    }
}
