//! Lists of `{Name, Value}`: ordered maps that keep duplicates.

use std::borrow::Cow;
use std::fmt;

use super::json::{Json, JsonKind};
use super::object::Object;
use super::read::{FromJson, Items, List};
use crate::parse::layout;

/// A list of `{Name, Value}` objects, such as `Parameters` and `ExtendedProperties`.
///
/// ```
/// let mut parser = trail365_records::Parser::new();
/// let record = parser
///     .parse(br#"{"RecordType":1,"Parameters":[{"Name":"Identity","Value":"bob"},{"Name":"ForwardTo","Value":"x@example.com"}]}"#)
///     .unwrap();
/// let admin: trail365_records::schema::ExchangeAdmin = record.view().unwrap();
/// assert_eq!(admin.parameters().unwrap().get("ForwardTo").as_deref(), Some("x@example.com"));
/// ```
#[derive(Clone, Copy)]
pub struct Pairs<'a>(List<'a, Json<'a>>);

impl<'a> Pairs<'a> {
    /// Iterates over names and values in the order of the record. An item without a name is skipped; [`Pairs::items`]
    /// returns it.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'a, str>, Json<'a>)> + use<'a> {
        self.items().filter_map(read_pair)
    }

    /// Returns the value of the first pair with this name as text: the text of a string, the JSON of any other value.
    /// Null stands for absent.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.iter().find(|(n, _)| n == name).and_then(|(_, value)| value.as_text())
    }

    /// Iterates over the values of all pairs with this name, without nulls.
    pub fn get_all(&self, name: &str) -> impl Iterator<Item = Cow<'a, str>> {
        self.iter().filter(move |(n, _)| n == name).filter_map(|(_, value)| value.as_text())
    }

    /// Iterates over all items as they stand.
    pub fn items(&self) -> Items<'a> {
        self.0.items()
    }

    /// Returns the number of items, including those without a name.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Reports whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads name and value of an item, by the same rules as the keys of any object.
fn read_pair(element: Json<'_>) -> Option<(Cow<'_, str>, Json<'_>)> {
    let object = Object::of_schema(element, layout::pair_schema())?;
    let name = object.get("Name")?.as_text()?;
    Some((name, object.get("Value").unwrap_or(Json::NULL)))
}

impl<'a> FromJson<'a> for Pairs<'a> {
    fn from_json(json: Json<'a>) -> Option<Self> {
        matches!(json.kind(), JsonKind::List | JsonKind::Object)
            .then(|| List::from_json(json).map(Pairs))
            .flatten()
    }
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
