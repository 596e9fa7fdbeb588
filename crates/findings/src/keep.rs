//! Alerts in the lake: what was found is kept, once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, TimestampMicrosecondArray};
use trail365_lake::{Lake, Side, SideTable, note_schema};

use crate::alerts::{Alert, alerts_of_batch, alerts_to_batch, note_of_row};
use crate::error::{Error, Result};

/// What became of alerts that were to be kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// Alerts that the lake did not have.
    pub new: Vec<Alert>,
    /// Alerts that have other records than before.
    pub changed: usize,
    /// Alerts that were there as they are.
    pub same: usize,
}

/// What people say of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nobody has decided yet.
    Open,
    /// It is no attack.
    Benign,
    /// It is one.
    Confirmed,
}

impl Status {
    /// Returns the word of the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Benign => "benign",
            Status::Confirmed => "confirmed",
        }
    }
}

/// Most times that alerts are merged anew because somebody else was faster.
const TRIES: usize = 20;

/// Keeps alerts in a lake. One that is there is not added again. One that shares a record with others of its rule and group takes their
/// place, and what was said of them goes with it. No other alert goes away, also if its records do.
///
/// # Errors
/// If the tables cannot be read or written.
pub async fn keep_alerts(lake: &Lake, alerts: &[Alert], now: i64) -> Result<Kept> {
    let mut table = lake.side_table(Side::Alerts).await?;
    for _ in 0..TRIES {
        let mut merge = Merge::new(read_alerts(&table).await?);
        for alert in alerts {
            merge.add(alert, now);
        }
        let is_changed = merge.kept.changed > 0 || !merge.kept.new.is_empty();
        if !is_changed || table.replace(&alerts_to_batch(&merge.finish())?).await? {
            carry_notes(lake, &merge.renamed).await?;
            return Ok(merge.kept);
        }
    }
    Err(Error::Busy)
}

/// Says what an alert is.
///
/// # Errors
/// If there is no such alert, or the tables cannot be read or written.
pub async fn note_alert(lake: &Lake, key: &str, status: Status, note: &str, who: &str, now: i64) -> Result<()> {
    let known = read_alerts(&lake.side_table(Side::Alerts).await?).await?;
    if !known.iter().any(|alert| alert.key == key) {
        return Err(Error::NoAlert(key.to_owned()));
    }
    let row = [key, status.as_str(), note, who].map(|text| vec![text.to_owned()]);
    Ok(lake.side_table(Side::AlertNotes).await?.append(&notes_of(row, vec![now])?).await?)
}

/// Alerts that are there, and those that come.
struct Merge {
    alerts: Vec<Alert>,
    places: HashMap<String, usize>,
    /// Places of the alerts that have a record, by rule, group and record.
    by_record: HashMap<(String, String), Vec<usize>>,
    /// Old keys, and those that took their place.
    renamed: Vec<(String, String)>,
    gone: HashSet<usize>,
    kept: Kept,
}

impl Merge {
    fn new(alerts: Vec<Alert>) -> Self {
        let mut by_record: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for (place, alert) in alerts.iter().enumerate() {
            for record in records_of(alert) {
                by_record.entry((owner_of(alert), record)).or_default().push(place);
            }
        }
        let places = alerts.iter().enumerate().map(|(place, alert)| (alert.key.clone(), place)).collect();
        let (renamed, gone, kept) = Default::default();
        Merge { alerts, places, by_record, renamed, gone, kept }
    }

    fn add(&mut self, alert: &Alert, now: i64) {
        let own = self.places.get(&alert.key).copied();
        let owner = owner_of(alert);
        let sharing = records_of(alert).filter_map(|record| self.by_record.get(&(owner.clone(), record)));
        let others: HashSet<usize> = sharing.flatten().copied().filter(|place| Some(*place) != own).collect();
        let others: Vec<usize> = others.into_iter().filter(|place| !self.gone.contains(place)).collect();
        let found_at = own.into_iter().chain(others.iter().copied()).filter_map(|place| self.alerts[place].found_at).min();
        let alert = Alert { found_at: found_at.or(Some(now)), ..alert.clone() };
        for place in &others {
            self.renamed.push((self.alerts[*place].key.clone(), alert.key.clone()));
            self.gone.insert(*place);
        }
        match own {
            Some(place) if others.is_empty() && self.alerts[place] == alert => self.kept.same += 1,
            Some(place) => {
                self.alerts[place] = alert;
                self.kept.changed += 1;
            }
            None => {
                if others.is_empty() {
                    self.kept.new.push(alert.clone());
                } else {
                    self.kept.changed += 1;
                }
                self.places.insert(alert.key.clone(), self.alerts.len());
                self.alerts.push(alert);
            }
        }
    }

    /// Returns the alerts that are left.
    fn finish(&self) -> Vec<Alert> {
        let left = self.alerts.iter().enumerate().filter(|(place, _)| !self.gone.contains(place));
        left.map(|(_, alert)| alert.clone()).collect()
    }
}

/// Writes whose alert it is: of which rule, tenant and group.
fn owner_of(alert: &Alert) -> String {
    let group = alert.group.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    [alert.rule_id.as_str(), alert.tenant.as_str()].into_iter().chain(group).collect::<Vec<_>>().join("\0")
}

fn records_of(alert: &Alert) -> impl Iterator<Item = String> {
    alert.members.iter().map(|member| {
        member.id.as_deref().map_or_else(|| member.content_hash.to_string(), str::to_lowercase)
    })
}

async fn read_alerts(table: &SideTable) -> Result<Vec<Alert>> {
    let mut alerts = Vec::new();
    for batch in table.read().await? {
        alerts.extend(alerts_of_batch(&batch)?);
    }
    Ok(alerts)
}

/// Copies what was said of alerts to those that took their place.
async fn carry_notes(lake: &Lake, renamed: &[(String, String)]) -> Result<()> {
    if renamed.is_empty() {
        return Ok(());
    }
    let mut table = lake.side_table(Side::AlertNotes).await?;
    let new_key: HashMap<&str, &str> = renamed.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    let mut rows: [Vec<String>; 4] = Default::default();
    let mut times = Vec::new();
    for batch in table.read().await? {
        for row in 0..batch.num_rows() {
            let cells = note_of_row(&batch, row)?;
            if let Some(new) = new_key.get(cells.0[0].as_str()) {
                let [_, status, note, who] = cells.0;
                for (column, cell) in rows.iter_mut().zip([(*new).to_owned(), status, note, who]) {
                    column.push(cell);
                }
                times.push(cells.1);
            }
        }
    }
    Ok(table.append(&notes_of(rows, times)?).await?)
}

fn notes_of(columns: [Vec<String>; 4], times: Vec<i64>) -> Result<RecordBatch> {
    let texts = columns.map(|texts| Arc::new(StringArray::from(texts)) as ArrayRef);
    let times: ArrayRef = Arc::new(TimestampMicrosecondArray::from(times).with_timezone("UTC"));
    let columns = texts.into_iter().chain([times]).collect();
    Ok(RecordBatch::try_new(note_schema(), columns)?)
}
