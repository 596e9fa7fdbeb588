//! Enums that take any value.

use std::borrow::Cow;
use std::fmt;

/// An enum of the schema. Implemented by the types of [`crate::enums`].
pub trait Members: Copy + Eq + fmt::Debug + 'static {
    /// Member with this number.
    fn from_value(value: i64) -> Option<Self>;
    /// Member with this name; a difference in case is passed over.
    fn from_name(name: &str) -> Option<Self>;
    /// Its number, where the documentation gives one.
    fn value(self) -> Option<i32>;
    /// Microsoft's name.
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
    /// From a number.
    pub fn from_number(number: i64) -> Self {
        E::from_value(number).map_or(Open::Number(number), Open::Known)
    }

    /// From a name, or from a number in a string.
    pub fn from_text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        match (E::from_name(text.trim()), crate::number::integer(text.as_bytes())) {
            (Some(member), _) => Open::Known(member),
            (None, Some(number)) => Open::from_number(number),
            (None, None) => Open::Name(text),
        }
    }

    /// The member, if the schema has it.
    pub fn known(&self) -> Option<E> {
        match self {
            Open::Known(member) => Some(*member),
            _ => None,
        }
    }

    /// The number, where there is one.
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
