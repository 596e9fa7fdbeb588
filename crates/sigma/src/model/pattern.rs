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

    /// Reports whether a whole text fits the pattern, with its case.
    ///
    /// ```
    /// use trail365_sigma::Pattern;
    ///
    /// assert!(Pattern::parse("*@example.???").fits("lena@example.net"));
    /// assert!(!Pattern::parse("*@example.???").fits("lena@EXAMPLE.net"));
    /// ```
    pub fn fits(&self, text: &str) -> bool {
        fits_pieces(&self.pieces, text)
    }

    /// Puts a run of any characters in front, behind, or both.
    pub(crate) fn widen(self, front: bool, behind: bool) -> Self {
        let run = |wanted: bool| wanted.then_some(Piece::AnyRun);
        run(front).into_iter().chain(self.pieces).chain(run(behind)).collect()
    }
}

/// Matches from left to right. Only the last run is tried again, longer: what is before it has matched as early as it can.
fn fits_pieces(pieces: &[Piece], text: &str) -> bool {
    let (mut at, mut rest) = (0, text);
    let mut last_run: Option<(usize, &str)> = None;
    loop {
        let next = match pieces.get(at) {
            Some(Piece::AnyRun) => {
                last_run = Some((at + 1, rest));
                Some(rest)
            }
            Some(Piece::AnyChar) => rest.chars().next().map(|c| &rest[c.len_utf8()..]),
            Some(Piece::Text(wanted)) => rest.strip_prefix(wanted.as_str()),
            None if rest.is_empty() => return true,
            None => None,
        };
        if let Some(behind) = next {
            (at, rest) = (at + 1, behind);
            continue;
        }
        let Some((behind_run, from)) = last_run else { return false };
        let Some(longer) = from.chars().next().map(|c| &from[c.len_utf8()..]) else { return false };
        last_run = Some((behind_run, longer));
        (at, rest) = (behind_run, longer);
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

#[cfg(test)]
mod tests {
    use super::{Pattern, Piece};
    use proptest::prelude::*;

    /// Tries every length of every run.
    fn fits_slowly(pieces: &[Piece], text: &str) -> bool {
        match pieces {
            [] => text.is_empty(),
            [Piece::Text(wanted), rest @ ..] => {
                text.strip_prefix(wanted.as_str()).is_some_and(|behind| fits_slowly(rest, behind))
            }
            [Piece::AnyChar, rest @ ..] => {
                let mut chars = text.chars();
                chars.next().is_some() && fits_slowly(rest, chars.as_str())
            }
            [Piece::AnyRun, rest @ ..] => {
                let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
                ends.into_iter().any(|at| fits_slowly(rest, &text[at..]))
            }
        }
    }

    proptest! {
        #[test]
        fn as_every_length_tried(pattern in "[ab\u{e9}*?]{0,8}", text in "[ab\u{e9}]{0,10}") {
            let parsed = Pattern::parse(&pattern);
            let expected = fits_slowly(parsed.pieces(), &text);
            prop_assert_eq!(parsed.fits(&text), expected);
        }
    }
}
