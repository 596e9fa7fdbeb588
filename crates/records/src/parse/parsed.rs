//! The outcome of scan and walk, as records stand on it.

use super::layout::Layout;
use super::member::{Finding, MemberList};
use super::scan::Tokens;
use super::walk::Walked;

/// The text of a record and what the scan and the walk found in it.
#[derive(Clone, Copy)]
pub(crate) struct Parsed<'a> {
    pub text: &'a str,
    pub walked: Walked,
    pub members: MemberList<'a>,
    /// Deviations inside values.
    pub findings: &'a [Finding],
    pub tokens: &'a Tokens,
}

impl<'a> Parsed<'a> {
    /// Layout of the record's schema.
    pub fn layout(&self) -> &'static Layout {
        self.walked.layout
    }

    /// Text of a key or value.
    pub fn span_text(&self, (start, end): (u32, u32)) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Mandatory fields that the record lacks, by their bits.
    pub fn missing_bits(&self) -> u64 {
        self.walked.layout.mandatory & !self.walked.present
    }
}
