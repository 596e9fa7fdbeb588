//! The live view: a line for each stream, redrawn about once a second.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use indicatif::{ProgressBar, ProgressStyle};
use trail365_collect::Status;

use super::streams::{TITLES, describe_trouble, lag_of, render_span, stream_cells};
use crate::output::{bytes, clipped, count_of, grouped, terminal_width};

/// The first cells are names, aligned to the left; the others are figures.
const NAMES: usize = 3;

/// Lines of the terminal that streams cannot use: headline, titles, the rest and the cursor.
const FRAME: usize = 4;

/// Streams that are shown where the height of the terminal is unknown.
const USUAL: usize = 20;

/// The time that a rate is averaged over. Records come in commits some seconds apart, so a shorter time would jump.
const RATED: Duration = Duration::from_secs(30);

/// A live view on stderr; nothing is drawn if that is no terminal.
pub struct LiveView {
    bar: ProgressBar,
    started: Instant,
    /// The records of each stream at the redraws of the last [`RATED`].
    past: VecDeque<(Instant, Vec<u64>)>,
}

impl LiveView {
    /// Creates a view without streams.
    pub fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{msg}") {
            bar.set_style(style);
        }
        Self { bar, started: Instant::now(), past: VecDeque::new() }
    }

    /// Draws the streams.
    pub fn draw(&mut self, status: &[Status]) {
        let rates = self.update_rates(status);
        let table = stream_lines(status, &rates, row_limit());
        let lines = std::iter::once(self.headline(status, &rates)).chain(table);
        let width = terminal_width();
        // A longer line would wrap, and the next redraw would leave its second half standing.
        let lines: Vec<_> = lines.map(|line| clipped(line.trim_end(), width.saturating_sub(1))).collect();
        self.bar.set_message(lines.join("\n"));
        self.bar.tick();
    }

    /// Removes the view from the terminal.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn headline(&self, status: &[Status], rates: &[u64]) -> String {
        let sum = |of: fn(&Status) -> u64| status.iter().map(of).sum::<u64>();
        let throttled = status.iter().map(|status| status.pace.throttled).max().unwrap_or(0);
        let throttled = match throttled {
            0 => String::new(),
            times => format!(", throttled {}", count_of(times, "time")),
        };
        format!(
            "{}, {} of {}: {} records/s{throttled}",
            render_span(TimeDelta::seconds(self.started.elapsed().as_secs().cast_signed())),
            count_of(sum(|s| s.counts.records), "record"),
            bytes(sum(|s| s.counts.bytes)),
            grouped(rates.iter().sum()),
        )
    }

    /// Returns the records a second of each stream, and remembers the counts for the next redraw.
    fn update_rates(&mut self, status: &[Status]) -> Vec<u64> {
        let now = Instant::now();
        let records: Vec<_> = status.iter().map(|status| status.counts.records).collect();
        while self.past.front().is_some_and(|(at, _)| now - *at > RATED) {
            self.past.pop_front();
        }
        let first = self.past.front();
        // At least a second: the first redraw, milliseconds after the start, would show an absurd rate.
        let millis = (now - first.map_or(self.started, |(at, _)| *at)).as_millis().max(1000);
        let then = |place: usize| first.and_then(|(_, records)| records.get(place)).copied().unwrap_or(0);
        let rate = |(place, records): (usize, &u64)| {
            u64::try_from(u128::from(records - then(place)) * 1000 / millis).unwrap_or(u64::MAX)
        };
        let rates = records.iter().enumerate().map(rate).collect();
        self.past.push_back((now, records));
        rates
    }
}

fn row_limit() -> usize {
    let height = terminal_size::terminal_size_of(std::io::stderr()).map(|(_, height)| usize::from(height.0));
    height.map_or(USUAL, |height| height.saturating_sub(FRAME).max(1))
}

/// Returns a line for each stream; if there are too many, for those that are furthest behind.
fn stream_lines(status: &[Status], rates: &[u64], most: usize) -> Vec<String> {
    let mut shown: Vec<_> = status.iter().zip(rates).collect();
    if shown.len() > most {
        // A stream without a checkpoint is the furthest behind.
        shown.sort_by_key(|(status, _)| std::cmp::Reverse(lag_of(status).unwrap_or(TimeDelta::MAX)));
        shown.truncate(most);
    }
    let titles = TITLES.map(str::to_uppercase).into_iter().chain(["RECORDS/S".to_owned()]).collect();
    let row = |(status, rate): &(&Status, &u64)| {
        stream_cells(status).into_iter().chain([grouped(**rate)]).collect()
    };
    let rows: Vec<Vec<String>> = std::iter::once(titles).chain(shown.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..=TITLES.len()).map(width).collect();
    let troubles =
        std::iter::once(String::new()).chain(shown.iter().map(|(status, _)| describe_trouble(status)));
    let mut lines: Vec<_> =
        rows.iter().zip(troubles).map(|(row, end)| align_cells(row, &widths) + &end).collect();
    if status.len() > shown.len() {
        lines.push(format!("and {} more, less behind", status.len() - shown.len()));
    }
    lines
}

fn align_cells(row: &[String], widths: &[usize]) -> String {
    let cell = |(place, (cell, &width)): (usize, (&String, &usize))| {
        if place < NAMES { format!("{cell:<width$}  ") } else { format!("{cell:>width$}  ") }
    };
    row.iter().zip(widths).enumerate().map(cell).collect()
}
