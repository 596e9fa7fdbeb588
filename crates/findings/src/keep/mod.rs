//! Alerts in the lake: what was found is kept, once.

mod doubt;
mod merge;
mod notes;
mod outbox;
mod stored;
mod unseen;

use std::collections::HashSet;

use trail365_lake::{Lake, Side};
use trail365_sql::Session;

use crate::alerts::alerts_to_batch;
use crate::detect::Findings;
use crate::error::{Error, Result};
use doubt::find_doubted;
use merge::Merge;
use notes::{carry_notes, noted_keys};
use outbox::finding_time;
use stored::{TRIES, read_alerts};

pub use merge::Kept;
pub use notes::note_alert;
pub use outbox::Outbox;
pub use unseen::unseen_span;

/// Keeps what was found in a lake; the session is the one that it was found in.
///
/// An alert that is there is not added again. One that shares a record with others of its rule and group takes their place, and what was
/// said of them goes with it. One that was not found again though its rule was asked is withdrawn, if the lake still has all its records:
/// what was new for a user is not new when an older record comes. One that somebody said something of stays.
///
/// `followed` is the version of the lake up to which all records were looked at, if they were: see [`unseen_span`].
///
/// # Errors
/// If the tables cannot be read or written.
pub async fn keep_alerts(
    lake: &Lake,
    session: &Session,
    findings: &Findings,
    now: i64,
    followed: Option<u64>,
) -> Result<Kept> {
    let mut table = lake.side_table(Side::Alerts).await?;
    for _ in 0..TRIES {
        let known = read_alerts(&table).await?;
        // Another detector may be further: what was seen stays seen, and what it found stays.
        let seen = table.followed_version().await?;
        let doubted = match seen {
            Some(seen) if seen > lake.version() => Vec::new(),
            _ => find_doubted(session, &known, findings).await?,
        };
        let noted = if doubted.is_empty() { HashSet::new() } else { noted_keys(lake).await? };
        let now = finding_time(&table, &known, now).await?;
        let mut merge = Merge::new(known, doubted);
        for alert in &findings.alerts {
            merge.add(alert, now);
        }
        merge.withdraw_doubted(&noted);
        let followed = followed.filter(|version| Some(*version) > seen);
        let rows = if merge.is_changed() { Some(alerts_to_batch(&merge.left())?) } else { None };
        if table.replace(rows.as_ref(), followed).await? {
            carry_notes(lake, &merge.renamed).await?;
            return Ok(merge.kept);
        }
    }
    Err(Error::Busy)
}
