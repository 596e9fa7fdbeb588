//! From when to when.

use chrono::{DateTime, Utc};

/// Least and greatest of times that were seen, in microseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span(Option<(i64, i64)>);

impl Span {
    pub fn add(&mut self, micros: i64) {
        let (least, greatest) = self.0.unwrap_or((micros, micros));
        self.0 = Some((least.min(micros), greatest.max(micros)));
    }

    pub fn join(&mut self, other: Span) {
        other.0.into_iter().flat_map(|(least, greatest)| [least, greatest]).for_each(|t| self.add(t));
    }

    pub fn first(self) -> Option<DateTime<Utc>> {
        self.0.and_then(|(least, _)| DateTime::from_timestamp_micros(least))
    }

    pub fn last(self) -> Option<DateTime<Utc>> {
        self.0.and_then(|(_, greatest)| DateTime::from_timestamp_micros(greatest))
    }
}
