//! Key events over time: a bar a day, or a longer span where there are many days.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, WIDTH};
use crate::layout::{CLASSES, class_word, group_digits, moment};
use crate::model::{Account, Event, Time};

const LEFT: f64 = 46.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 190.0;
const HEIGHT: f64 = 240.0;
const DAY: i64 = 86_400_000_000;

/// Most bars of a drawing.
const MOST_BARS: i64 = 120;

/// Lengths of a bar with their names.
const SPANS: [(i64, &str); 5] = [
    (DAY / 24, "one hour"),
    (DAY, "one day"),
    (7 * DAY, "one week"),
    (28 * DAY, "four weeks"),
    (364 * DAY, "52 weeks"),
];

/// A drawing with the sentence below it.
#[derive(Debug)]
pub struct Chart {
    /// The drawing.
    pub svg: String,
    /// A sentence on how to read it, and what it leaves out.
    pub caption: String,
}

/// Draws the key events of an account; without events there is no drawing.
pub fn draw_events(account: &Account, id: &str) -> Option<Chart> {
    let first = account.timeline.iter().map(|event| event.time).min()?;
    let last = account.timeline.iter().map(|event| event.time).max()?;
    let (span, span_name) = choose_span(first, last);
    // Weeks begin on Monday: the first one of 1970 was the 5th of January.
    let origin = if span >= 7 * DAY { 4 * DAY } else { 0 };
    let start = (first.0 - origin).div_euclid(span) * span + origin;
    let counts = count_bars(&account.timeline, start, span);
    let end = start + span * counts.len() as i64;
    let most = counts.iter().map(|bar| bar.iter().sum::<u64>()).max().unwrap_or(1).max(1);
    let title = format!("Key events of {} over time", account.user);
    let description = format!(
        "{} events from {} to {}; the fullest bar has {}. The table of key events lists them.",
        group_digits(account.timeline.len() as u64),
        moment(first),
        moment(last),
        group_digits(most)
    );
    let mut drawing = Drawing::new(id, HEIGHT, &title, &description);
    let axis = Axis::new(Time(start), Time(end), LEFT, RIGHT);
    draw_scale(&mut drawing, most);
    axis.draw(&mut drawing, TOP, BOTTOM);
    for (place, bar) in (0..).zip(&counts) {
        draw_bar(&mut drawing, axis, (start + place * span, span), bar, most);
    }
    draw_acts(&mut drawing, axis, account);
    draw_legend(&mut drawing, &counts);
    let caption = format!("Each bar is {span_name} (UTC); its height is the number of key events.");
    Some(Chart { svg: drawing.finish(), caption })
}

fn choose_span(first: Time, last: Time) -> (i64, &'static str) {
    let length = last.0.saturating_sub(first.0);
    // Two days by the hour say more than two bars.
    let from = usize::from(length > 2 * DAY);
    let fits = |(span, _): &&(i64, &str)| length / span < MOST_BARS;
    SPANS[from..].iter().find(fits).copied().unwrap_or((3640 * DAY, "520 weeks"))
}

fn count_bars(events: &[Event], start: i64, span: i64) -> Vec<[u64; 4]> {
    let mut counts: Vec<[u64; 4]> = Vec::new();
    for event in events {
        let place = (event.time.0 - start).div_euclid(span).max(0) as usize;
        if counts.len() <= place {
            counts.resize(place + 1, [0; 4]);
        }
        let class = CLASSES.iter().position(|class| *class == event.class).unwrap_or(0);
        counts[place][class] += 1;
    }
    counts
}

fn draw_scale(drawing: &mut Drawing, most: u64) {
    let middle = most / 2;
    for value in [most, middle, 0] {
        if value == middle && (middle == 0 || !most.is_multiple_of(2)) && value != 0 {
            continue;
        }
        let y = height_of(value, most);
        drawing.line((LEFT, y), (RIGHT, y), if value == 0 { "base" } else { "grid" });
        drawing.text((LEFT - 6.0, y + 4.0), Anchor::End, "axis", &group_digits(value));
    }
}

fn height_of(value: u64, most: u64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * value as f64 / most as f64
}

fn draw_bar(drawing: &mut Drawing, axis: Axis, (from, span): (i64, i64), bar: &[u64; 4], most: u64) {
    let (left, right) = (axis.place(Time(from)), axis.place(Time(from + span)));
    let width = (right - left - 1.0).clamp(1.0, 26.0);
    let x = (left + right - width) / 2.0;
    let mut below = 0;
    for (class, count) in CLASSES.into_iter().zip(bar).filter(|(_, count)| **count > 0) {
        let (bottom, top) = (height_of(below, most), height_of(below + count, most));
        let hint = format!("{}: {count} {}", moment(Time(from)), class.key());
        drawing.rect((x, top), (width, bottom - top), &format!("f-{}", class.key()), &hint);
        below += count;
    }
}

/// Names the classes that the bars have.
fn draw_legend(drawing: &mut Drawing, bars: &[[u64; 4]]) {
    let mut x = LEFT;
    for (place, class) in CLASSES.into_iter().enumerate() {
        if bars.iter().any(|bar| bar[place] > 0) {
            drawing.rect((x, HEIGHT - 17.0), (14.0, 10.0), &format!("f-{}", class.key()), "");
            drawing.text((x + 20.0, HEIGHT - 8.0), Anchor::Start, "axis", class_word(class));
            x += 110.0;
        }
    }
}

/// Marks the attacker's first and last act above the bars.
fn draw_acts(drawing: &mut Drawing, axis: Axis, account: &Account) {
    let (Some(first), Some(last)) = (account.first_act, account.last_act) else { return };
    let (left, right) = (axis.place(first), axis.place(last));
    drawing.rect((left, TOP - 10.0), ((right - left).max(2.0), 4.0), "f-attacker", "");
    let text = "attacker, first to last act";
    // The words stand where there is room for them.
    if left + 150.0 < RIGHT {
        drawing.text((left, TOP - 15.0), Anchor::Start, "axis t-attacker", text);
    } else {
        drawing.text((right.max(left + 2.0), TOP - 15.0), Anchor::End, "axis t-attacker", text);
    }
}
