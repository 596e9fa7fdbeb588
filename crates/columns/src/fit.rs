//! How much of a value a column holds.

/// How much of a value a column holds.
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
    /// What becomes of the whole when a part fits so: a part that is not held leaves the rest as its meaning.
    pub fn within(self, part: Fit) -> Fit {
        self.max(part.min(Fit::Meaning))
    }
}
