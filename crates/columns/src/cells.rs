//! A column of values of one size.

use arrow::buffer::NullBuffer;

use crate::bits::Bits;

/// Values and which rows have one. Rows in between that were passed over are null.
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
        self.valid.set(row);
    }

    /// The value of a row, if it has one.
    #[inline]
    pub fn get(&self, row: usize) -> Option<T> {
        self.values.get(row).copied().filter(|_| self.valid.has(row))
    }

    /// Values up to the last row that has one.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Whether any row has a value.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Forgets the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.values.truncate(len);
        self.valid.truncate(len);
    }

    /// The values of `len` rows and their nulls. The next batch starts with as much room as this one took.
    pub fn finish(&mut self, len: usize) -> (Vec<T>, Option<NullBuffer>) {
        let room = Vec::with_capacity(len);
        let mut values = std::mem::replace(&mut self.values, room);
        values.resize(len, T::default());
        (values, self.valid.finish(len))
    }
}
