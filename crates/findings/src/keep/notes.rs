//! What people say of alerts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, TimestampMicrosecondArray};
use trail365_lake::{Lake, Side, note_schema};

use super::stored::read_alerts;
use crate::alerts::{Status, note_of_row};
use crate::error::{Error, Result};

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

/// Returns the keys of the alerts that somebody said something of.
pub(super) async fn noted_keys(lake: &Lake) -> Result<HashSet<String>> {
    let mut keys = HashSet::new();
    for batch in lake.side_table(Side::AlertNotes).await?.read().await? {
        for row in 0..batch.num_rows() {
            let ([key, ..], _) = note_of_row(&batch, row)?;
            keys.insert(key);
        }
    }
    Ok(keys)
}

/// Copies what was said of alerts to those that took their place.
pub(super) async fn carry_notes(lake: &Lake, renamed: &[(String, String)]) -> Result<()> {
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
