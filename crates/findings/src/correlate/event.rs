//! Events that correlations take.

use std::sync::Arc;

/// An event of a group: a match of a rule, or a firing of another correlation.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// Time in microseconds since 1970.
    pub time: i64,
    /// The part of the correlation that it comes from.
    pub part: usize,
    /// Values that the correlation counts or computes with, one list for each of its keys.
    pub values: Vec<Vec<Arc<str>>>,
    /// Combinations of these values that count, as numbers; only of correlations that count values or look for new ones.
    pub tuples: Vec<Vec<u32>>,
    /// Its record, or the last of its records, by its place among all matches.
    pub record: usize,
    /// The events of another correlation that it stands for; `None` for a match.
    pub span: Option<Span>,
}

/// Events of a group of another correlation, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub correlation: usize,
    pub group: usize,
    pub first: usize,
    pub last: usize,
}

/// A time at which a correlation holds, with the events that make it do so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Firing {
    /// Time of the event that completes it.
    pub time: i64,
    /// First event of the group that counts.
    pub first: usize,
    /// Last event of the group that counts; it has the time of the firing.
    pub last: usize,
}

/// Writes a value as group keys and counts compare it: without case; nothing for values that say nothing.
pub(crate) fn comparable(value: &str) -> Option<String> {
    const NO_ID: &str = "00000000-0000-0000-0000-000000000000";
    let value = value.trim().trim_matches(['{', '}']);
    (!value.is_empty() && value != NO_ID).then(|| value.to_lowercase())
}
