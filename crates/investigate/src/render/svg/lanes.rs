//! Swim lanes: a lane a branch of a session, from its first record to its last.

use std::collections::{BTreeMap, BTreeSet};

use trail365_text::terminal;

use super::axis::Axis;
use super::bars::Chart;
use super::drawing::{Anchor, Drawing, WIDTH};
use crate::layout::{class_word, group_digits, moment, record_count};
use crate::model::{Account, Branch, Time};

const LEFT: f64 = 286.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 8.0;
const LANE: f64 = 24.0;

/// Most lanes of a drawing.
const MOST_LANES: usize = 40;

/// Draws the sessions of an account; `file` has all of them. Without sessions there is no drawing.
pub fn draw_lanes(account: &Account, id: &str, file: &str) -> Option<Chart> {
    let shown = choose_branches(&account.sessions);
    let events = events_by_branch(account);
    let own = |branch: &&Branch| events.get(branch.label.as_str()).into_iter().flatten().copied();
    let first = shown.iter().flat_map(|branch| own(branch).chain([branch.first_time])).min()?;
    let last = shown.iter().flat_map(|branch| own(branch).chain([branch.last_time])).max()?;
    let bottom = TOP + LANE * shown.len() as f64;
    let title = format!("Sessions of {} over time", account.user);
    let description = format!(
        "{} lanes from {} to {}. The table of sessions lists the same.",
        group_digits(shown.len() as u64),
        moment(first),
        moment(last)
    );
    let mut drawing = Drawing::new(id, bottom + 26.0, &title, &description);
    let axis = Axis::new(first, last, LEFT, RIGHT);
    axis.draw(&mut drawing, TOP, bottom);
    for (place, branch) in shown.iter().enumerate() {
        let y = TOP + LANE * place as f64;
        drawing.line((0.0, y + LANE), (RIGHT, y + LANE), "grid");
        draw_names(&mut drawing, y, branch);
        draw_span(&mut drawing, axis, y, branch);
        draw_ticks(&mut drawing, axis, y, events.get(branch.label.as_str()).map_or(&[], Vec::as_slice));
    }
    Some(Chart { svg: drawing.finish(), caption: caption(shown.len(), account.sessions.len(), file) })
}

fn caption(shown: usize, all: usize, file: &str) -> String {
    let how =
        "A bar reaches from the first record of a session's branch to its last (UTC); ticks are key events.";
    if shown == all {
        return how.to_owned();
    }
    format!(
        "{how} {shown} of {} branches are drawn, those of the attacker and the undetermined ones first; the file {file} has all.",
        group_digits(all as u64)
    )
}

/// Returns the branches to draw in the order of the report; of many those of the attacker, then undetermined ones, then those with
/// most records.
fn choose_branches(all: &[Branch]) -> Vec<&Branch> {
    let mut places: Vec<usize> = (0..all.len()).collect();
    places.sort_by_key(|place| (all[*place].class, std::cmp::Reverse(all[*place].records), *place));
    places.truncate(MOST_LANES);
    places.sort_unstable();
    places.into_iter().map(|place| &all[place]).collect()
}

fn events_by_branch(account: &Account) -> BTreeMap<&str, Vec<Time>> {
    let mut events: BTreeMap<&str, Vec<Time>> = BTreeMap::new();
    for event in &account.timeline {
        if let Some(branch) = &event.branch {
            events.entry(branch).or_default().push(event.time);
        }
    }
    events
}

fn draw_names(drawing: &mut Drawing, y: f64, branch: &Branch) {
    let class = branch.class.key();
    drawing.text((0.0, y + 16.0), Anchor::Start, "lane", &terminal::clip(&branch.label, 8));
    drawing.text((58.0, y + 16.0), Anchor::Start, &format!("axis t-{class}"), class_word(branch.class));
    let place = branch.network.as_ref().or(branch.addresses.first());
    let place = place.map_or_else(String::new, |place| terminal::clip(place, 20));
    drawing.text((LEFT - 12.0, y + 16.0), Anchor::End, "axis", &place);
}

fn draw_span(drawing: &mut Drawing, axis: Axis, y: f64, branch: &Branch) {
    let (left, right) = (axis.place(branch.first_time), axis.place(branch.last_time));
    let hint = format!(
        "{}: {} to {}, {}",
        branch.label,
        moment(branch.first_time),
        moment(branch.last_time),
        record_count(branch.records)
    );
    let width = (right - left).max(3.0);
    drawing.rect(
        (left.min(RIGHT - 3.0), y + 7.0),
        (width, 10.0),
        &format!("f-{}", branch.class.key()),
        &hint,
    );
}

fn draw_ticks(drawing: &mut Drawing, axis: Axis, y: f64, times: &[Time]) {
    // Two ticks on one pixel are one.
    let pixels: BTreeSet<i64> = times.iter().map(|time| axis.place(*time).round() as i64).collect();
    for x in pixels {
        drawing.line((x as f64, y + 4.0), (x as f64, y + 20.0), "tick");
    }
}
