//! Which content of the Management Activity API the ledger has.

use std::collections::HashMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use serde_json::Value;

use super::{batch, belongs, beside, entries};
use crate::error::Result;
use crate::lake::Lake;
use crate::rows;
use crate::stored::Stats;

const CREATED: &str = "content_created";

const VERSION: &str = "version";

const COLUMNS: [&str; 6] = ["tenant_id", "content_type", "content_id", CREATED, "lost", VERSION];

/// Blobs that are asked for: those of a tenant and content type that became available since a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentSince {
    /// The tenant.
    pub tenant_id: String,
    /// Its content type, such as `Audit.Exchange`.
    pub content_type: String,
    /// When the first of them became available.
    pub since: DateTime<Utc>,
}

/// A blob that is in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentFound<'a> {
    /// Its place among those that were asked for: of which stream it is.
    pub place: usize,
    /// What the API calls it.
    pub content_id: &'a str,
    /// When it became available.
    pub created: DateTime<Utc>,
    /// The entry says that it is lost. There can be another that says that it was imported after all.
    pub is_lost: bool,
}

impl Lake {
    /// Finds the blobs of many tenants and content types that are in the ledger of this version, imported or lost, in one
    /// reading and in no order.
    ///
    /// # Errors
    ///
    /// If the ledger cannot be read, or is ahead of every version of `activity`, so that it tells of records that are not
    /// there.
    pub async fn contents(
        &self,
        wanted: &[ContentSince],
        mut found: impl FnMut(ContentFound<'_>),
    ) -> Result<()> {
        let Some(since) = wanted.iter().map(|one| one.since).min() else { return Ok(()) };
        belongs(&self.activity, &self.ledger).await?;
        belongs(&self.activity, &self.rejected).await?;
        let wanted = Wanted::of(wanted, self.version());
        let beside = beside(&self.activity, &self.ledger, &self.rejected).await?;
        wanted.find(&batch(&beside.pending)?, &mut found)?;
        let files = self.ledger.files().await?.into_iter().filter(|file| may_have(&file.stats, since));
        let mut batches = entries(&self.ledger, files.collect(), Some(&COLUMNS));
        while let Some(batch) = batches.try_next().await? {
            wanted.find(&batch, &mut found)?;
        }
        Ok(())
    }
}

/// Whether a file may have content that became available since a time, by the log. What the log does not tell may be.
fn may_have(stats: &Stats, since: DateTime<Utc>) -> bool {
    let has_none = stats.null_count.get(CREATED).and_then(Value::as_u64) == Some(stats.num_records);
    let last = stats.max_values.get(CREATED).and_then(Value::as_str);
    let last = last.and_then(|last| DateTime::parse_from_rfc3339(last).ok());
    // The protocol has times in milliseconds, and other writers cut them.
    !has_none && last.is_none_or(|last| last.timestamp_millis() >= since.timestamp_millis())
}

/// The places of what is wanted and since when, by tenant and content type, up to a version.
struct Wanted<'a> {
    by_stream: HashMap<(&'a str, &'a str), Places>,
    version: i64,
}

type Places = Vec<(usize, DateTime<Utc>)>;

impl<'a> Wanted<'a> {
    fn of(wanted: &'a [ContentSince], version: u64) -> Self {
        let mut by_stream: HashMap<_, Places> = HashMap::new();
        for (place, one) in wanted.iter().enumerate() {
            let stream = (one.tenant_id.as_str(), one.content_type.as_str());
            by_stream.entry(stream).or_default().push((place, one.since));
        }
        Wanted { by_stream, version: version as i64 }
    }

    /// Finds the blobs of a batch; files without any lack the columns.
    fn find(&self, batch: &RecordBatch, found: &mut impl FnMut(ContentFound<'_>)) -> Result<()> {
        let created = batch.column_by_name(CREATED);
        let created = created.and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>());
        let text = |place: usize| rows::texts(batch, COLUMNS[place]);
        let (Some(tenants), Some(types), Some(ids), Some(created)) = (text(0)?, text(1)?, text(2)?, created)
        else {
            return Ok(());
        };
        let (lost, versions) = (text(4)?, rows::numbers(batch, VERSION)?);
        let is_told = |row: &usize| ids.is_valid(*row) && versions.value(*row) <= self.version;
        for row in (0..batch.num_rows()).filter(is_told) {
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
