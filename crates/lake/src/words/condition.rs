//! A condition on the text of records.

use super::blocks::{ALL, Blocks};
use super::index::WordIndex;
use super::phrase::Phrase;

/// A condition on the text of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextCondition {
    /// A text.
    Holds(Phrase),
    /// All of these.
    All(Vec<TextCondition>),
    /// One of these.
    Any(Vec<TextCondition>),
}

impl TextCondition {
    /// Reports whether an index can tell blocks that do not fulfil it.
    pub fn narrows(&self) -> bool {
        match self {
            TextCondition::Holds(phrase) => phrase.narrows(),
            TextCondition::All(all) => all.iter().any(TextCondition::narrows),
            TextCondition::Any(any) => any.iter().all(TextCondition::narrows),
        }
    }

    /// Returns the blocks that may hold a record that fulfils it.
    pub(super) fn blocks(&self, index: &WordIndex) -> Blocks {
        match self {
            TextCondition::Holds(phrase) => index.blocks_with(phrase),
            TextCondition::All(all) => all.iter().fold(ALL, |blocks, one| blocks & one.blocks(index)),
            TextCondition::Any(any) => any.iter().fold(0, |blocks, one| blocks | one.blocks(index)),
        }
    }
}
