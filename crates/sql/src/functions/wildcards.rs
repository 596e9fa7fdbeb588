//! Patterns with wildcards, made ready for many texts.

use std::borrow::Cow;
use std::collections::HashSet;

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

/// Patterns of which a text has to fit one.
pub(super) struct Patterns {
    cased: bool,
    whole: HashSet<String>,
    others: Vec<Wildcards>,
}

/// Number of whole texts from which on a set finds one faster than a search.
const MANY: usize = 8;

impl Patterns {
    pub fn new<'t>(patterns: impl IntoIterator<Item = &'t str>, cased: bool) -> Self {
        let make = if cased { Wildcards::cased } else { Wildcards::folded };
        let mut others: Vec<Wildcards> = patterns.into_iter().map(make).collect();
        let mut whole = HashSet::new();
        if others.iter().filter(|of| matches!(of, Wildcards::Equals(_))).count() >= MANY {
            others.retain_mut(|of| match of {
                Wildcards::Equals(text) => {
                    whole.insert(std::mem::take(text));
                    false
                }
                _ => true,
            });
        }
        Patterns { cased, whole, others }
    }

    /// Reports whether a text fits one. `folded` is room for the text in lower case.
    pub fn fit(&self, text: &str, folded: &mut String) -> bool {
        let text = if self.cased { text } else { fold_into(text, folded) };
        (!self.whole.is_empty() && self.whole.contains(text)) || self.others.iter().any(|of| of.fits(text))
    }
}

/// Returns a text in lower case, as [`fold_case`] does, written to `room` where it is not so already.
fn fold_into<'t>(text: &'t str, room: &'t mut String) -> &'t str {
    if is_folded(text) {
        return text;
    }
    room.clear();
    push_folded(text, room);
    room
}

/// Returns a text in lower case; one that is so already is not copied.
pub(super) fn fold_case(text: &str) -> Cow<'_, str> {
    if is_folded(text) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    push_folded(text, &mut folded);
    Cow::Owned(folded)
}

fn is_folded(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase())
}

fn push_folded(text: &str, to: &mut String) {
    if !text.is_ascii() {
        return to.extend(text.chars().map(lower_char));
    }
    let start = to.len();
    to.push_str(text);
    to[start..].make_ascii_lowercase();
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
