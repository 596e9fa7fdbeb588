//! Lists of `{Name, Value}`: ordered maps that keep duplicates.

use std::borrow::Cow;
use std::fmt;

use crate::json::{Json, JsonKind, Steps};
use crate::read::FromJson;

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
pub struct Pairs<'a>(Json<'a>);

impl<'a> Pairs<'a> {
    /// Names and values in the order of the record.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'a, str>, Json<'a>)> + use<'a> {
        let mut steps = Steps::inside(self.0);
        std::iter::from_fn(move || steps.value()).filter_map(pair)
    }

    /// Value of the first pair with this name, as text: the inside of a string, the JSON of anything else.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get_all(name).next()
    }

    /// Values of all pairs with this name.
    pub fn get_all(&self, name: &str) -> impl Iterator<Item = Cow<'a, str>> {
        self.iter().filter(move |(n, _)| n == name).map(|(_, value)| as_text(value))
    }
}

/// Name and value of an element, however their keys are capitalised.
fn pair(element: Json<'_>) -> Option<(Cow<'_, str>, Json<'_>)> {
    if element.kind() != JsonKind::Object {
        return None;
    }
    let (mut name, mut value, mut steps) = (None, None, Steps::inside(element));
    while let Some((key, json)) = steps.member() {
        if key.eq_ignore_ascii_case("Name") {
            name = Some(as_text(json));
        } else if key.eq_ignore_ascii_case("Value") {
            value = Some(json);
        }
    }
    Some((name?, value.unwrap_or(Json::new("null"))))
}

fn as_text(json: Json<'_>) -> Cow<'_, str> {
    json.text().unwrap_or(Cow::Borrowed(json.as_str()))
}

impl<'a> FromJson<'a> for Pairs<'a> {
    fn from_json(json: Json<'a>) -> Option<Self> {
        (json.kind() == JsonKind::List).then_some(Pairs(json))
    }
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
