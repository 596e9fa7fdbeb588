//! Lists of `{Name, Value}`: ordered maps that keep duplicates.

use std::borrow::Cow;
use std::fmt;

use crate::json::{Json, JsonKind};
use crate::layout;
use crate::object::Object;
use crate::read::{FromJson, Items, List};

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
    /// Names and values in the order of the record. An element without a name is passed over; [`Pairs::items`] has it.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'a, str>, Json<'a>)> + use<'a> {
        self.items().filter_map(pair)
    }

    /// Value of the first pair with this name, as text: the inside of a string, the JSON of anything else. Null stands
    /// for absent.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.iter().find(|(n, _)| n == name).and_then(|(_, value)| value.as_text())
    }

    /// Values of all pairs with this name, null left out.
    pub fn get_all(&self, name: &str) -> impl Iterator<Item = Cow<'a, str>> {
        self.iter().filter(move |(n, _)| n == name).filter_map(|(_, value)| value.as_text())
    }

    /// All elements as they stand.
    pub fn items(&self) -> Items<'a> {
        self.0.items()
    }

    /// Number of elements, those without a name included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Name and value of an element, by the rules of any object's keys.
fn pair(element: Json<'_>) -> Option<(Cow<'_, str>, Json<'_>)> {
    let object = Object::of_schema(element, layout::pair())?;
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
