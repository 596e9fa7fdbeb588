//! Alerts in the lake: what was found is kept, once.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use trail365_lake::{Lake, Side, SideTable, note_schema};
use trail365_sql::Session;
use trail365_sql::rules::Range;

use crate::alerts::{
    Alert, MOST_MEMBERS, MOST_NAMES, Member, alerts_of_batch, alerts_to_batch, note_of_row, record_key,
};
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
/// place, and what was said of them goes with it. No other alert goes away, also if its records do. `followed` is the version of the lake
/// up to which all records were looked at, if they were: see [`unseen_span`].
///
/// # Errors
/// If the tables cannot be read or written.
pub async fn keep_alerts(lake: &Lake, alerts: &[Alert], now: i64, followed: Option<u64>) -> Result<Kept> {
    let mut table = lake.side_table(Side::Alerts).await?;
    for _ in 0..TRIES {
        let mut merge = Merge::new(read_alerts(&table).await?);
        for alert in alerts {
            merge.add(alert, now);
        }
        let is_changed = merge.kept.changed > 0 || !merge.kept.new.is_empty();
        // Another detector may be further: what was seen stays seen.
        let seen = table.followed_version().await?;
        let followed = followed.filter(|version| Some(*version) > seen);
        let rows = if is_changed { Some(alerts_to_batch(&merge.finish())?) } else { None };
        if table.replace(rows.as_ref(), followed).await? {
            carry_notes(lake, &merge.renamed).await?;
            return Ok(merge.kept);
        }
    }
    Err(Error::Busy)
}

/// Returns the time of the records that detection has not seen yet, by the ledger; `None` where it has seen all. A range that is open on
/// both sides is all there is.
///
/// # Errors
/// If the lake cannot be read.
pub async fn unseen_span(lake: &Lake, session: &Session) -> Result<Option<Range>> {
    let followed = match lake.find_alerts().await? {
        Some(table) => table.followed_version().await?,
        None => None,
    };
    let Some(followed) = followed else { return Ok(Some(Range::default())) };
    if followed >= lake.version() {
        return Ok(None);
    }
    let query = format!(
        "SELECT min(first_time) AS first_time, max(last_time) AS last_time FROM ledger WHERE version > {followed} AND rows_added > 0"
    );
    let batches =
        trail365_sql::sql(session, &query).await?.collect().await.map_err(trail365_sql::Error::from)?;
    let time = |name: &str| {
        let column = batches.first()?.column_by_name(name)?;
        let micros = cast(column, &DataType::Int64).ok()?;
        let micros = micros.as_primitive::<Int64Type>();
        (!micros.is_empty() && micros.is_valid(0)).then(|| micros.value(0))
    };
    match (time("first_time"), time("last_time")) {
        (Some(from), Some(until)) => {
            Ok(Some(Range { from: Some(from), until: Some(until.saturating_add(1)) }))
        }
        _ => Ok(None),
    }
}

/// Says what an alert is.
///
/// # Errors
/// If there is no such alert, or the tables cannot be read or written.
pub async fn note_alert(
    lake: &Lake,
    key: &str,
    status: Status,
    note: &str,
    who: &str,
    now: i64,
) -> Result<()> {
    let known = read_alerts(&lake.side_table(Side::Alerts).await?).await?;
    if !known.iter().any(|alert| alert.key == key) {
        return Err(Error::NoAlert(key.to_owned()));
    }
    let row = [key, status.as_str(), note, who].map(|text| vec![text.to_owned()]);
    Ok(lake.side_table(Side::AlertNotes).await?.append(&notes_of(row, vec![now])?).await?)
}

/// Alerts that are there, and those that come.
#[derive(Default)]
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
        let mut merge = Merge::default();
        for alert in alerts {
            merge.push(alert);
        }
        merge
    }

    fn add(&mut self, alert: &Alert, now: i64) {
        let joined = self.joined_places(alert);
        let mut whole = alert.clone();
        for place in &joined {
            whole = join_alerts(&whole, &self.alerts[*place]);
        }
        whole.found_at = joined.iter().filter_map(|place| self.alerts[*place].found_at).min().or(Some(now));
        match joined[..] {
            [] => self.kept.new.push(whole.clone()),
            [place] if self.alerts[place] == whole => {
                self.kept.same += 1;
                return;
            }
            _ => self.kept.changed += 1,
        }
        for place in joined {
            let old = &self.alerts[place];
            if old.key != whole.key {
                self.renamed.push((old.key.clone(), whole.key.clone()));
            }
            self.gone.insert(place);
        }
        self.push(whole);
    }

    /// Returns the places of the alerts that an alert is one with: it has the key of one, or shares a record with it.
    fn joined_places(&self, alert: &Alert) -> Vec<usize> {
        let owner = owner_of(alert);
        let sharing = records_of(alert).filter_map(|record| self.by_record.get(&(owner.clone(), record)));
        let own = self.places.get(&alert.key);
        let all: BTreeSet<usize> = sharing.flatten().chain(own).copied().collect();
        all.into_iter().filter(|place| !self.gone.contains(place)).collect()
    }

    fn push(&mut self, alert: Alert) {
        let place = self.alerts.len();
        for record in records_of(&alert) {
            self.by_record.entry((owner_of(&alert), record)).or_default().push(place);
        }
        self.places.insert(alert.key.clone(), place);
        self.alerts.push(alert);
    }

    /// Returns the alerts that are left.
    fn finish(&self) -> Vec<Alert> {
        let left = self.alerts.iter().enumerate().filter(|(place, _)| !self.gone.contains(place));
        left.map(|(_, alert)| alert.clone()).collect()
    }
}

/// Joins an alert with an older one of the same rule and group: a part of the time may have been looked at alone. The key is that of the
/// one that begins first, the words those of the one that has more records.
fn join_alerts(new: &Alert, old: &Alert) -> Alert {
    let (more, less) = if new.count >= old.count { (new, old) } else { (old, new) };
    let known: HashSet<String> = records_of(more).collect();
    let is_missing =
        |member: &&Member| !known.contains(&record_key(member.id.as_deref(), member.content_hash));
    let missing: Vec<Member> = less.members.iter().filter(is_missing).cloned().collect();
    let mut whole = more.clone();
    if missing.is_empty() {
        return whole;
    }
    whole.count += missing.len() as u64;
    whole.members.extend(missing);
    whole
        .members
        .sort_by_cached_key(|member| (member.time, record_key(member.id.as_deref(), member.content_hash)));
    whole.members.truncate(MOST_MEMBERS);
    if (old.first_time, &old.key) < (new.first_time, &new.key) {
        whole.key.clone_from(&old.key);
    } else {
        whole.key.clone_from(&new.key);
    }
    whole.first_time = new.first_time.min(old.first_time);
    whole.last_time = new.last_time.max(old.last_time);
    for (names, others) in [
        (&mut whole.users, [&new.users, &old.users]),
        (&mut whole.addresses, [&new.addresses, &old.addresses]),
        (&mut whole.apps, [&new.apps, &old.apps]),
        (&mut whole.sessions, [&new.sessions, &old.sessions]),
    ] {
        let all: BTreeSet<&String> = others.into_iter().flatten().collect();
        *names = all.into_iter().take(MOST_NAMES).cloned().collect();
    }
    whole
}

/// Writes whose alert it is: of which rule, tenant and group.
fn owner_of(alert: &Alert) -> String {
    let group = alert.group.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    [alert.rule_id.as_str(), alert.tenant.as_str()].into_iter().chain(group).collect::<Vec<_>>().join("\0")
}

fn records_of(alert: &Alert) -> impl Iterator<Item = String> {
    alert.members.iter().map(|member| record_key(member.id.as_deref(), member.content_hash))
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
    let new_key: HashMap<&str, &str> =
        renamed.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
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
