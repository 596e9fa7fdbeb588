//! How far a long input has been read, on the terminal.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::grouped;

/// Short inputs are read without a sign.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the spinner of a slow input turns.
const TURN: Duration = Duration::from_millis(200);

const BAR: &str =
    "{wide_bar} {decimal_bytes} of {decimal_total_bytes}, {msg}, {decimal_bytes_per_sec}, {eta} left";
const SPINNER: &str = "{spinner} {decimal_bytes}, {msg}, {decimal_bytes_per_sec}, {elapsed}";

/// A bar, or a spinner where the size is not known. Nothing at all unless stderr is a terminal.
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
    /// A bar for inputs of this size; none at all unless `wanted`.
    pub fn new(size_bytes: Option<u64>, wanted: bool) -> Self {
        let bar = (wanted && io::stderr().is_terminal()).then(|| hidden_bar(size_bytes));
        Self { bar, started: Instant::now(), shown: false, before_bytes: 0, current_bytes: 0 }
    }

    /// So much of the current input has been read. Costs nothing where that is as much as before.
    #[inline]
    pub fn at(&mut self, bytes: u64, records: u64) {
        if bytes != self.current_bytes {
            self.current_bytes = bytes;
            self.draw(records);
        }
    }

    /// The current input has been read.
    pub fn next_input(&mut self) {
        self.before_bytes += std::mem::take(&mut self.current_bytes);
    }

    /// Does something that writes to the terminal, with the bar out of the way.
    pub fn aside(&self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the bar away.
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
            bar.enable_steady_tick(TURN);
        }
        if self.shown {
            bar.set_message(format!("{} records", grouped(records)));
        }
        bar.set_position(self.before_bytes + self.current_bytes);
    }
}

/// A bar that measures the rate, but does not show yet.
fn hidden_bar(size_bytes: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(size_bytes, ProgressDrawTarget::hidden());
    let template = if size_bytes.is_some() { BAR } else { SPINNER };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
