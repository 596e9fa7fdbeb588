//! Marks: up to when a stream of content is in the lake, noted in the commits that put it there.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::lake::Lake;
use crate::table::Table;

/// Up to when everything of a stream is in the lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Name of the stream.
    pub name: String,
    /// The first second that may be missing.
    pub until: DateTime<Utc>,
}

impl Mark {
    /// Application id under which the log of `activity` has it.
    fn application(name: &str) -> String {
        format!("trail365.mark/{name}")
    }
}

impl Lake {
    /// A mark, where there is one.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn mark(&self, name: &str) -> Result<Option<DateTime<Utc>>> {
        let seconds = self.activity.noted(&Mark::application(name)).await?;
        Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    }
}

/// The marks as a commit notes them; one that is further already stays where it is.
pub(crate) async fn notes(activity: &Table, marks: &[Mark]) -> Result<Vec<(String, i64)>> {
    let mut notes = Vec::new();
    for mark in marks {
        let application = Mark::application(&mark.name);
        let seconds = mark.until.timestamp();
        if activity.noted(&application).await?.is_none_or(|there| there < seconds) {
            notes.push((application, seconds));
        }
    }
    Ok(notes)
}
