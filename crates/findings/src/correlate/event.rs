//! Events that correlations take.

use std::collections::BTreeSet;
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
    /// The records behind it.
    pub members: Members,
}

/// The records behind an event, by their places among all matches.
#[derive(Debug, Clone)]
pub(crate) enum Members {
    /// One record.
    One(usize),
    /// Those of a firing.
    Many(Arc<BTreeSet<usize>>),
}

impl Members {
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let (one, many) = match self {
            Members::One(place) => (Some(*place), None),
            Members::Many(places) => (None, Some(places)),
        };
        one.into_iter().chain(many.into_iter().flat_map(|places| places.iter().copied()))
    }
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
