//! Words of the service: the documented ones, and any other text in their place.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use crate::error::{Error, ErrorKind, make_harmless, quote_harmless};

/// A word of the service: a documented one, or any other text as the service wrote it.
///
/// ```
/// use trail365_client::{ContentType, Open};
///
/// let word: Open<ContentType> = Open::from("Audit.Exchange");
/// assert_eq!(word.known(), Some(ContentType::AuditExchange));
/// assert_eq!(Open::<ContentType>::from("Audit.Future").to_string(), "Audit.Future");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Open<T> {
    /// A documented word.
    Known(T),
    /// Any other text.
    Other(String),
}

impl<T: Copy> Open<T> {
    /// Returns the documented word, `None` for any other text.
    pub fn known(&self) -> Option<T> {
        match self {
            Open::Known(word) => Some(*word),
            Open::Other(_) => None,
        }
    }
}

impl<T> Open<T> {
    /// Returns the empty word, for an item that has none.
    pub(super) fn no_word() -> Self {
        Open::Other(String::new())
    }
}

/// Deserializes a word; any other value is the empty word, so that it does not make its whole item unreadable.
pub(super) fn lenient_word<'de, T, D>(source: D) -> Result<Open<T>, D::Error>
where
    T: FromStr,
    D: Deserializer<'de>,
{
    optional_word(source).map(|word| word.unwrap_or_else(Open::no_word))
}

/// Deserializes a word; any other value is `None`.
pub(super) fn optional_word<'de, T, D>(source: D) -> Result<Option<Open<T>>, D::Error>
where
    T: FromStr,
    D: Deserializer<'de>,
{
    let value = serde_json::Value::deserialize(source)?;
    Ok(value.as_str().map(Open::from))
}

impl<T: FromStr> From<&str> for Open<T> {
    fn from(text: &str) -> Self {
        text.parse().map_or_else(|_| Open::Other(text.to_owned()), Open::Known)
    }
}

impl<T: fmt::Display> fmt::Display for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Open::Known(word) => word.fmt(f),
            Open::Other(text) => f.write_str(&make_harmless(text)),
        }
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source).map(|text| Open::from(text.as_str()))
    }
}

/// Defines an enum whose members are words of the service, read in any case, some with further spellings.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $member:ident = $word:literal $(| $other:literal)*,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$word_doc])* $member,)*
        }

        impl $name {
            /// Every member in the order of the documentation.
            pub const ALL: &'static [$name] = &[$($name::$member),*];

            /// Returns the word as the service writes it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$member => $word,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::error::Error;

            fn from_str(text: &str) -> Result<Self, crate::error::Error> {
                let spelled: &[(&str, $name)] = &[$(($word, $name::$member), $(($other, $name::$member),)*)*];
                let found = spelled.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.trim()));
                let unknown = || crate::activity::open::unknown_word(text, Self::ALL.iter().map(|w| w.as_str()));
                found.map(|(_, member)| *member).ok_or_else(unknown)
            }
        }
    };
}
pub(super) use words;

pub(super) fn unknown_word(text: &str, words: impl Iterator<Item = &'static str>) -> Error {
    let words: Vec<_> = words.collect();
    let doing = format!("read {}: known are {}", quote_harmless(text), words.join(", "));
    Error::new(ErrorKind::Configuration, doing)
}
