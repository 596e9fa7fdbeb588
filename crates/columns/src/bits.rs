//! Which rows of a column have a value.

use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};

/// A bit for each row; rows that were not set are null.
#[derive(Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    #[inline]
    pub fn set(&mut self, row: usize) {
        let word = row / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (row % 64);
    }

    #[inline]
    pub fn has(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Forgets the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.words.truncate(len.div_ceil(64));
        if let (Some(last), 1..) = (self.words.get_mut(len / 64), len % 64) {
            *last &= (1 << (len % 64)) - 1;
        }
    }

    /// The nulls of `len` rows; `None` where every row has a value.
    pub fn finish(&mut self, len: usize) -> Option<NullBuffer> {
        let mut words = std::mem::take(&mut self.words);
        words.resize(len.div_ceil(64), 0);
        let bits = BooleanBuffer::new(Buffer::from_vec(words), 0, len);
        Some(NullBuffer::new(bits)).filter(|nulls| nulls.null_count() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn rows_that_were_not_set_are_null() {
        let mut bits = Bits::default();
        for row in [0, 3, 64, 70, 128] {
            bits.set(row);
        }
        bits.truncate(70);
        assert!(bits.has(64) && !bits.has(70) && !bits.has(128));
        let nulls = bits.finish(72).unwrap();
        assert_eq!(nulls.valid_indices().collect::<Vec<_>>(), [0, 3, 64]);
    }

    #[test]
    fn a_full_column_has_no_nulls() {
        let mut bits = Bits::default();
        (0..130).for_each(|row| bits.set(row));
        assert!(bits.finish(130).is_none());
        assert!(Bits::default().finish(0).is_none());
    }
}
