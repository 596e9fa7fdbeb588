//! Events that correlations take.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::correlator::Group;

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

/// Returns the records behind events, by their places among all matches. `groups` are those of each correlation.
pub(crate) fn records_behind(events: &[Event], groups: &[Vec<Group>]) -> BTreeSet<usize> {
    let mut records = BTreeSet::new();
    add_records(events, groups, &mut records);
    records
}

/// Firings that follow each other share most of their events: each event is visited once.
fn add_records(events: &[Event], groups: &[Vec<Group>], records: &mut BTreeSet<usize>) {
    let mut spans: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    for event in events {
        match event.span {
            None => {
                records.insert(event.record);
            }
            Some(Span { correlation, group, first, last }) => {
                spans.entry((correlation, group)).or_default().push((first, last));
            }
        }
    }
    for ((correlation, group), mut spans) in spans {
        spans.sort_unstable();
        let mut done = 0;
        for (first, last) in spans {
            let first = first.max(done);
            if first <= last {
                add_records(&groups[correlation][group].events[first..=last], groups, records);
                done = last + 1;
            }
        }
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
