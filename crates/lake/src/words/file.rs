//! Finds the indexes of a file, and the rows that they leave.

use std::ops::Range;

use bytes::Bytes;
use object_store::ObjectStore;
use object_store::path::Path;
use parquet::arrow::arrow_reader::RowSelection;
use parquet::file::metadata::{KeyValue, ParquetMetaData};

use super::blocks::{ALL, BLOCK_ROWS, BLOCKS, Blocks};
use super::condition::TextCondition;
use super::index::{WordIndex, damaged};
use crate::error::{Context, Result};

/// Key in a file's footer. Its value has the place of the index of each row group: `[offset,length]`, or null where there is none.
const PLACES_KEY: &str = "trail365.words";

/// Returns the entry of a footer for the places of the indexes.
pub(crate) fn entry_of(places: &[Option<Range<u64>>]) -> KeyValue {
    let numbers = |place: &Option<Range<u64>>| place.as_ref().map(|p| [p.start, p.end - p.start]);
    let places: Vec<_> = places.iter().map(numbers).collect();
    KeyValue::new(PLACES_KEY.to_owned(), serde_json::json!(places).to_string())
}

/// The word indexes of a file.
#[derive(Debug, Clone)]
pub struct FileWords {
    path: Path,
    groups: Vec<GroupWords>,
}

#[derive(Debug, Clone)]
struct GroupWords {
    rows: usize,
    place: Option<Range<u64>>,
}

impl FileWords {
    /// Finds the indexes of a file by its footer; `None` if it has none.
    ///
    /// # Errors
    ///
    /// If the footer names places that make no sense.
    pub fn find(path: &Path, metadata: &ParquetMetaData) -> Result<Option<Self>> {
        let entries = metadata.file_metadata().key_value_metadata();
        let entry = entries.into_iter().flatten().find(|entry| entry.key == PLACES_KEY);
        let Some(text) = entry.and_then(|entry| entry.value.as_deref()) else { return Ok(None) };
        let places: Vec<Option<[u64; 2]>> = serde_json::from_str(text).map_err(|_| damaged(path))?;
        if places.len() != metadata.num_row_groups() {
            return Err(damaged(path));
        }
        let place = |[start, length]: [u64; 2]| Some(start..start.checked_add(length)?);
        let group = |(group, place_of): (usize, Option<[u64; 2]>)| {
            let rows = metadata.row_group(group).num_rows().unsigned_abs() as usize;
            let place = place_of.map(|found| place(found).ok_or_else(|| damaged(path))).transpose()?;
            Ok(GroupWords { rows, place })
        };
        let groups = places.into_iter().enumerate().map(group).collect::<Result<_>>()?;
        Ok(Some(FileWords { path: path.clone(), groups }))
    }

    /// Returns the bytes of the indexes.
    pub fn bytes(&self) -> u64 {
        self.groups.iter().filter_map(|group| group.place.as_ref()).map(|place| place.end - place.start).sum()
    }

    /// Reads the indexes, and returns the rows that may fulfil a condition.
    ///
    /// # Errors
    ///
    /// If the store fails or an index is damaged.
    pub async fn rows_with(
        &self,
        store: &dyn ObjectStore,
        condition: &TextCondition,
    ) -> Result<RowSelection> {
        let (mut ranges, mut first) = (Vec::new(), 0);
        let mut encoded = self.read(store).await?.into_iter();
        for group in &self.groups {
            let blocks = match self.next_index(group, &mut encoded)? {
                Some(index) => condition.blocks(&index),
                None => ALL,
            };
            ranges.extend(rows_of(blocks, group.rows).map(|rows| first + rows.start..first + rows.end));
            first += group.rows;
        }
        Ok(RowSelection::from_consecutive_ranges(ranges.into_iter(), first))
    }

    /// Reads the indexes of the row groups that have one.
    async fn read(&self, store: &dyn ObjectStore) -> Result<Vec<Bytes>> {
        let places: Vec<_> = self.groups.iter().filter_map(|group| group.place.clone()).collect();
        let doing = || format!("cannot read the word index of {}", self.path);
        store.get_ranges(&self.path, &places).await.doing(doing)
    }

    /// Reads the indexes: the rows of each row group, and its index if it has one.
    pub(super) async fn read_indexes(
        &self,
        store: &dyn ObjectStore,
    ) -> Result<Vec<(usize, Option<WordIndex>)>> {
        let mut encoded = self.read(store).await?.into_iter();
        self.groups.iter().map(|group| Ok((group.rows, self.next_index(group, &mut encoded)?))).collect()
    }

    fn next_index(
        &self,
        group: &GroupWords,
        encoded: &mut impl Iterator<Item = Bytes>,
    ) -> Result<Option<WordIndex>> {
        let bytes = group.place.as_ref().and_then(|_| encoded.next());
        bytes.map(|bytes| WordIndex::decode(&bytes).ok_or_else(|| damaged(&self.path))).transpose()
    }
}

/// Returns the rows of blocks, of a row group with so many.
fn rows_of(blocks: Blocks, rows: usize) -> impl Iterator<Item = Range<usize>> {
    let block = move |block: usize| {
        let end = if block + 1 == BLOCKS { rows } else { rows.min((block + 1) * BLOCK_ROWS) };
        block * BLOCK_ROWS..end
    };
    (0..BLOCKS).filter(move |number| blocks & (1 << number) != 0).map(block).filter(|rows| !rows.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{ALL, BLOCK_ROWS, BLOCKS, rows_of};

    #[test]
    fn the_last_block_has_what_is_left() {
        let rows = |blocks, rows| rows_of(blocks, rows).map(|r| (r.start, r.end)).collect::<Vec<_>>();
        assert_eq!(rows(0b11, 10), [(0, 10)]);
        assert_eq!(rows(0b10, 10), []);
        assert_eq!(rows(0b10, BLOCK_ROWS + 1), [(BLOCK_ROWS, BLOCK_ROWS + 1)]);
        let whole = rows(ALL, BLOCKS * BLOCK_ROWS + 5);
        assert_eq!((whole.len(), whole.last().map(|last| last.1)), (BLOCKS, Some(BLOCKS * BLOCK_ROWS + 5)));
    }
}
