//! Timespans of correlations.

use std::fmt;
use std::time::Duration;

/// A timespan of a correlation: at least a second, at most a hundred years.
///
/// A month (`M`) has 30.44 days and a year (`y`) 365.25, as in pySigma.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timespan {
    pub(crate) text: String,
    pub(crate) seconds: u64,
}

impl Timespan {
    /// Returns the length.
    pub fn duration(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

/// Writes the timespan as the rule has it.
impl fmt::Display for Timespan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
