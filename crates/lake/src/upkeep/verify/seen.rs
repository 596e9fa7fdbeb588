//! Records that were read so far.

use std::hash::{BuildHasher, RandomState};

use arrow::array::{Array, RecordBatch};
use trail365_columns::{HashRule, identity, incomplete_hash, number_among_equal};
use trail365_records::{Parser, Record};

use crate::error::{Context, Result};
use crate::file::{identities_of, number_column, text_column};
use crate::import::{Index, Key, Verdict};
use crate::upkeep::by_source::RowsBySource;

/// Records and sources that were read so far.
pub(super) struct SeenRecords {
    pub rows: u64,
    /// Rows with the Id and the content of an earlier one.
    pub doubled: u64,
    pub sources: RowsBySource,
    records: Index,
    /// Random, so that nobody can choose contents by which two records look alike.
    mix: u128,
    parser: Parser,
    rule: HashRule,
}

impl SeenRecords {
    /// Starts without records. Their hashes were made by a rule.
    pub fn new(rule: HashRule) -> Self {
        let random = RandomState::new();
        let mix = u128::from(random.hash_one(0)) << 64 | u128::from(random.hash_one(1)) | 1;
        let sources = RowsBySource::default();
        SeenRecords { rows: 0, doubled: 0, sources, records: Index::new(), mix, parser: Parser::new(), rule }
    }

    pub fn take_in(&mut self, batch: &RecordBatch) -> Result<()> {
        for identity in identities_of(batch)? {
            // Rows of one Id with other contents, also with another envelope, are rows of their own: all of it is the key.
            let content = u128::from(identity.content.cast_unsigned());
            let key = Key::of_id(identity.id ^ content.wrapping_mul(self.mix));
            self.doubled += u64::from(self.records.judge_and_add(key)? == Verdict::Duplicate);
            self.rows += 1;
        }
        self.sources.count(batch, |_| true)
    }

    /// Counts the rows whose record differs from its hash, as `raw` has it or as its columns give it back.
    pub fn count_changed(&mut self, batch: &RecordBatch) -> Result<u64> {
        let hashes = number_column(batch, trail365_columns::CONTENT_HASH)?;
        let raw = text_column(batch, trail365_columns::RAW)?;
        let incomplete = text_column(batch, trail365_columns::INCOMPLETE)?;
        let rebuild = trail365_columns::rebuild(batch).damaged(|| "cannot rebuild records".into())?;
        let mut json = Vec::new();
        let mut changed = 0;
        for row in 0..batch.num_rows() {
            json.clear();
            rebuild.write(row, &mut json);
            let raw = raw.as_ref().filter(|raw| raw.is_valid(row)).map(|raw| raw.value(row).as_bytes());
            // Both ways to the record are held to the hash: the columns, and the exact bytes if they were kept.
            let is_whole = incomplete.as_ref().is_none_or(|column| column.is_null(row));
            let is_sound = |json: &[u8]| {
                let record = self.parser.parse(json);
                record.is_ok_and(|record| is_hash_of(self.rule, &record, is_whole, hashes.value(row)))
            };
            let sound = [Some(json.as_slice()), raw].into_iter().flatten().all(is_sound);
            changed += u64::from(!sound);
        }
        Ok(changed)
    }
}

/// Reports whether a stored hash is that of a record.
fn is_hash_of(rule: HashRule, record: &Record<'_>, is_whole: bool, stored: i64) -> bool {
    let identity = identity(record, rule);
    if rule == HashRule::First {
        return identity.content == stored;
    }
    let content = if is_whole { identity.content } else { incomplete_hash(identity.content) };
    content == stored || (!identity.has_id() && number_among_equal(content, stored).is_some())
}
