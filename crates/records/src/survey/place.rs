//! The place of a record in the inputs.

/// The place at which a record starts. Places are ordered as the inputs are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordPlace {
    /// Index of the input.
    pub source: usize,
    /// Line in it, from 1.
    pub line: u64,
}
