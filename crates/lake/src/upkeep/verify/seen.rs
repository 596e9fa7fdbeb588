//! Records that were read so far.

use std::collections::HashMap;

use arrow::array::{Array, RecordBatch};
use trail365_columns::{Identity, content_hash};
use trail365_records::Parser;

use crate::error::{Context, Result};
use crate::file::{identities_of, number_column, text_column};
use crate::upkeep::by_source::RowsBySource;

/// Records and sources that were read so far.
#[derive(Default)]
pub(super) struct SeenRecords {
    pub records: HashMap<Identity, u64>,
    pub sources: RowsBySource,
    parser: Parser,
}

impl SeenRecords {
    pub fn take_in(&mut self, batch: &RecordBatch) -> Result<()> {
        for identity in identities_of(batch)? {
            *self.records.entry(identity).or_default() += 1;
        }
        self.sources.count(batch, |_| true)
    }

    /// Counts the rows whose record differs from its hash, as `raw` has it or as its columns give it back.
    pub fn count_changed(&mut self, batch: &RecordBatch) -> Result<u64> {
        let hashes = number_column(batch, trail365_columns::CONTENT_HASH)?;
        let raw = text_column(batch, trail365_columns::RAW)?;
        let rebuild = trail365_columns::rebuild(batch).damaged(|| "cannot rebuild records".into())?;
        let mut json = Vec::new();
        let mut changed = 0;
        for row in 0..batch.num_rows() {
            json.clear();
            rebuild.write(row, &mut json);
            let raw = raw.as_ref().filter(|raw| raw.is_valid(row)).map(|raw| raw.value(row).as_bytes());
            // Both ways to the record are held to the hash: the columns, and the exact bytes if they were kept.
            let sound = [Some(json.as_slice()), raw].into_iter().flatten().all(|json| {
                self.parser.parse(json).is_ok_and(|record| content_hash(&record) == hashes.value(row))
            });
            changed += u64::from(!sound);
        }
        Ok(changed)
    }
}
