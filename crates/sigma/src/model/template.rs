//! Values with placeholders.

use super::modifier::Modifier;

/// A value with placeholders such as `%allowed_countries%`, as the rule has it, and the modifiers that wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub(crate) pieces: Vec<TemplatePiece>,
    pub(crate) modifiers: Vec<Modifier>,
    pub(crate) path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TemplatePiece {
    Text(String),
    Placeholder(String),
}

impl Template {
    /// Returns the names of the placeholders, without percent signs.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            TemplatePiece::Placeholder(name) => Some(name.as_str()),
            TemplatePiece::Text(_) => None,
        })
    }
}
