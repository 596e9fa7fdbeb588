//! The records behind events.

use std::collections::{BTreeMap, BTreeSet};

use super::correlator::Group;
use super::event::{Event, Span};

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
