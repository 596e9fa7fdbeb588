//! What is written for a record: the record itself, or its document in a shape.

use std::collections::BTreeMap;

use trail365_records::Record;
use trail365_shapes::{Fit, Options, Shape, Shaper};

use crate::input::Make;

/// Kinds of records that are counted by name; what comes beyond them is counted together.
const MOST_KINDS: usize = 1000;

/// Writes the line of each record.
pub struct Lines {
    /// None for records as they are.
    shaper: Option<Shaper>,
    /// Records that have only what all have.
    pub unrouted: Kinds,
    /// Records that the shape has no place for.
    pub left_out: Kinds,
}

impl Lines {
    /// Creates a writer of records, or of their documents.
    pub fn new(shape: Option<Shape>, options: Options) -> Self {
        let shaper = shape.map(|shape| Shaper::new(shape, options));
        Lines { shaper, unrouted: Kinds::default(), left_out: Kinds::default() }
    }
}

impl Make for Lines {
    fn make(&mut self, record: &Record<'_>, out: &mut Vec<u8>) {
        match &mut self.shaper {
            None => {
                record.object().write_json(out);
                out.push(b'\n');
            }
            Some(shaper) => match shaper.write_line(record, out) {
                Fit::Known => {}
                Fit::Unknown => self.unrouted.count(record),
                Fit::LeftOut => self.left_out.count(record),
            },
        }
    }
}

/// Numbers of records by their operation.
#[derive(Debug, Default)]
pub struct Kinds {
    operations: BTreeMap<String, u64>,
    others: u64,
}

impl Kinds {
    fn count(&mut self, record: &Record<'_>) {
        let operation = record.common().operation().unwrap_or_default();
        if let Some(count) = self.operations.get_mut(&*operation) {
            *count += 1;
        } else if self.operations.len() < MOST_KINDS {
            self.operations.insert(operation.into_owned(), 1);
        } else {
            self.others += 1;
        }
    }

    /// Adds the counts of another thread.
    pub fn join(&mut self, other: Kinds) {
        for (operation, count) in other.operations {
            *self.operations.entry(operation).or_default() += count;
        }
        self.others += other.others;
    }

    /// Returns the number of records.
    pub fn records(&self) -> u64 {
        self.operations.values().sum::<u64>() + self.others
    }

    /// Returns the most frequent operations with their counts.
    pub fn most_frequent(&self, most: usize) -> Vec<(&str, u64)> {
        let mut all: Vec<_> = self.operations.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all.truncate(most);
        all
    }
}
