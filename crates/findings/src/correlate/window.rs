//! Correlations over all events in a sliding window: their number, their values.

use std::collections::HashMap;
use std::ops::Range;

use trail365_sigma::{Function, Threshold};

use super::event::{Event, Firing};

/// Reports whether a number meets all bounds.
pub(super) fn meets(thresholds: &[Threshold], number: f64) -> bool {
    thresholds.iter().all(|threshold| threshold.holds(number))
}

/// Measures the events in a window that slides over a group.
pub(super) trait Measure {
    /// Takes an event in.
    fn enter(&mut self, event: &Event);
    /// Lets the oldest event go.
    fn leave(&mut self, event: &Event);
    /// Returns the measure of the events inside; `None` where there is none.
    fn measure(&self) -> Option<f64>;
}

/// Finds the times at which the events of the window before, both ends included, have a measure within bounds.
pub(super) fn find_in_windows(
    events: &[Event],
    window: i64,
    thresholds: &[Threshold],
    mut measure: impl Measure,
) -> Vec<Firing> {
    let mut firings = Vec::new();
    let mut first = 0;
    for same in runs_of_time(events) {
        let time = events[same.start].time;
        events[same.clone()].iter().for_each(|event| measure.enter(event));
        while events[first].time < time.saturating_sub(window) {
            measure.leave(&events[first]);
            first += 1;
        }
        if measure.measure().is_some_and(|measure| meets(thresholds, measure)) {
            firings.push(Firing { time, first, last: same.end - 1 });
        }
    }
    firings
}

/// Iterates over the runs of events of one time.
pub(super) fn runs_of_time(events: &[Event]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    events.chunk_by(|a, b| a.time == b.time).map(move |run| {
        let range = start..start + run.len();
        start = range.end;
        range
    })
}

/// Number of events.
#[derive(Default)]
pub(super) struct EventCount(u64);

impl Measure for EventCount {
    fn enter(&mut self, _: &Event) {
        self.0 += 1;
    }

    fn leave(&mut self, _: &Event) {
        self.0 -= 1;
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "thresholds are far below the numbers that a float rounds"
    )]
    fn measure(&self) -> Option<f64> {
        Some(self.0 as f64)
    }
}

/// Number of distinct values, or tuples of values.
#[derive(Default)]
pub(super) struct DistinctCount(HashMap<Vec<u32>, u64>);

impl Measure for DistinctCount {
    fn enter(&mut self, event: &Event) {
        for tuple in &event.tuples {
            match self.0.get_mut(tuple) {
                Some(count) => *count += 1,
                None => {
                    self.0.insert(tuple.clone(), 1);
                }
            }
        }
    }

    fn leave(&mut self, event: &Event) {
        for tuple in &event.tuples {
            if let Some(count) = self.0.get_mut(tuple) {
                *count -= 1;
                if *count == 0 {
                    self.0.remove(tuple);
                }
            }
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "thresholds are far below the numbers that a float rounds"
    )]
    fn measure(&self) -> Option<f64> {
        Some(self.0.len() as f64)
    }
}

/// A function of numbers.
pub(super) struct Numbers {
    function: Function,
    sorted: Vec<f64>,
}

impl Numbers {
    pub fn new(function: Function) -> Self {
        Numbers { function, sorted: Vec::new() }
    }
}

impl Measure for Numbers {
    fn enter(&mut self, event: &Event) {
        for number in numbers_of(event) {
            let place = self.sorted.partition_point(|other| *other < number);
            self.sorted.insert(place, number);
        }
    }

    fn leave(&mut self, event: &Event) {
        for number in numbers_of(event) {
            let place = self.sorted.partition_point(|other| *other < number);
            self.sorted.remove(place);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "windows have far fewer events than a float counts")]
    fn measure(&self) -> Option<f64> {
        let sum: f64 = self.sorted.iter().sum();
        match self.function {
            _ if self.sorted.is_empty() => None,
            Function::Sum => Some(sum),
            Function::Average => Some(sum / self.sorted.len() as f64),
            Function::Percentile(rank) => Some(percentile(&self.sorted, rank)),
        }
    }
}

fn numbers_of(event: &Event) -> impl Iterator<Item = f64> {
    let values = event.values.first().into_iter().flatten();
    values.filter_map(|value| value.trim().parse().ok()).filter(|number: &f64| number.is_finite())
}

/// Returns the value at a rank from 0 to 100, between two numbers in proportion.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the place lies among the numbers"
)]
fn percentile(sorted: &[f64], rank: f64) -> f64 {
    let place = (rank / 100.0).clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}
