//! Upkeep of the lake while records are collected into it.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use tokio::time::sleep;
use trail365_lake::{Lake, Location};

use crate::log;

/// Time from the start of a collector to the first look at the lake: seldom is a start the best moment.
const FIRST: Duration = Duration::from_mins(5);

/// Time between two looks.
const PAUSE: Duration = Duration::from_hours(1);

/// How a collector looks after its lake: each commit makes small files, and queries open all of them.
///
/// ```
/// assert_eq!(trail365_collect::Upkeep::default().every.num_hours(), 24);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upkeep {
    /// Age at which files that commits made are merged, with those whose days they share.
    pub every: TimeDelta,
    /// Time for which files that were replaced are kept, and with them older versions of the lake.
    pub keep: TimeDelta,
}

impl Default for Upkeep {
    fn default() -> Self {
        Upkeep { every: TimeDelta::days(1), keep: TimeDelta::days(7) }
    }
}

impl Upkeep {
    /// Merges the files of a lake if the oldest of them waits for long enough, and then deletes what nothing needs any more.
    /// Returns whether it did.
    ///
    /// # Errors
    /// If the lake cannot be read or written, or somebody else looks after it at the same time.
    pub async fn look_after(&self, location: &Location) -> trail365_lake::Result<bool> {
        let mut lake = Lake::open(location, None).await?;
        let oldest = lake.unordered_since().await?;
        if oldest.is_none_or(|oldest| Utc::now() - oldest < self.every) {
            return Ok(false);
        }
        let start = Instant::now();
        let compacted = lake.compact().await?;
        log::log_compaction(&compacted, start.elapsed());
        let vacuumed = lake.vacuum(self.keep, false).await?;
        log::log_vacuum(vacuumed.files.len());
        Ok(true)
    }

    /// Looks after a lake again and again. A failure is told to the log, and tried again with the next look.
    pub(crate) async fn go_on(self, location: Location) {
        sleep(FIRST).await;
        loop {
            if let Err(error) = self.look_after(&location).await {
                log::log_upkeep_failure(&error);
            }
            sleep(PAUSE).await;
        }
    }
}
