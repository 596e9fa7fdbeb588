//! What failed of several things, told at the end.

use anyhow::Error;

use super::Outcome;
use crate::failure;
use crate::output::{note, printable};

/// The failures so far, in their order.
#[derive(Default)]
pub struct Failures {
    code: Option<u8>,
    told: Vec<String>,
}

impl Failures {
    /// Another one; what was in the way of several is told once.
    pub fn add(&mut self, error: &Error) {
        self.code.get_or_insert(failure::code(error));
        let text = failure::text(error);
        if !self.told.contains(&text) {
            self.told.push(text);
        }
    }

    /// Tells them with their remedies; the exit code is that of the first.
    pub fn end(self) -> Outcome {
        for line in self.told.iter().flat_map(|text| text.lines()) {
            note(&printable(line));
        }
        self.code.map_or(Outcome::Done, Outcome::Failed)
    }
}
