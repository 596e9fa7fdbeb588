//! Patterns with wildcards, made ready for many texts.

use std::borrow::Cow;

use memchr::memmem::Finder;
use trail365_sigma::{Pattern, Piece, Shape};

/// A pattern that is made ready.
#[expect(clippy::large_enum_variant, reason = "a finder is large, and a rule has a few hundred at most")]
pub(super) enum Wildcards {
    Equals(String),
    StartsWith(String),
    EndsWith(String),
    Contains(Finder<'static>),
    Present,
    Other(Pattern),
}

impl Wildcards {
    /// Makes a pattern that fits texts as they are.
    pub fn cased(pattern: &str) -> Self {
        Self::new(&Pattern::parse(pattern))
    }

    /// Makes a pattern that fits texts in lower case.
    pub fn folded(pattern: &str) -> Self {
        let fold = |piece: &Piece| match piece {
            Piece::Text(text) => Piece::Text(fold_case(text).into_owned()),
            other => other.clone(),
        };
        Self::new(&Pattern::parse(pattern).pieces().iter().map(fold).collect())
    }

    fn new(pattern: &Pattern) -> Self {
        match pattern.shape() {
            Shape::Equals(text) => Wildcards::Equals(text.to_owned()),
            Shape::StartsWith(text) => Wildcards::StartsWith(text.to_owned()),
            Shape::EndsWith(text) => Wildcards::EndsWith(text.to_owned()),
            Shape::Contains(text) => Wildcards::Contains(Finder::new(text).into_owned()),
            Shape::Present => Wildcards::Present,
            Shape::Wildcards => Wildcards::Other(pattern.clone()),
        }
    }

    pub fn fits(&self, text: &str) -> bool {
        match self {
            Wildcards::Equals(wanted) => text == wanted,
            Wildcards::StartsWith(wanted) => text.starts_with(wanted),
            Wildcards::EndsWith(wanted) => text.ends_with(wanted),
            Wildcards::Contains(wanted) => wanted.find(text.as_bytes()).is_some(),
            Wildcards::Present => true,
            Wildcards::Other(pattern) => pattern.fits(text),
        }
    }
}

/// Returns a text in lower case; one that is so already is not copied.
pub(super) fn fold_case(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.chars().map(lower_char).collect()
    })
}

/// Returns a character in lower case, by itself: in a text the last `Σ` of a word is another letter than the others, and `İ` is two, so
/// that a piece of a pattern would not be found in a longer text.
fn lower_char(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}
