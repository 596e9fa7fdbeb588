//! From JSON to the Rust types of fields.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::address::Address;
use crate::fit;
use crate::guid::Guid;
use crate::json::{Json, JsonKind, Steps};
use crate::number;
use crate::open::{Members, Open};
use crate::time::Timestamp;

/// A type that a field's value can be read as.
pub trait FromJson<'a>: Sized {
    /// The value, if it fits; null fits nothing.
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
            JsonKind::Number => number::integer(json.as_str().as_bytes()),
            _ => number::integer(json.text()?.as_bytes()),
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
            _ => fit::as_bool(&json.text()?),
        }
    }
}

impl<'a, E: Members> FromJson<'a> for Open<'a, E> {
    fn from_json(json: Json<'a>) -> Option<Self> {
        match json.kind() {
            JsonKind::Number => number::integer(json.as_str().as_bytes()).map(Open::from_number),
            _ => json.text().map(Open::from_text),
        }
    }
}

/// A list whose items are read one by one. A single value where a list is documented is a list of it.
///
/// Items that do not fit are passed over; [`List::items`] has them all as they stand.
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
    /// The items that fit.
    pub fn iter(&self) -> impl Iterator<Item = T> + use<'a, T> {
        self.items().filter_map(T::from_json)
    }

    /// All items as they stand.
    pub fn items(&self) -> Items<'a> {
        match self.json.kind() {
            JsonKind::List => Items { single: None, steps: Some(Steps::inside(self.json)) },
            _ => Items { single: Some(self.json), steps: None },
        }
    }

    /// Number of items, those that do not fit included.
    pub fn len(&self) -> usize {
        self.items().count()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items().next().is_none()
    }

    /// First item that fits.
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
        self.single.take().or_else(|| self.steps.as_mut()?.value())
    }
}
