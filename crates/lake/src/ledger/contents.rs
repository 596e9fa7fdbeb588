//! Which content of the Management Activity API the ledger has.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use super::{batch, beside};
use crate::error::Result;
use crate::lake::Lake;
use crate::rows;

const COLUMNS: [&str; 4] = ["tenant_id", "content_type", "content_id", "content_created"];

impl Lake {
    /// Blobs of a tenant and content type that became available since a time and are in the ledger: imported or lost.
    ///
    /// # Errors
    ///
    /// If the ledger cannot be read.
    pub async fn contents(
        &self,
        tenant_id: &str,
        content_type: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<(String, DateTime<Utc>)>> {
        let wanted = Wanted { tenant_id, content_type, since };
        let mut found = Vec::new();
        let beside = beside(&self.activity, &self.ledger, &self.rejected).await?;
        wanted.take(&batch(&beside.pending)?, &mut found)?;
        for file in self.ledger.files().await? {
            let mut batches = rows::read(self.ledger.store(), &file.path, Some(&COLUMNS)).await?;
            while let Some(batch) = batches.try_next().await? {
                wanted.take(&batch, &mut found)?;
            }
        }
        Ok(found)
    }
}

struct Wanted<'a> {
    tenant_id: &'a str,
    content_type: &'a str,
    since: DateTime<Utc>,
}

impl Wanted<'_> {
    /// Takes the blobs of a batch; files without any lack the columns.
    fn take(&self, batch: &RecordBatch, found: &mut Vec<(String, DateTime<Utc>)>) -> Result<()> {
        let created = batch.column_by_name(COLUMNS[3]);
        let created = created.and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>());
        let text = |place: usize| rows::texts(batch, COLUMNS[place]);
        let (Some(tenants), Some(types), Some(ids), Some(created)) = (text(0)?, text(1)?, text(2)?, created)
        else {
            return Ok(());
        };
        for row in (0..batch.num_rows()).filter(|row| ids.is_valid(*row)) {
            let time = DateTime::from_timestamp_micros(created.value(row)).unwrap_or_default();
            if tenants.value(row) == self.tenant_id
                && types.value(row) == self.content_type
                && time >= self.since
            {
                found.push((ids.value(row).to_owned(), time));
            }
        }
        Ok(())
    }
}
