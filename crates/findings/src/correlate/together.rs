//! Correlations of different parts: together in any order, or one after the other.

use trail365_sigma::{PartFormula, TemporalCondition};

use super::event::{Event, Firing};
use super::window::{meets, runs_of_time};

/// Finds the times at which the parts that a condition asks for have matched within the window before.
pub(super) fn find_together(
    events: &[Event],
    window: i64,
    parts: usize,
    condition: &TemporalCondition,
) -> Vec<Firing> {
    let mut last_of_part: Vec<Option<usize>> = vec![None; parts];
    let mut firings = Vec::new();
    for same in runs_of_time(events) {
        let time = events[same.start].time;
        for place in same.clone() {
            last_of_part[events[place].part] = Some(place);
        }
        let is_inside = |place: &usize| events[*place].time >= time.saturating_sub(window);
        let inside: Vec<Option<usize>> = last_of_part.iter().map(|last| last.filter(is_inside)).collect();
        if holds(condition, &inside) {
            let first = inside.iter().flatten().min().copied().unwrap_or(same.start);
            firings.push(Firing { time, first, last: same.end - 1 });
        }
    }
    firings
}

#[expect(clippy::cast_precision_loss, reason = "a correlation has few parts")]
fn holds(condition: &TemporalCondition, inside: &[Option<usize>]) -> bool {
    match condition {
        TemporalCondition::All => inside.iter().all(Option::is_some),
        TemporalCondition::Count(bounds) => meets(bounds, inside.iter().flatten().count() as f64),
        TemporalCondition::Formula(formula) => holds_formula(formula, inside),
    }
}

fn holds_formula(formula: &PartFormula, inside: &[Option<usize>]) -> bool {
    match formula {
        PartFormula::All(parts) => parts.iter().all(|part| holds_formula(part, inside)),
        PartFormula::Any(parts) => parts.iter().any(|part| holds_formula(part, inside)),
        PartFormula::Not(inner) => !holds_formula(inner, inside),
        PartFormula::Part(part) => inside.get(*part).is_some_and(Option::is_some),
    }
}

/// Finds the times at which a chain of parts in their order is complete, all of it within the window. A chain of `least` parts may
/// leave out others; equal times are in order.
///
/// For each part and length the chain that began last is kept: whatever completes a longer one, it is the best to go on from.
pub(super) fn find_in_order(events: &[Event], window: i64, parts: usize, least: usize) -> Vec<Firing> {
    // `starts[part][length - 1]`: first event of the chain of this length that ends in this part and began last.
    let mut starts = vec![vec![None::<usize>; parts]; parts];
    let mut firings = Vec::new();
    for same in runs_of_time(events) {
        let time = events[same.start].time;
        let is_inside = |start: &usize| events[*start].time >= time.saturating_sub(window);
        let mut complete = None;
        // Parts in their order, because events of one time count as in order.
        for part in 0..parts {
            let Some(here) = same.clone().find(|place| events[*place].part == part) else { continue };
            for length in (1..=part + 1).rev() {
                let start = match length {
                    1 => Some(here),
                    _ => starts[..part].iter().filter_map(|ends| ends[length - 2]).filter(is_inside).max(),
                };
                if length >= least {
                    complete = complete.max(start);
                }
                starts[part][length - 1] = starts[part][length - 1].max(start);
            }
        }
        if let Some(first) = complete {
            firings.push(Firing { time, first, last: same.end - 1 });
        }
    }
    firings
}
