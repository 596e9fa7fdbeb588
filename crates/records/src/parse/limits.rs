//! Limits of a record.

/// Limits of a record. One that goes beyond them is an [`crate::Error`] of kind [`crate::ErrorKind::Limit`].
///
/// ```
/// use trail365_records::{ErrorKind, Limits, Parser};
///
/// let mut parser = Parser::with_limits(Limits { depth: 2, ..Limits::default() });
/// assert!(parser.parse(br#"{"Actor":[1]}"#).is_ok());
/// let error = parser.parse(br#"{"Actor":[[1]]}"#).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Limit);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size in bytes. The default is 16 MiB, several times the largest record known; at most 4 GiB.
    pub record_bytes: usize,
    /// Levels of objects and lists inside each other. The default is 100; at most 1,000, because they are read by
    /// recursion.
    pub depth: usize,
    /// Keys in all objects together. The default is 100,000.
    pub keys: usize,
    /// Deviations inside values that a record lists. The default is 10,000. More are not an error: they are counted,
    /// see [`crate::Record::unlisted_deviations`].
    pub findings: usize,
}

/// Levels that fit several times over into the smallest usual stack.
const MOST_DEPTH: usize = 1000;

/// Tokens are placed by `u32`, and the highest one stands for "no token".
const MOST_BYTES: usize = u32::MAX as usize - 1;

impl Limits {
    /// Returns the same limits, lowered to what the parser can hold.
    pub(crate) fn within_reach(self) -> Self {
        Limits { record_bytes: self.record_bytes.min(MOST_BYTES), depth: self.depth.min(MOST_DEPTH), ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits { record_bytes: 16 << 20, depth: 100, keys: 100_000, findings: 10_000 }
    }
}
