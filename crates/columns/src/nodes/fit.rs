//! The fit of a value in its column.

/// The part of a value that a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// All of it: the value can be written again from the column, JSON-equal.
    Exact,
    /// Its meaning, as far as there is one; the original must be kept beside.
    Meaning,
    /// None of it: the column's row is null.
    Nothing,
}

impl Fit {
    /// Returns the fit of the whole when a part of it fits so. A part that is not held leaves the rest as the meaning.
    pub fn with_part(self, part: Fit) -> Fit {
        self.max(part.min(Fit::Meaning))
    }
}
