//! The findings, a line each.

use std::io::Write;

use anyhow::{Error, Result};

use crate::commands::Outcome;
use crate::failure;
use crate::output::printable;

/// Writes findings, and keeps the exit code of the first failure.
pub struct Report<'a> {
    out: &'a mut dyn Write,
    failed: Option<u8>,
}

impl<'a> Report<'a> {
    /// Starts a report.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Report { out, failed: None }
    }

    /// Adds something that works.
    pub fn add_success(&mut self, what: &str, how: &str) -> Result<()> {
        self.write_line("ok", what, how)
    }

    /// Adds something that works but needs attention.
    pub fn add_warning(&mut self, what: &str, why: &str) -> Result<()> {
        self.write_line("warning", what, why)
    }

    /// Adds something that could not be tried, because something else does not work.
    pub fn add_untried(&mut self, what: &str) -> Result<()> {
        self.write_line("not tried", what, "")
    }

    /// Adds something that does not work.
    pub fn add_failure(&mut self, what: &str, error: &Error) -> Result<()> {
        self.failed.get_or_insert(failure::exit_code(error));
        let remedy = failure::remedy(error).map_or_else(String::new, |remedy| format!("; {remedy}"));
        self.write_line("FAILED", what, &format!("{}{remedy}", failure::render_causes(error)))
    }

    /// Returns how the command ends.
    pub fn outcome(&self) -> Outcome {
        self.failed.map_or(Outcome::Done, Outcome::Failed)
    }

    fn write_line(&mut self, state: &str, what: &str, text: &str) -> Result<()> {
        let line = format!("{state:<10} {}: {}", printable(what), printable(text));
        // A finding without a text leaves the separator of the format behind.
        writeln!(self.out, "{}", line.trim_end_matches([':', ' ']))?;
        // The next step may take a minute, and the person should see what is done.
        Ok(self.out.flush()?)
    }
}
