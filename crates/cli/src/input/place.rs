//! Where in the inputs a record stands.

/// The beginning of a record; places are in the order of reading. [`Sources::label`](super::Sources::label) names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index of the input.
    pub source: usize,
    /// Line in it, from 1.
    pub line: u64,
}
