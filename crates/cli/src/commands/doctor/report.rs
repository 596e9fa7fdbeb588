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
    /// A report without findings.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Report { out, failed: None }
    }

    /// Something works.
    pub fn good(&mut self, what: &str, how: &str) -> Result<()> {
        self.line("ok", what, how)
    }

    /// Something works, and somebody should look at it.
    pub fn doubtful(&mut self, what: &str, why: &str) -> Result<()> {
        self.line("warning", what, why)
    }

    /// Something could not be tried, since something else does not work.
    pub fn untried(&mut self, what: &str) -> Result<()> {
        self.line("not tried", what, "")
    }

    /// Something does not work.
    pub fn bad(&mut self, what: &str, error: &Error) -> Result<()> {
        self.failed.get_or_insert(failure::code(error));
        let remedy = failure::remedy(error).map_or_else(String::new, |remedy| format!("; {remedy}"));
        self.line("FAILED", what, &format!("{}{remedy}", failure::causes(error)))
    }

    /// How it ended.
    pub fn outcome(&self) -> Outcome {
        self.failed.map_or(Outcome::Done, Outcome::Failed)
    }

    fn line(&mut self, state: &str, what: &str, text: &str) -> Result<()> {
        let line = format!("{state:<10} {}: {}", printable(what), printable(text));
        writeln!(self.out, "{}", line.trim_end_matches([':', ' ']))?;
        Ok(self.out.flush()?)
    }
}
