//! Finds content of the Management Activity API in the ledger.

use std::collections::HashMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use super::batch::{entries_to_batch, read_ledger};
use super::follow::{ensure_not_ahead, read_companions};
use crate::error::Result;
use crate::file::{number_column, text_column};
use crate::table::{DataFile, Table};

const CREATED: &str = "content_created";

const VERSION: &str = "version";

const COLUMNS: [&str; 6] = ["tenant_id", "content_type", "content_id", CREATED, "lost", VERSION];

/// A question for blobs: those of a tenant and content type that became available since a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentSince {
    /// GUID of the tenant.
    pub tenant_id: String,
    /// Content type, such as `Audit.Exchange`.
    pub content_type: String,
    /// Time from which on they became available.
    pub since: DateTime<Utc>,
}

/// A blob that the ledger has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentFound<'a> {
    /// Index of the question that it answers.
    pub place: usize,
    /// Id that the API gives it.
    pub content_id: &'a str,
    /// Time when it became available.
    pub created: DateTime<Utc>,
    /// The entry says that it was lost. Another entry may say that it was imported after all.
    pub is_lost: bool,
}

/// Calls `found` with the blobs that the ledger has up to the version of `activity`, imported or lost, in one reading and
/// in no order.
///
/// # Errors
///
/// If the ledger cannot be read, or is ahead of every version of `activity`, so that it has entries for missing records.
pub(crate) async fn find_contents(
    [activity, ledger, rejected]: [&Table; 3],
    wanted: &[ContentSince],
    mut found: impl FnMut(ContentFound<'_>),
) -> Result<()> {
    let Some(since) = wanted.iter().map(|one| one.since).min() else { return Ok(()) };
    ensure_not_ahead(activity, ledger).await?;
    ensure_not_ahead(activity, rejected).await?;
    let wanted = Questions::index(wanted, activity.version());
    let companions = read_companions(activity, ledger, rejected).await?;
    wanted.answer(&entries_to_batch(&companions.pending)?, &mut found)?;
    let files = ledger.files().await?.into_iter().filter(|file| may_have(file, since));
    let mut batches = read_ledger(ledger, files.collect(), Some(&COLUMNS));
    while let Some(batch) = batches.try_next().await? {
        wanted.answer(&batch, &mut found)?;
    }
    Ok(())
}

/// Reports whether a file may have content that became available since a time. Where the log is silent, it may.
fn may_have(file: &DataFile, since: DateTime<Utc>) -> bool {
    let has_none = file.rows().is_some_and(|rows| file.null_count(CREATED) == Some(rows));
    let last = file.max_value(CREATED).and_then(|last| last.as_str());
    let last = last.and_then(|last| DateTime::parse_from_rfc3339(last).ok());
    // The protocol has times in milliseconds, and other writers cut them.
    !has_none && last.is_none_or(|last| last.timestamp_millis() >= since.timestamp_millis())
}

/// Questions by tenant and content type, about the ledger up to a version of `activity`.
struct Questions<'a> {
    by_stream: HashMap<(&'a str, &'a str), Asked>,
    version: i64,
}

/// Index and start of each question about a stream.
type Asked = Vec<(usize, DateTime<Utc>)>;

impl<'a> Questions<'a> {
    fn index(wanted: &'a [ContentSince], version: u64) -> Self {
        let mut by_stream: HashMap<_, Asked> = HashMap::new();
        for (place, one) in wanted.iter().enumerate() {
            let stream = (one.tenant_id.as_str(), one.content_type.as_str());
            by_stream.entry(stream).or_default().push((place, one.since));
        }
        Questions { by_stream, version: version as i64 }
    }

    /// Finds the blobs of a batch. Files without any lack the columns.
    fn answer(&self, batch: &RecordBatch, found: &mut impl FnMut(ContentFound<'_>)) -> Result<()> {
        let created = batch.column_by_name(CREATED);
        let created = created.and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>());
        let text = |place: usize| text_column(batch, COLUMNS[place]);
        let (Some(tenants), Some(types), Some(ids), Some(created)) = (text(0)?, text(1)?, text(2)?, created)
        else {
            return Ok(());
        };
        let (lost, versions) = (text(4)?, number_column(batch, VERSION)?);
        let is_wanted = |row: &usize| ids.is_valid(*row) && versions.value(*row) <= self.version;
        for row in (0..batch.num_rows()).filter(is_wanted) {
            // One reading answers the questions of all streams: each file of the ledger has rows of many.
            let time = DateTime::from_timestamp_micros(created.value(row)).unwrap_or_default();
            let Some(places) = self.by_stream.get(&(tenants.value(row), types.value(row))) else { continue };
            let is_lost = lost.as_ref().is_some_and(|lost| lost.is_valid(row));
            for (place, _) in places.iter().filter(|(_, since)| time >= *since) {
                found(ContentFound { place: *place, content_id: ids.value(row), created: time, is_lost });
            }
        }
        Ok(())
    }
}
