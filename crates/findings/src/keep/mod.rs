//! Alerts in the lake: what was found is kept, once.

mod doubt;
mod merge;
mod notes;
mod unseen;

use std::collections::BTreeSet;

use trail365_lake::{Lake, Side, SideTable};
use trail365_sql::Session;
use trail365_sql::rules::Range;

use crate::alerts::{Alert, alerts_of_batch, alerts_to_batch};
use crate::detect::Findings;
use crate::error::{Error, Result};
use doubt::find_doubted;
use merge::Merge;
use notes::{carry_notes, noted_keys};

pub use notes::note_alert;
pub use unseen::unseen_span;

/// What became of alerts that were to be kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// Alerts that the lake did not have.
    pub new: Vec<Alert>,
    /// Alerts that have other records than before.
    pub changed: usize,
    /// Alerts that were there as they are.
    pub same: usize,
    /// Alerts that were there and hold no longer: records that came later say otherwise.
    pub withdrawn: Vec<Alert>,
}

/// What was looked at for findings: all alerts of these rules that lie in the range are among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookedAt {
    /// Time of the alerts, from the first record of each to the last.
    pub range: Range,
    /// Ids of the rules that were asked.
    pub rules: BTreeSet<String>,
}

impl LookedAt {
    /// Reports whether an alert would be among the findings if it held.
    fn covers(&self, alert: &Alert) -> bool {
        let Range { from, until } = self.range;
        from.is_none_or(|from| alert.first_time >= from)
            && until.is_none_or(|until| alert.last_time < until)
            && self.rules.contains(&alert.rule_id)
    }
}

/// Most times that alerts are merged anew because somebody else was faster.
const TRIES: usize = 20;

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
        let noted = if doubted.is_empty() { Default::default() } else { noted_keys(lake).await? };
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

async fn read_alerts(table: &SideTable) -> Result<Vec<Alert>> {
    let mut alerts = Vec::new();
    for batch in table.read().await? {
        alerts.extend(alerts_of_batch(&batch)?);
    }
    Ok(alerts)
}
