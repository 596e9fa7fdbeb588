//! Which items belong to which row, for lists and maps.

use arrow::buffer::NullBuffer;

use crate::bits::Bits;

/// For each row the items that are its own; they lie one behind the other.
#[derive(Default)]
pub(crate) struct Spans {
    /// Where the items of each row end.
    ends: Vec<i32>,
    valid: Bits,
    items: usize,
}

impl Spans {
    /// Items of all rows so far.
    pub fn items(&self) -> usize {
        self.items
    }

    /// Gives a row the items up to `end`; false where they are more than an array can have.
    #[must_use]
    pub fn push(&mut self, row: usize, end: usize) -> bool {
        let Ok(offset) = i32::try_from(end) else { return false };
        let before = self.ends.last().copied().unwrap_or(0);
        self.ends.resize(row, before);
        self.ends.push(offset);
        self.valid.set(row);
        self.items = end;
        true
    }

    /// Forgets the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.valid.truncate(len);
        self.items = self.ends.last().map_or(0, |end| usize::try_from(*end).unwrap_or(0));
    }

    /// Offsets of `len` rows and their nulls.
    pub fn finish(&mut self, len: usize) -> (Vec<i32>, Option<NullBuffer>) {
        self.items = 0;
        let ends = std::mem::take(&mut self.ends);
        let last = ends.last().copied().unwrap_or(0);
        let mut offsets = Vec::with_capacity(len + 1);
        offsets.push(0);
        offsets.extend(ends);
        offsets.resize(len + 1, last);
        (offsets, self.valid.finish(len))
    }
}
