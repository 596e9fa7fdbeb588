//! The terminal: its width, lines for a person on stderr, and a reader of stdout that went away.

use std::io::{self, IsTerminal, Write};

use super::text::printable;

/// Writes a line to stderr, for a person.
pub fn note(text: &str) {
    // Names of accounts and files stand in errors, too, and others chose them.
    let lines: Vec<String> = text.split('\n').map(printable).collect();
    // A closed stderr leaves nobody to tell, and is no reason to stop.
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
}

/// Reports whether an error comes from a reader of stdout that went away, as `head` does; no reason to complain.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// The place that text is laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Columns to fill.
    pub width: usize,
    /// Somebody looks at it, or has said how wide it is; otherwise it is a file or a pipe.
    pub is_watched: bool,
}

impl Screen {
    /// Returns the screen that stdout is.
    pub fn of_stdout() -> Self {
        let is_watched = stated_width().is_some() || io::stdout().is_terminal();
        Self { width: terminal_width(), is_watched }
    }
}

/// Returns how many columns to fill: the environment's `COLUMNS`, else the terminal's width, else 100; at least 40.
pub fn terminal_width() -> usize {
    const UNKNOWN: usize = 100;
    // Below this no table can be read, and layouts would divide nothing among their columns.
    const LEAST: usize = 40;
    let measured = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    stated_width().or_else(measured).unwrap_or(UNKNOWN).max(LEAST)
}

fn stated_width() -> Option<usize> {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok())
}
