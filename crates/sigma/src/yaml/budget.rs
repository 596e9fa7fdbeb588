//! Counts the values of a file against its limits.

use crate::limits::Limits;

/// Bytes of text that count as one value more: aliases repeat long texts as well as many values.
const BYTES_A_VALUE: usize = 64;

/// Rest of what a file may hold. One budget serves all documents of a file, so aliases and templates cannot multiply.
#[derive(Debug)]
pub(crate) struct Budget {
    values: usize,
    nesting: usize,
}

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Budget { values: limits.values, nesting: limits.nesting }
    }

    /// Reports whether maps and lists may be nested this deep.
    pub fn allows_depth(&self, depth: usize) -> bool {
        depth <= self.nesting
    }

    /// Takes a value with so many bytes of text; `false` when the budget is used up.
    #[must_use]
    pub fn take(&mut self, text_bytes: usize) -> bool {
        self.take_values(weigh(text_bytes))
    }

    /// Takes the values of a tree that is copied.
    #[must_use]
    pub fn take_values(&mut self, count: usize) -> bool {
        match self.values.checked_sub(count) {
            Some(left) => {
                self.values = left;
                true
            }
            None => {
                self.values = 0;
                false
            }
        }
    }
}

/// Returns the values that one with so many bytes of text counts for.
pub(crate) fn weigh(text_bytes: usize) -> usize {
    1 + text_bytes / BYTES_A_VALUE
}
