//! Texts with wildcards.

use std::fmt;

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Literal text, never empty.
    Text(String),
    /// `*`: any run of characters, also an empty one.
    AnyRun,
    /// `?`: exactly one character.
    AnyChar,
}

/// A text with wildcards that matches a whole value.
///
/// Two texts never stand side by side, nor do two runs. [`Pattern::shape`] tells the patterns that need no matcher.
///
/// ```
/// use trail365_sigma::{Pattern, Shape};
///
/// assert_eq!(Pattern::parse(r"*\Rules").shape(), Shape::EndsWith(r"\Rules"));
/// assert_eq!(Pattern::parse(r"2\*3").shape(), Shape::Equals("2*3"));
/// assert_eq!(Pattern::parse("a?c").shape(), Shape::Wildcards);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

/// Form of a pattern, for compilers that know cheaper comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape<'p> {
    /// No wildcard.
    Equals(&'p str),
    /// A text, then anything.
    StartsWith(&'p str),
    /// Anything, then a text.
    EndsWith(&'p str),
    /// A text with anything around it.
    Contains(&'p str),
    /// Any value that is present, also an empty one.
    Present,
    /// Anything else.
    Wildcards,
}

impl Pattern {
    /// Makes the pattern of a text in which every character stands for itself.
    pub fn literal(text: impl Into<String>) -> Self {
        [Piece::Text(text.into())].into_iter().collect()
    }

    /// Returns the pieces; none for the empty text.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns the text of a pattern without wildcards.
    pub fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Returns the form of the pattern.
    pub fn shape(&self) -> Shape<'_> {
        match self.pieces.as_slice() {
            [] => Shape::Equals(""),
            [Piece::Text(text)] => Shape::Equals(text),
            [Piece::Text(text), Piece::AnyRun] => Shape::StartsWith(text),
            [Piece::AnyRun, Piece::Text(text)] => Shape::EndsWith(text),
            [Piece::AnyRun, Piece::Text(text), Piece::AnyRun] => Shape::Contains(text),
            [Piece::AnyRun] => Shape::Present,
            _ => Shape::Wildcards,
        }
    }

    /// Puts a run of any characters in front, behind, or both.
    pub(crate) fn widen(self, front: bool, behind: bool) -> Self {
        let run = |wanted: bool| wanted.then_some(Piece::AnyRun);
        run(front).into_iter().chain(self.pieces).chain(run(behind)).collect()
    }
}

impl FromIterator<Piece> for Pattern {
    fn from_iter<I: IntoIterator<Item = Piece>>(pieces: I) -> Self {
        let mut pattern = Pattern::default();
        for piece in pieces {
            match (pattern.pieces.last_mut(), piece) {
                (Some(Piece::AnyRun), Piece::AnyRun) => {}
                (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
                (_, Piece::Text(text)) if text.is_empty() => {}
                (_, piece) => pattern.pieces.push(piece),
            }
        }
        pattern
    }
}

/// Writes the pattern in Sigma's notation; [`Pattern::parse`] reads it back.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::AnyRun => f.write_str("*")?,
                Piece::AnyChar => f.write_str("?")?,
                Piece::Text(text) => {
                    for c in text.chars() {
                        match c {
                            '*' | '?' | '\\' => write!(f, "\\{c}")?,
                            c => write!(f, "{c}")?,
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
