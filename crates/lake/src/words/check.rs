//! Compares the word indexes of a file with its records.

use arrow::array::RecordBatch;
use object_store::ObjectStore;

use super::collect::WordCollector;
use super::file::FileWords;
use super::index::WordIndex;
use crate::error::{Context, Result};

/// The indexes of a file, and the words of the records that came so far.
pub(crate) struct WordCheck {
    /// Rows and index of each row group that is still to come.
    groups: std::vec::IntoIter<(usize, Option<WordIndex>)>,
    /// The row group that the next record is of, and how many of its records are still to come.
    current: Option<(usize, Option<WordIndex>)>,
    collector: WordCollector,
    lacks: bool,
}

impl WordCheck {
    /// Reads the indexes of a file.
    pub async fn begin(words: &FileWords, store: &dyn ObjectStore) -> Result<Self> {
        let mut groups = words.read_indexes(store).await?.into_iter();
        let current = groups.next();
        Ok(WordCheck { groups, current, collector: WordCollector::default(), lacks: false })
    }

    /// Takes in records, in the order of the file.
    pub fn take_in(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut rest = batch.clone();
        while let Some((left, index)) = self.current.as_mut().filter(|_| rest.num_rows() > 0) {
            let rows = rest.num_rows().min(*left);
            self.collector.add(&rest.slice(0, rows)).damaged(|| "cannot read the words of records".into())?;
            rest = rest.slice(rows, rest.num_rows() - rows);
            *left -= rows;
            if *left == 0 {
                let words = self.collector.take_words();
                self.lacks |= index.as_ref().zip(words).is_some_and(|(index, words)| index.lacks(&words));
                self.current = self.groups.next();
            }
        }
        Ok(())
    }

    /// Reports whether an index lacks a word of the records.
    pub fn found_gap(&self) -> bool {
        self.lacks
    }
}
