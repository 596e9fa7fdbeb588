//! Values that a group did not have before.

use std::collections::HashMap;

use super::event::{Event, Firing};
use super::window::runs_of_time;

/// Shortest time in microseconds for which a group has to be known before a new value says something.
const WARM_UP: i64 = 3 * 24 * 3600 * 1_000_000;

/// Finds the events with values that their group did not have during the history before them. `known` is the time since which its user
/// is known, if it is earlier than the first event.
pub(super) fn find_first_seen(events: &[Event], history: i64, known: Option<i64>) -> Vec<Firing> {
    let Some(begin) = events.first().map(|event| event.time.min(known.unwrap_or(i64::MAX))) else {
        return Vec::new();
    };
    let mut last_seen: HashMap<&[u32], i64> = HashMap::new();
    let mut firings = Vec::new();
    for same in runs_of_time(events) {
        let time = events[same.start].time;
        let is_warm = time - begin >= WARM_UP.min(history);
        let mut seen_now = Vec::new();
        for place in same {
            let tuples = &events[place].tuples;
            let is_new = |tuple: &Vec<u32>| {
                let seen =
                    last_seen.get(tuple.as_slice()).is_some_and(|seen| *seen >= time.saturating_sub(history));
                !seen && !seen_now.contains(&tuple.as_slice())
            };
            // An event with several new values is one firing: it has one key.
            if is_warm && tuples.iter().any(is_new) {
                firings.push(Firing { time, first: place, last: place });
            }
            seen_now.extend(tuples.iter().map(Vec::as_slice));
        }
        last_seen.extend(seen_now.into_iter().map(|tuple| (tuple, time)));
    }
    firings
}
