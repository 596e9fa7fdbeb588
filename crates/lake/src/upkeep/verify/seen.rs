//! Records that were read.

use std::collections::HashMap;

use arrow::array::{Array, RecordBatch};
use trail365_columns::{Identity, content_hash};
use trail365_records::Parser;

use crate::error::{Context, Result};
use crate::rows;
use crate::upkeep::by_source::BySource;

/// What has been seen so far.
#[derive(Default)]
pub(super) struct Seen {
    pub records: HashMap<Identity, u64>,
    pub sources: BySource,
    parser: Parser,
}

impl Seen {
    pub fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        for identity in rows::identities_of(batch)? {
            *self.records.entry(identity).or_default() += 1;
        }
        self.sources.add(batch, |_| true)
    }

    /// Rows whose record, as `raw` has it and as its columns give it back, has another hash than it should.
    pub fn changed(&mut self, batch: &RecordBatch) -> Result<u64> {
        let hashes = rows::numbers(batch, trail365_columns::CONTENT_HASH)?;
        let raw = rows::texts(batch, trail365_columns::RAW)?;
        let rebuild = trail365_columns::rebuild(batch).damaged(|| "cannot rebuild records".into())?;
        let mut json = Vec::new();
        let mut changed = 0;
        for row in 0..batch.num_rows() {
            json.clear();
            rebuild.write(row, &mut json);
            let raw = raw.as_ref().filter(|raw| raw.is_valid(row)).map(|raw| raw.value(row).as_bytes());
            let sound = [Some(json.as_slice()), raw].into_iter().flatten().all(|json| {
                self.parser.parse(json).is_ok_and(|record| content_hash(&record) == hashes.value(row))
            });
            changed += u64::from(!sound);
        }
        Ok(changed)
    }
}
