//! Modifiers of fields.

use super::date_part::DatePart;
use super::number::Comparison;
use super::position::Position;

/// A modifier behind a field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Modifier {
    All,
    Cased,
    Neq,
    Expand,
    Exists,
    Cidr,
    FieldRef,
    Regex,
    RegexFlag(char),
    Position(Position),
    Compare(Comparison),
    Date(DatePart),
    Base64,
    Base64Offset,
    Utf16Le,
    Utf16Be,
    Utf16,
    Windash,
}

impl Modifier {
    /// Sigma's words with their modifiers.
    const WORDS: [(&'static str, Modifier); 34] = [
        ("all", Modifier::All),
        ("cased", Modifier::Cased),
        ("neq", Modifier::Neq),
        ("expand", Modifier::Expand),
        ("exists", Modifier::Exists),
        ("cidr", Modifier::Cidr),
        ("fieldref", Modifier::FieldRef),
        ("re", Modifier::Regex),
        ("i", Modifier::RegexFlag('i')),
        ("ignorecase", Modifier::RegexFlag('i')),
        ("m", Modifier::RegexFlag('m')),
        ("multiline", Modifier::RegexFlag('m')),
        ("s", Modifier::RegexFlag('s')),
        ("dotall", Modifier::RegexFlag('s')),
        ("startswith", Modifier::Position(Position::Start)),
        ("endswith", Modifier::Position(Position::End)),
        ("contains", Modifier::Position(Position::Anywhere)),
        ("lt", Modifier::Compare(Comparison::Less)),
        ("lte", Modifier::Compare(Comparison::LessOrEqual)),
        ("gt", Modifier::Compare(Comparison::Greater)),
        ("gte", Modifier::Compare(Comparison::GreaterOrEqual)),
        ("minute", Modifier::Date(DatePart::Minute)),
        ("hour", Modifier::Date(DatePart::Hour)),
        ("day", Modifier::Date(DatePart::Day)),
        ("week", Modifier::Date(DatePart::Week)),
        ("month", Modifier::Date(DatePart::Month)),
        ("year", Modifier::Date(DatePart::Year)),
        ("base64", Modifier::Base64),
        ("base64offset", Modifier::Base64Offset),
        ("wide", Modifier::Utf16Le),
        ("utf16le", Modifier::Utf16Le),
        ("utf16be", Modifier::Utf16Be),
        ("utf16", Modifier::Utf16),
        ("windash", Modifier::Windash),
    ];

    /// Returns the modifier of a word.
    pub fn find(word: &str) -> Option<Modifier> {
        Self::WORDS.iter().find(|(w, _)| *w == word).map(|(_, modifier)| *modifier)
    }

    /// Returns all words.
    pub fn words() -> impl Iterator<Item = &'static str> + Clone {
        Self::WORDS.iter().map(|(word, _)| *word)
    }

    /// Returns Sigma's word, the first where there are several.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, modifier)| *modifier == self).map_or("", |(word, _)| *word)
    }

    /// Reports whether the modifier changes texts, so that it fits neither numbers nor other kinds of values.
    pub fn is_textual(self) -> bool {
        matches!(
            self,
            Modifier::Cased
                | Modifier::Position(_)
                | Modifier::Base64
                | Modifier::Base64Offset
                | Modifier::Utf16Le
                | Modifier::Utf16Be
                | Modifier::Utf16
                | Modifier::Windash
        )
    }
}
