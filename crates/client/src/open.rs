//! Words of the service: those known, and whatever else it says.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

/// A word of the service: a known one, or the text as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Open<T> {
    /// One of the documented words.
    Known(T),
    /// Another.
    Other(String),
}

impl<T: Copy> Open<T> {
    /// The documented word, if it is one.
    pub fn known(&self) -> Option<T> {
        match self {
            Open::Known(word) => Some(*word),
            Open::Other(_) => None,
        }
    }
}

impl<T> Open<T> {
    /// Stands for a word that is not there.
    pub(crate) fn nothing() -> Self {
        Open::Other(String::new())
    }
}

/// A word, or an empty one where there is none: an odd one must not take its item with it.
pub(crate) fn lenient<'de, T, D>(source: D) -> Result<Open<T>, D::Error>
where
    T: FromStr,
    D: Deserializer<'de>,
{
    lenient_option(source).map(|word| word.unwrap_or_else(Open::nothing))
}

/// A word, if there is one.
pub(crate) fn lenient_option<'de, T, D>(source: D) -> Result<Option<Open<T>>, D::Error>
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
            Open::Other(text) => f.write_str(&crate::error::harmless(text)),
        }
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source).map(|text| Open::from(text.as_str()))
    }
}

/// An enum whose members are words, in any case, some with other spellings.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $member:ident = $word:literal $(| $other:literal)*,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$word_doc])* $member,)*
        }

        impl $name {
            /// Every member, in the order of the documentation.
            pub const ALL: &'static [$name] = &[$($name::$member),*];

            /// The word on the wire.
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
            type Err = crate::Error;

            fn from_str(text: &str) -> Result<Self, crate::Error> {
                let spelled: &[(&str, $name)] = &[$(($word, $name::$member), $(($other, $name::$member),)*)*];
                let found = spelled.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.trim()));
                let unknown = || crate::open::unknown(text, Self::ALL.iter().map(|w| w.as_str()));
                found.map(|(_, member)| *member).ok_or_else(unknown)
            }
        }
    };
}
pub(crate) use words;

pub(crate) fn unknown(text: &str, words: impl Iterator<Item = &'static str>) -> crate::Error {
    let words: Vec<_> = words.collect();
    let doing = format!("read {}: known are {}", crate::error::quote(text), words.join(", "));
    crate::Error::new(crate::ErrorKind::Configuration, doing)
}
