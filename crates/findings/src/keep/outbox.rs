//! Alerts that are to be sent to a receiver, and how far it has taken them.

use std::collections::HashSet;

use trail365_lake::{Lake, Recipient, Side, SideTable};
use trail365_sigma::Level;

use super::stored::{TRIES, read_alerts};
use crate::alerts::Alert;
use crate::error::{Error, Result};

/// Alerts of a lake that a receiver has not taken yet.
///
/// The lake's table `alerts` notes up to which time of finding the receiver has taken all. Alerts that were found later are waiting, those
/// with one time together; once all of these are taken, the note moves. Whoever is stopped in between sends again what was not noted.
#[derive(Debug)]
pub struct Outbox {
    recipient: Recipient,
    least: Level,
    /// Time up to which all are taken, in microseconds since 1970.
    until: i64,
    /// Keys of those taken since.
    taken: HashSet<String>,
    /// Files of the table when nothing was waiting in it.
    idle_files: Option<Vec<String>>,
}

impl Outbox {
    /// Opens the outbox of a receiver that wants alerts of a level and above. A receiver that was never sent anything gets what is found
    /// from `now` on, in microseconds since 1970.
    ///
    /// # Errors
    /// If the table of alerts cannot be read or written.
    pub async fn open(lake: &Lake, recipient: Recipient, least: Level, now: i64) -> Result<Self> {
        let mut table = lake.side_table(Side::Alerts).await?;
        for _ in 0..TRIES {
            let noted = table.sent_until(recipient).await?;
            // Another clock may be ahead: no alert that is there counts as found from now on.
            let until = match noted {
                Some(until) => until,
                None => now.max(latest_found(&read_alerts(&table).await?)),
            };
            if noted.is_some() || table.note_sent(recipient, until).await? {
                return Ok(Outbox { recipient, least, until, taken: HashSet::new(), idle_files: None });
            }
        }
        Err(Error::Busy)
    }

    /// Returns the alerts that are to be sent, in the order in which they were found; those found together by their keys.
    ///
    /// # Errors
    /// If the table of alerts cannot be read.
    pub async fn waiting(&mut self, lake: &Lake) -> Result<Vec<Alert>> {
        let table = lake.side_table(Side::Alerts).await?;
        let files = table.file_names().await?;
        if self.idle_files.as_ref() == Some(&files) {
            return Ok(Vec::new());
        }
        let mut alerts = read_alerts(&table).await?;
        alerts.retain(|alert| self.is_waiting(alert));
        alerts.sort_by(|a, b| (a.found_at, &a.key).cmp(&(b.found_at, &b.key)));
        self.idle_files = alerts.is_empty().then_some(files);
        Ok(alerts)
    }

    /// Remembers that the receiver has taken an alert. The lake does not know it yet.
    pub fn take(&mut self, alert: &Alert) {
        self.taken.insert(alert.key.clone());
    }

    /// Notes in the lake that the receiver has taken all alerts that were found up to a time.
    ///
    /// # Errors
    /// If the table of alerts cannot be written.
    pub async fn note_taken(&mut self, lake: &Lake, until: i64) -> Result<()> {
        let mut table = lake.side_table(Side::Alerts).await?;
        for _ in 0..TRIES {
            // Another collector may be further.
            let noted = table.sent_until(self.recipient).await?;
            let until = until.max(noted.unwrap_or(until));
            if noted == Some(until) || table.note_sent(self.recipient, until).await? {
                self.until = until;
                self.taken.clear();
                return Ok(());
            }
        }
        Err(Error::Busy)
    }

    fn is_waiting(&self, alert: &Alert) -> bool {
        alert.found_at.is_some_and(|found| found > self.until)
            && alert.level >= self.least
            && !self.taken.contains(&alert.key)
    }
}

/// Returns a time of finding that lies after that of all known alerts, and after what receivers have taken: `now`, unless the clock was
/// set back or another detector was faster. An alert with an earlier time would never be sent.
pub(super) async fn finding_time(table: &SideTable, known: &[Alert], now: i64) -> Result<i64> {
    let mut last = latest_found(known);
    for recipient in Recipient::ALL {
        last = last.max(table.sent_until(recipient).await?.unwrap_or(i64::MIN));
    }
    Ok(now.max(last.saturating_add(1)))
}

fn latest_found(alerts: &[Alert]) -> i64 {
    alerts.iter().filter_map(|alert| alert.found_at).max().unwrap_or(i64::MIN)
}
