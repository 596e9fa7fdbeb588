//! The live view: a line for each stream, drawn anew about once a second.

use std::collections::VecDeque;
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

/// The time that a rate is taken over: records come in commits, some seconds apart.
const RATED: Duration = Duration::from_secs(30);

/// A live view on stderr; nothing is drawn where that is no terminal.
pub struct View {
    bar: ProgressBar,
    begun: Instant,
    /// The records of each stream at some times of the last seconds.
    past: VecDeque<(Instant, Vec<u64>)>,
}

impl View {
    pub fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{msg}") {
            bar.set_style(style);
        }
        Self { bar, begun: Instant::now(), past: VecDeque::new() }
    }

    /// Draws how the streams are doing.
    pub fn look(&mut self, status: &[Status]) {
        let rates = self.rates(status);
        let table = table(status, &rates, most_rows());
        let lines = std::iter::once(self.headline(status, &rates)).chain(table);
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

    fn headline(&self, status: &[Status], rates: &[u64]) -> String {
        let sum = |of: fn(&Status) -> u64| status.iter().map(of).sum::<u64>();
        let throttled = status.iter().map(|status| status.pace.throttled).max().unwrap_or(0);
        let throttled = match throttled {
            0 => String::new(),
            times => format!(", throttled {}", count_of(times, "time")),
        };
        format!(
            "{}, {} of {}: {} records/s{throttled}",
            age(TimeDelta::seconds(self.begun.elapsed().as_secs().cast_signed())),
            count_of(sum(|s| s.counts.records), "record"),
            bytes(sum(|s| s.counts.bytes)),
            grouped(rates.iter().sum()),
        )
    }

    /// Records a second of each stream.
    fn rates(&mut self, status: &[Status]) -> Vec<u64> {
        let now = Instant::now();
        let records: Vec<_> = status.iter().map(|status| status.counts.records).collect();
        while self.past.front().is_some_and(|(at, _)| now - *at > RATED) {
            self.past.pop_front();
        }
        let first = self.past.front();
        let millis = (now - first.map_or(self.begun, |(at, _)| *at)).as_millis().max(1000);
        let then = |place: usize| first.and_then(|(_, records)| records.get(place)).copied().unwrap_or(0);
        let rate = |(place, records): (usize, &u64)| {
            u64::try_from(u128::from(records - then(place)) * 1000 / millis).unwrap_or(u64::MAX)
        };
        let rates = records.iter().enumerate().map(rate).collect();
        self.past.push_back((now, records));
        rates
    }
}

fn most_rows() -> usize {
    let height = terminal_size::terminal_size_of(std::io::stderr()).map(|(_, height)| usize::from(height.0));
    height.map_or(USUAL, |height| height.saturating_sub(FRAME).max(1))
}

/// The streams; where there are too many, those that are furthest behind.
fn table(status: &[Status], rates: &[u64], most: usize) -> Vec<String> {
    let mut shown: Vec<_> = status.iter().zip(rates).collect();
    if shown.len() > most {
        // What has no mark yet is the furthest.
        shown.sort_by_key(|(status, _)| std::cmp::Reverse(lag(status).unwrap_or(TimeDelta::MAX)));
        shown.truncate(most);
    }
    let titles = TITLES.map(str::to_uppercase).into_iter().chain(["RECORDS/S".to_owned()]).collect();
    let row = |(status, rate): &(&Status, &u64)| cells(status).into_iter().chain([grouped(**rate)]).collect();
    let rows: Vec<Vec<String>> = std::iter::once(titles).chain(shown.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..=TITLES.len()).map(width).collect();
    let troubles = std::iter::once(String::new()).chain(shown.iter().map(|(status, _)| trouble(status)));
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
