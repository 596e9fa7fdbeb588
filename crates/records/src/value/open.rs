//! Enums that take any value.

use std::borrow::Cow;
use std::fmt;

use crate::scalar::number;

/// An enum of the schema. The types of [`crate::enums`] implement it.
pub trait Members: Copy + Eq + fmt::Debug + 'static {
    /// Returns the member with this number.
    fn from_value(value: i64) -> Option<Self>;
    /// Returns the member with this name, without regard to case.
    fn from_name(name: &str) -> Option<Self>;
    /// Returns its number; `None` where the documentation gives no number.
    fn value(self) -> Option<i32>;
    /// Returns Microsoft's name.
    fn name(self) -> &'static str;
}

/// A value of an enum: a member that the schema knows, or whatever else a record carries.
///
/// ```
/// use trail365_records::{Open, enums::UserType};
/// assert_eq!(Open::from_number(0), Open::Known(UserType::Regular));
/// assert_eq!(Open::<UserType>::from_number(99).to_string(), "99");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open<'a, E> {
    /// A member of the schema.
    Known(E),
    /// A number that the schema does not have.
    Number(i64),
    /// A name that the schema does not have.
    Name(Cow<'a, str>),
}

impl<'a, E: Members> Open<'a, E> {
    /// Finds the member with a number, or keeps the number.
    pub fn from_number(number: i64) -> Self {
        E::from_value(number).map_or(Open::Number(number), Open::Known)
    }

    /// Finds the member with a name, or with a number in a string, or keeps what the text holds.
    pub fn from_text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        match (E::from_name(text.trim()), number::parse_integer(text.as_bytes())) {
            (Some(member), _) => Open::Known(member),
            (None, Some(number)) => Open::from_number(number),
            (None, None) => Open::Name(text),
        }
    }

    /// Returns the member, if the schema has it.
    pub fn known(&self) -> Option<E> {
        match self {
            Open::Known(member) => Some(*member),
            _ => None,
        }
    }

    /// Returns the number, if there is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Open::Known(member) => member.value().map(i64::from),
            Open::Number(number) => Some(*number),
            Open::Name(_) => None,
        }
    }
}

impl<E: Members> fmt::Display for Open<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Open::Known(member) => f.write_str(member.name()),
            Open::Number(number) => write!(f, "{number}"),
            Open::Name(name) => f.write_str(name),
        }
    }
}
