//! Parts of times.

/// A part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// Day of the month, 1 to 31.
    Day,
    /// Week of the year by ISO 8601, 1 to 53.
    Week,
    /// 1 to 12.
    Month,
    /// The year.
    Year,
}
