//! Values of fields as Rust types.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::json::{Json, JsonKind, Steps};
use super::open::{Members, Open};
use crate::scalar::address::Address;
use crate::scalar::guid::Guid;
use crate::scalar::time::Timestamp;
use crate::scalar::{meaning, number};

/// A type that a field's value can be read as.
pub trait FromJson<'a>: Sized {
    /// Reads the value, if it fits. Null fits nothing.
    fn from_json(json: Json<'a>) -> Option<Self>;
}

impl<'a> FromJson<'a> for Json<'a> {
    fn from_json(json: Json<'a>) -> Option<Self> {
        (json.kind() != JsonKind::Null).then_some(json)
    }
}

impl<'a> FromJson<'a> for Cow<'a, str> {
    fn from_json(json: Json<'a>) -> Option<Self> {
        json.text()
    }
}

impl<'a> FromJson<'a> for Address<'a> {
    fn from_json(json: Json<'a>) -> Option<Self> {
        json.text().map(Address::parse)
    }
}

impl<'a> FromJson<'a> for Guid {
    fn from_json(json: Json<'a>) -> Option<Self> {
        Guid::parse(&json.text()?)
    }
}

impl<'a> FromJson<'a> for Timestamp {
    fn from_json(json: Json<'a>) -> Option<Self> {
        Timestamp::parse(&json.text()?)
    }
}

impl<'a> FromJson<'a> for i64 {
    fn from_json(json: Json<'a>) -> Option<Self> {
        match json.kind() {
            JsonKind::Number => number::parse_integer(json.as_str().as_bytes()),
            _ => number::parse_integer(json.text()?.as_bytes()),
        }
    }
}

impl<'a> FromJson<'a> for i32 {
    fn from_json(json: Json<'a>) -> Option<Self> {
        i64::from_json(json)?.try_into().ok()
    }
}

impl<'a> FromJson<'a> for bool {
    fn from_json(json: Json<'a>) -> Option<Self> {
        match json.as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => meaning::truth(&json.text()?),
        }
    }
}

impl<'a, E: Members> FromJson<'a> for Open<'a, E> {
    fn from_json(json: Json<'a>) -> Option<Self> {
        match json.kind() {
            JsonKind::Number => number::parse_integer(json.as_str().as_bytes()).map(Open::from_number),
            _ => json.text().map(Open::from_text),
        }
    }
}

/// A list whose items are read one by one. A single value where a list is documented stands for a list of that value.
///
/// Items that do not fit are skipped; [`List::items`] returns all of them as they stand.
pub struct List<'a, T> {
    json: Json<'a>,
    item: PhantomData<fn() -> T>,
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<'a, T: FromJson<'a>> List<'a, T> {
    /// Iterates over the items that fit.
    pub fn iter(&self) -> impl Iterator<Item = T> + use<'a, T> {
        self.items().filter_map(T::from_json)
    }

    /// Iterates over all items as they stand.
    pub fn items(&self) -> Items<'a> {
        match self.json.kind() {
            JsonKind::List => Items { single: None, steps: Some(Steps::inside_of(self.json)) },
            _ => Items { single: Some(self.json), steps: None },
        }
    }

    /// Returns the number of items, including those that do not fit.
    pub fn len(&self) -> usize {
        self.items().count()
    }

    /// Reports whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items().next().is_none()
    }

    /// Returns the first item that fits.
    pub fn first(&self) -> Option<T> {
        self.iter().next()
    }
}

impl<'a, T: FromJson<'a>> FromJson<'a> for List<'a, T> {
    fn from_json(json: Json<'a>) -> Option<Self> {
        let fits = match json.kind() {
            JsonKind::List => true,
            JsonKind::Null => false,
            _ => T::from_json(json).is_some(),
        };
        fits.then_some(List { json, item: PhantomData })
    }
}

impl<'a, T: FromJson<'a> + std::fmt::Debug> std::fmt::Debug for List<'a, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Iterator over the items of a [`List`].
#[derive(Debug, Clone)]
pub struct Items<'a> {
    single: Option<Json<'a>>,
    steps: Option<Steps<'a>>,
}

impl<'a> Iterator for Items<'a> {
    type Item = Json<'a>;

    fn next(&mut self) -> Option<Json<'a>> {
        self.single.take().or_else(|| self.steps.as_mut()?.next_value())
    }
}
