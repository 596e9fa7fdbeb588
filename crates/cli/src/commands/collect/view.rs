//! The live view: a line for each stream, drawn anew about once a second.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use indicatif::{ProgressBar, ProgressStyle};
use trail365_collect::Status;

use super::streams::{TITLES, age, cells, lag, trouble};
use crate::output::{bytes, clipped, count_of, grouped, terminal_width};

/// Cells to the left of this one are names, the others figures.
const NAMES: usize = 3;

/// Lines besides those of the streams.
const FRAME: usize = 4;

/// Streams that are shown where the terminal's height is not known.
const USUAL: usize = 20;

/// Seconds that a rate is taken over.
const RATED: Duration = Duration::from_secs(10);

/// A live view on stderr; nothing is drawn where that is no terminal.
pub struct View {
    bar: ProgressBar,
    begun: Instant,
    /// Records and bytes at some times of the last seconds.
    past: Vec<(Instant, u64, u64)>,
}

impl View {
    pub fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{msg}") {
            bar.set_style(style);
        }
        let begun = Instant::now();
        Self { bar, begun, past: vec![(begun, 0, 0)] }
    }

    /// Draws how the streams are doing.
    pub fn look(&mut self, status: &[Status]) {
        let lines = std::iter::once(self.headline(status)).chain(table(status, most_rows()));
        let width = terminal_width();
        // What is cut off is not broken into another line.
        let lines: Vec<_> = lines.map(|line| clipped(line.trim_end(), width.saturating_sub(1))).collect();
        self.bar.set_message(lines.join("\n"));
        self.bar.tick();
    }

    /// Takes it away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn headline(&mut self, status: &[Status]) -> String {
        let (now, records, size) = totals(status);
        let (then, records_then, size_then) = self.past.first().copied().unwrap_or((self.begun, 0, 0));
        self.past.push((now, records, size));
        self.past.retain(|(at, ..)| now - *at <= RATED);
        let millis = (now - then).as_millis().max(100);
        let a_second = |number: u64| u64::try_from(u128::from(number) * 1000 / millis).unwrap_or(u64::MAX);
        let pace = status.iter().map(|status| status.pace.throttled).max().unwrap_or(0);
        let throttled = if pace > 0 { format!(", throttled {} times", grouped(pace)) } else { String::new() };
        format!(
            "{}, {}: {} records/s, {}/s{throttled}",
            age(TimeDelta::seconds((now - self.begun).as_secs().cast_signed())),
            count_of(records, "record"),
            grouped(a_second(records - records_then)),
            bytes(a_second(size - size_then)),
        )
    }
}

fn totals(status: &[Status]) -> (Instant, u64, u64) {
    let sum = |of: fn(&Status) -> u64| status.iter().map(of).sum();
    (Instant::now(), sum(|s| s.counts.records), sum(|s| s.counts.bytes))
}

fn most_rows() -> usize {
    let height = terminal_size::terminal_size_of(std::io::stderr()).map(|(_, height)| usize::from(height.0));
    height.map_or(USUAL, |height| height.saturating_sub(FRAME).max(1))
}

/// The streams; where there are too many, those that are furthest behind.
fn table(status: &[Status], most: usize) -> Vec<String> {
    let mut shown: Vec<_> = status.iter().collect();
    if shown.len() > most {
        // What has no mark yet is the furthest.
        shown.sort_by_key(|status| std::cmp::Reverse(lag(status).unwrap_or(TimeDelta::MAX)));
        shown.truncate(most);
    }
    let mut rows = vec![TITLES.map(str::to_uppercase)];
    rows.extend(shown.iter().map(|status| cells(status)));
    let widths: Vec<_> =
        (0..TITLES.len()).map(|c| rows.iter().map(|row| row[c].chars().count()).max().unwrap_or(0)).collect();
    let troubles = std::iter::once(String::new()).chain(shown.iter().map(|status| trouble(status)));
    let mut lines: Vec<_> = rows.iter().zip(troubles).map(|(row, end)| line(row, &widths) + &end).collect();
    if status.len() > shown.len() {
        lines.push(format!("and {} more, less behind", status.len() - shown.len()));
    }
    lines
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cell = |(place, (cell, &width)): (usize, (&String, &usize))| {
        if place < NAMES { format!("{cell:<width$}  ") } else { format!("{cell:>width$}  ") }
    };
    row.iter().zip(widths).enumerate().map(cell).collect()
}
