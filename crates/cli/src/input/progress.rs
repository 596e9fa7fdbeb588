//! The progress bar of a long input.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::grouped;

/// Time before a bar shows; short inputs are read without one.
const PATIENCE: Duration = Duration::from_millis(500);

/// Time between two turns of the spinner.
const TURN: Duration = Duration::from_millis(200);

const BAR: &str =
    "{wide_bar} {decimal_bytes} of {decimal_total_bytes}, {msg}, {decimal_bytes_per_sec}, {eta} left";
const SPINNER: &str = "{spinner} {decimal_bytes}, {msg}, {decimal_bytes_per_sec}, {elapsed}";

/// A bar, or a spinner if the size is unknown. Nothing shows unless stderr is a terminal.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    shown: bool,
    /// Bytes of the inputs before the current one.
    before_bytes: u64,
    /// Bytes of the current one.
    current_bytes: u64,
}

impl Progress {
    /// Creates a bar for inputs of this size; none unless `wanted`.
    pub fn new(size_bytes: Option<u64>, wanted: bool) -> Self {
        let bar = (wanted && io::stderr().is_terminal()).then(|| hidden_bar(size_bytes));
        Self { bar, started: Instant::now(), shown: false, before_bytes: 0, current_bytes: 0 }
    }

    /// Updates the bytes of the current input and the records of all. Called for each record, so it does nothing until
    /// the reader has taken another block.
    #[inline]
    pub fn update(&mut self, bytes: u64, records: u64) {
        if bytes != self.current_bytes {
            self.current_bytes = bytes;
            self.draw(records);
        }
    }

    /// Moves on to the next input.
    pub fn next_input(&mut self) {
        self.before_bytes += std::mem::take(&mut self.current_bytes);
    }

    /// Runs something that writes to the terminal, with the bar out of the way.
    pub fn write_aside(&self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Removes the bar.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn draw(&mut self, records: u64) {
        let Some(bar) = &self.bar else { return };
        if !self.shown && self.started.elapsed() > PATIENCE {
            self.shown = true;
            bar.set_draw_target(ProgressDrawTarget::stderr());
            // Not from the start: a bar that turns by itself has a thread, which short inputs need not start.
            bar.enable_steady_tick(TURN);
        }
        if self.shown {
            bar.set_message(format!("{} records", grouped(records)));
        }
        bar.set_position(self.before_bytes + self.current_bytes);
    }
}

/// Creates a bar that measures the rate but does not show yet.
fn hidden_bar(size_bytes: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(size_bytes, ProgressDrawTarget::hidden());
    let template = if size_bytes.is_some() { BAR } else { SPINNER };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
