//! Lists the words of a row group's records while they are written.

use arrow::array::{RecordBatch, StringViewArray};
use hashbrown::HashSet;
use parquet::errors::{ParquetError, Result};
use trail365_text::levels::Levels;

use super::blocks::{BLOCK_ROWS, BLOCKS};
use super::found::Words;
use super::ids::id_of;
use super::index::encode;
use super::phrase::fold;
use super::split::{each_part, each_word};

/// Bytes of the words and ids of a row group at most. A group with more has no index: a list as large as the records helps nobody.
const MOST_WORD_BYTES: usize = 32 << 20;

/// Bytes of parts of records that are kept to know them again.
const MOST_SEEN_BYTES: usize = 16 << 20;

/// Collects the words of one row group after the other.
#[derive(Default)]
pub(crate) struct WordCollector {
    found: Words,
    /// Bytes of the words and ids.
    bytes: usize,
    /// Parts of records that were looked through in the block: most members of a record are equal to one of a record before.
    seen: HashSet<Box<str>>,
    seen_bytes: usize,
    rows: usize,
    levels: Levels,
}

impl WordCollector {
    /// Adds the words of records, which come behind those before them in the row group.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        let records =
            trail365_columns::record_texts(batch).map_err(|e| ParquetError::External(Box::new(e)))?;
        self.add_records(&records);
        Ok(())
    }

    pub(super) fn add_records(&mut self, records: &StringViewArray) {
        for record in records {
            let block = (self.rows / BLOCK_ROWS).min(BLOCKS - 1);
            if self.rows == block * BLOCK_ROWS || self.seen_bytes > MOST_SEEN_BYTES {
                self.seen.clear();
                self.seen_bytes = 0;
            }
            self.rows += 1;
            if self.bytes <= MOST_WORD_BYTES {
                // No word goes on behind a comma, and no escape.
                record.unwrap_or_default().split(',').for_each(|part| self.add_part(part, block));
            }
        }
    }

    fn add_part(&mut self, part: &str, block: usize) {
        if self.seen.contains(part) {
            return;
        }
        self.seen.insert(part.into());
        self.seen_bytes += part.len();
        let WordCollector { found: Words { words, ids }, bytes, levels, .. } = self;
        levels.any(part, |text| {
            let text = fold(text);
            each_word(&text, |word| match id_of(&text[word.clone()]) {
                Some(id) => *bytes += usize::from(ids[block].insert(id)) * size_of_val(&id),
                None => each_part(&text[word], |part| {
                    let blocks = words.entry_ref(part).or_insert_with(|| {
                        *bytes += part.len();
                        0
                    });
                    *blocks |= 1 << block;
                }),
            });
            false
        });
    }

    /// Returns the index of the row group, if it has one, and begins the next one.
    pub fn finish(&mut self) -> Result<Option<Vec<u8>>> {
        self.take_words().map(|words| encode(&words)).transpose()
    }

    /// Returns the words of the row group, unless they are too many, and begins the next one.
    pub(super) fn take_words(&mut self) -> Option<Words> {
        let levels = std::mem::take(&mut self.levels);
        let done = std::mem::replace(self, WordCollector { levels, ..WordCollector::default() });
        (done.bytes <= MOST_WORD_BYTES).then_some(done.found)
    }
}
