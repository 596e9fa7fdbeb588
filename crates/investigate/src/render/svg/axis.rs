//! The axis of time.

use chrono::{DateTime, Utc};

use super::drawing::{Anchor, Drawing};
use crate::model::Time;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Steps between labels, in seconds.
const STEPS: [i64; 18] = [
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    84 * DAY,
    182 * DAY,
    364 * DAY,
    5 * 364 * DAY,
    20 * 364 * DAY,
];

/// Least space between the middles of two labels.
const LABEL_SPACE: f64 = 100.0;

/// A span of time that is drawn from `left` to `right`.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    from: i64,
    until: i64,
    left: f64,
    right: f64,
}

impl Axis {
    /// Makes the axis of a span; one without length gets a minute.
    pub fn new(first: Time, last: Time, left: f64, right: f64) -> Self {
        let from = first.0.div_euclid(1_000_000);
        let until = last.0.div_euclid(1_000_000).max(from.saturating_add(MINUTE));
        Self { from, until, left, right }
    }

    /// Returns the place of a moment.
    pub fn place(&self, time: Time) -> f64 {
        let share = (time.0 as f64 / 1e6 - self.from as f64) / (self.until - self.from) as f64;
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    fn place_of_second(&self, second: i64) -> f64 {
        self.place(Time(second.saturating_mul(1_000_000)))
    }

    /// Draws grid lines from `top` to `bottom`, and labels below.
    pub fn draw(&self, drawing: &mut Drawing, top: f64, bottom: f64) {
        let step = self.step();
        // Weeks begin on Monday: the first one of 1970 was the 5th of January.
        let origin = if step >= 7 * DAY { 4 * DAY } else { 0 };
        let mut at = (self.from - origin).div_euclid(step) * step + origin;
        while at <= self.until {
            if at >= self.from {
                let x = self.place_of_second(at);
                drawing.line((x, top), (x, bottom), "grid");
                self.draw_label(drawing, x, bottom + 15.0, &label(at, step));
            }
            at += step;
        }
    }

    /// Draws a label, moved inwards where it would leave the drawing.
    fn draw_label(&self, drawing: &mut Drawing, x: f64, y: f64, text: &str) {
        let half = text.len() as f64 * 3.2;
        let x = x.clamp(half, (self.right + 14.0 - half).max(half));
        drawing.text((x, y), Anchor::Middle, "axis", text);
    }

    fn step(&self) -> i64 {
        let most = ((self.right - self.left) / LABEL_SPACE).floor().max(1.0);
        let span = (self.until - self.from) as f64;
        STEPS.into_iter().find(|step| span / *step as f64 <= most).unwrap_or(100 * 364 * DAY)
    }
}

fn label(second: i64, step: i64) -> String {
    let form = if step < DAY { "%m-%d %H:%M" } else { "%Y-%m-%d" };
    DateTime::<Utc>::from_timestamp(second, 0).map_or_else(String::new, |time| time.format(form).to_string())
}
