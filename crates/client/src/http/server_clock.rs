//! The server's clock, estimated from its answers.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// Marks an offset that no answer has given yet.
const UNKNOWN: i64 = i64::MIN;

/// Lead of the server's clock over this machine's, in milliseconds.
pub(crate) struct ServerClock {
    /// By answers that are certainly the server's own. A proxy's page with a wrong `Date` once moved the time by a month.
    proven: AtomicI64,
    /// By the first answer of any sender, used until there is a proven one.
    first: AtomicI64,
}

impl ServerClock {
    pub(crate) fn new() -> Self {
        ServerClock { proven: AtomicI64::new(UNKNOWN), first: AtomicI64::new(UNKNOWN) }
    }

    /// Records the offset of an answer that a proxy may have given.
    pub(crate) fn hear_unproven(&self, offset: Option<TimeDelta>) {
        if let Some(offset) = offset.filter(|_| self.first.load(Ordering::Relaxed) == UNKNOWN) {
            self.first.store(offset.num_milliseconds(), Ordering::Relaxed);
        }
    }

    /// Records the offset of an answer that is certainly the server's own.
    pub(crate) fn set_proven(&self, offset: Option<TimeDelta>) {
        if let Some(offset) = offset {
            self.proven.store(offset.num_milliseconds(), Ordering::Relaxed);
        }
    }

    /// Returns the best known offset, `None` before the first answer.
    pub(crate) fn known_offset(&self) -> Option<TimeDelta> {
        let offsets = [&self.proven, &self.first].map(|offset_ms| offset_ms.load(Ordering::Relaxed));
        offsets.into_iter().find(|offset| *offset != UNKNOWN).and_then(TimeDelta::try_milliseconds)
    }

    /// Returns the time by the server's clock, by this machine's before the first answer.
    pub(crate) fn server_now(&self) -> DateTime<Utc> {
        Utc::now() + self.known_offset().unwrap_or_default()
    }
}
