//! Columns in the making: values of one size, the rows that have one, and the items of lists.

use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};

/// A bit for each row that has a value; the other rows are null.
#[derive(Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// Notes that a row has a value.
    #[inline]
    pub fn set_row(&mut self, row: usize) {
        // Words reach to the last row with a value only: a column that few rows use stays small until the batch is taken.
        let word = row / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (row % 64);
    }

    /// Reports whether a row has a value.
    #[inline]
    pub fn has_row(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Forgets the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.words.truncate(len.div_ceil(64));
        // `set_row` only ever sets bits: one that stayed would give a value to a later row that is null.
        if let (Some(last), 1..) = (self.words.get_mut(len / 64), len % 64) {
            *last &= (1 << (len % 64)) - 1;
        }
    }

    /// Returns the nulls of `len` rows; `None` where every row has a value, so that readers skip the mask.
    pub fn take_nulls(&mut self, len: usize) -> Option<NullBuffer> {
        let mut words = std::mem::take(&mut self.words);
        words.resize(len.div_ceil(64), 0);
        let bits = BooleanBuffer::new(Buffer::from_vec(words), 0, len);
        Some(NullBuffer::new(bits)).filter(|nulls| nulls.null_count() > 0)
    }
}

/// Values of one size, a row each. Rows that were passed over are null.
#[derive(Default)]
pub(crate) struct Cells<T> {
    values: Vec<T>,
    valid: Bits,
}

impl<T: Copy + Default> Cells<T> {
    /// Sets the value of a row that is none of those before.
    #[inline]
    pub fn push(&mut self, row: usize, value: T) {
        if self.values.len() < row {
            self.values.resize(row, T::default());
        }
        self.values.push(value);
        self.valid.set_row(row);
    }

    /// Returns the value of a row, if it has one.
    #[inline]
    pub fn get(&self, row: usize) -> Option<T> {
        self.values.get(row).copied().filter(|_| self.valid.has_row(row))
    }

    /// Returns the values up to the last row that has one.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Reports whether no row has a value.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Forgets the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.values.truncate(len);
        self.valid.truncate(len);
    }

    /// Returns the values of `len` rows and their nulls.
    pub fn take_rows(&mut self, len: usize) -> (Vec<T>, Option<NullBuffer>) {
        // The next batch is likely to be of the same size: it starts with as much room as this one took.
        let room = Vec::with_capacity(len);
        let mut values = std::mem::replace(&mut self.values, room);
        values.resize(len, T::default());
        (values, self.valid.take_nulls(len))
    }
}

/// For each row the items that are its own, for lists and maps; they lie one behind the other.
#[derive(Default)]
pub(crate) struct Spans {
    /// Place behind the last item of each row.
    ends: Vec<i32>,
    valid: Bits,
    items: usize,
}

impl Spans {
    /// Returns the number of items of all rows so far.
    pub fn item_count(&self) -> usize {
        self.items
    }

    /// Gives a row the items up to `end`; false where they are more than an array can have.
    #[must_use]
    pub fn push_row(&mut self, row: usize, end: usize) -> bool {
        // Arrow counts the items of a list array in 32 bits.
        let Ok(offset) = i32::try_from(end) else { return false };
        let before = self.ends.last().copied().unwrap_or(0);
        // Rows that were passed over end where the row before them does, and so have no items.
        self.ends.resize(row, before);
        self.ends.push(offset);
        self.valid.set_row(row);
        self.items = end;
        true
    }

    /// Forgets the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.valid.truncate(len);
        self.items = self.ends.last().map_or(0, |end| usize::try_from(*end).unwrap_or(0));
    }

    /// Returns the offsets of `len` rows and their nulls.
    pub fn take_offsets(&mut self, len: usize) -> (Vec<i32>, Option<NullBuffer>) {
        self.items = 0;
        let ends = std::mem::take(&mut self.ends);
        let last = ends.last().copied().unwrap_or(0);
        let mut offsets = Vec::with_capacity(len + 1);
        offsets.push(0);
        offsets.extend(ends);
        offsets.resize(len + 1, last);
        (offsets, self.valid.take_nulls(len))
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn rows_that_were_not_set_are_null() {
        let mut bits = Bits::default();
        for row in [0, 3, 64, 70, 128] {
            bits.set_row(row);
        }
        bits.truncate(70);
        assert!(bits.has_row(64) && !bits.has_row(70) && !bits.has_row(128));
        let nulls = bits.take_nulls(72).unwrap();
        assert_eq!(nulls.valid_indices().collect::<Vec<_>>(), [0, 3, 64]);
    }

    #[test]
    fn a_full_column_has_no_nulls() {
        let mut bits = Bits::default();
        (0..130).for_each(|row| bits.set_row(row));
        assert!(bits.take_nulls(130).is_none());
        assert!(Bits::default().take_nulls(0).is_none());
    }
}
