//! How often texts are there.

use std::mem;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, StringViewArray, StringViewBuilder};
use arrow::buffer::Buffer;
use datafusion::common::HashMap;

/// Most texts that are held, and most bytes of them, about.
const MOST_TEXTS: usize = 1 << 16;
const MOST_BYTES: usize = 16 << 20;

/// Counts texts.
///
/// A reader of Parquet gives all rows with one entry of a dictionary one and the same view, so a text is looked at once for its many rows.
#[derive(Debug, Default)]
pub(super) struct Tally {
    places: HashMap<Box<str>, usize>,
    /// How often each text is there, by its place.
    counts: Vec<i64>,
    nulls: i64,
    bytes: usize,
    /// Places of the texts behind views into `buffers`.
    seen: HashMap<u128, usize>,
    buffers: Vec<Buffer>,
}

impl Tally {
    pub fn add(&mut self, texts: &StringViewArray) {
        if !self.points_into(texts.data_buffers()) || self.seen.len() > MOST_TEXTS {
            self.seen.clear();
            self.buffers = texts.data_buffers().to_vec();
        }
        // Neighbours are often the same.
        let mut last = None;
        for (row, view) in texts.views().iter().enumerate() {
            if texts.is_null(row) {
                self.nulls += 1;
                continue;
            }
            let place = match last {
                Some((same, place)) if same == *view => place,
                _ => match self.seen.get(view) {
                    Some(place) => *place,
                    None => self.look_at(*view, texts.value(row)),
                },
            };
            self.counts[place] += 1;
            last = Some((*view, place));
        }
    }

    /// Reports whether views into these buffers mean what they meant before.
    fn points_into(&self, buffers: &[Buffer]) -> bool {
        let same = |(one, other): (&Buffer, &Buffer)| one.ptr_eq(other) && one.len() == other.len();
        self.buffers.len() == buffers.len() && self.buffers.iter().zip(buffers).all(same)
    }

    /// Returns the place of a text, and keeps it for the next row with its view.
    fn look_at(&mut self, view: u128, text: &str) -> usize {
        let place = match self.places.get(text) {
            Some(place) => *place,
            None => {
                let place = self.counts.len();
                self.counts.push(0);
                self.bytes += text.len();
                self.places.insert(text.into(), place);
                place
            }
        };
        self.seen.insert(view, place);
        place
    }

    /// Reports whether no more should be held.
    pub fn is_full(&self) -> bool {
        self.counts.len() >= MOST_TEXTS || self.bytes >= MOST_BYTES
    }

    /// Reports whether counting has saved less than half of the rows.
    pub fn saves_little(&self) -> bool {
        self.counts.iter().sum::<i64>() < 2 * self.counts.len() as i64
    }

    /// Returns the texts, null among them, with their counts, and begins anew.
    pub fn take(&mut self) -> (ArrayRef, ArrayRef) {
        let tally = mem::take(self);
        let mut texts = StringViewBuilder::with_capacity(tally.counts.len() + 1);
        let mut counts = Vec::with_capacity(tally.counts.len() + 1);
        for (text, place) in &tally.places {
            texts.append_value(text);
            counts.push(tally.counts[*place]);
        }
        if tally.nulls > 0 {
            texts.append_null();
            counts.push(tally.nulls);
        }
        (Arc::new(texts.finish()), Arc::new(Int64Array::from(counts)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use arrow::array::{Array, AsArray, DictionaryArray, Int32Array, StringArray, StringViewArray};
    use arrow::compute::cast;
    use arrow::datatypes::{DataType, Int64Type};
    use proptest::prelude::*;

    use super::{MOST_TEXTS, Tally};

    fn taken(tally: &mut Tally) -> BTreeMap<Option<String>, i64> {
        let (texts, counts) = tally.take();
        let texts = texts.as_string_view().iter().map(|text| text.map(ToOwned::to_owned));
        texts.zip(counts.as_primitive::<Int64Type>().values().iter().copied()).collect()
    }

    /// Texts of which many have one view, as a reader makes them of a dictionary.
    fn of_dictionary(entries: &[String], rows: &[Option<usize>]) -> StringViewArray {
        let keys: Int32Array = rows.iter().map(|row| row.map(|row| (row % entries.len()) as i32)).collect();
        let entries = Arc::new(StringArray::from_iter_values(entries));
        let array = DictionaryArray::new(keys, entries);
        cast(&array, &DataType::Utf8View).unwrap().as_string_view().clone()
    }

    proptest! {
        #[test]
        fn counts_are_those_of_the_texts(
            batches in prop::collection::vec(
                (prop::collection::vec("[ab]{0,2}|[ab]{13,14}", 1..6), prop::collection::vec(prop::option::of(0..6_usize), 0..40)),
                1..6,
            ),
        ) {
            let mut tally = Tally::default();
            let mut expected: BTreeMap<Option<String>, i64> = BTreeMap::new();
            for (entries, rows) in &batches {
                let array = of_dictionary(entries, rows);
                for text in &array {
                    *expected.entry(text.map(ToOwned::to_owned)).or_default() += 1;
                }
                // In two parts: a reader gives a dictionary in many batches.
                let half = array.len() / 2;
                tally.add(&array.slice(0, half));
                tally.add(&array.slice(half, array.len() - half));
            }
            prop_assert_eq!(taken(&mut tally), expected);
            prop_assert!(taken(&mut tally).is_empty());
        }
    }

    #[test]
    fn it_holds_no_more_than_it_may_and_says_what_it_saves() {
        let mut tally = Tally::default();
        let ids: Vec<_> = (0..MOST_TEXTS).map(|id| format!("0000-0000-{id}")).collect();
        tally.add(&StringViewArray::from_iter_values(&ids[1..]));
        assert!(!tally.is_full());
        tally.add(&StringViewArray::from_iter_values(&ids[..1]));
        assert!(tally.is_full() && tally.saves_little());
        tally.add(&StringViewArray::from_iter_values(&ids));
        assert!(tally.is_full() && !tally.saves_little());
        assert_eq!(taken(&mut tally).len(), MOST_TEXTS);
        assert!(!tally.is_full());

        tally.add(&StringViewArray::from_iter_values(["long".repeat(1 << 22)]));
        assert!(tally.is_full());
    }
}
