//! Marks: how far a stream of content is in the lake, noted in the commits that put it there.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::table::Table;

/// The time up to which a stream of content is in the lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Name of the stream.
    pub name: String,
    /// First second that may be missing.
    pub until: DateTime<Utc>,
}

impl Mark {
    /// Returns the name of the mark of a tenant's content of one type.
    pub fn name_of_stream(tenant_id: &str, content_type: &str) -> String {
        format!("{tenant_id}/{content_type}")
    }
}

/// Returns the application id under which the log of `activity` keeps a mark.
fn application_id(name: &str) -> String {
    format!("trail365.mark/{name}")
}

/// Reads a mark from the log of `activity`; `None` when no commit has set it.
pub(crate) async fn read_mark(activity: &Table, name: &str) -> Result<Option<DateTime<Utc>>> {
    let seconds = activity.noted_number(&application_id(name)).await?;
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}

/// Returns the marks as a commit notes them, without those that are further already.
pub(crate) async fn notes_of_marks(activity: &Table, marks: &[Mark]) -> Result<Vec<(String, i64)>> {
    // A second collector, or one that was restored from a backup, may be behind. A mark never goes back: nothing before it
    // would be fetched again, though it looked as if.
    let mut notes = Vec::new();
    for mark in marks {
        let application = application_id(&mark.name);
        let seconds = mark.until.timestamp();
        if activity.noted_number(&application).await?.is_none_or(|there| there < seconds) {
            notes.push((application, seconds));
        }
    }
    Ok(notes)
}
