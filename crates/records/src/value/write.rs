//! Records written as JSON again, from their typed values.

use std::borrow::Cow;

use trail365_schema::Type;
use trail365_text::json as json_text;

use super::json::{Json, JsonKind, Steps};
use super::object::{Entry, Object};
use crate::parse::layout;
use crate::scalar::guid::Guid;
use crate::scalar::number;
use crate::scalar::time::Timestamp;

/// A value with its meaning, if it can be typed without losing how it was written. Any other value is kept as it stands.
/// Written as JSON it equals that of the record.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer written plainly.
    Integer(i64),
    /// Text, decoded.
    Text(Cow<'a, str>),
    /// A time in the form `YYYY-MM-DDTHH:MM:SS`, UTC.
    Time(Timestamp),
    /// A GUID in lower case.
    Guid(Guid),
    /// A list.
    List(Values<'a>),
    /// An object of a known schema.
    Object(Object<'a>),
    /// An object that no schema describes, a number other than a plain integer, or a string with half a surrogate pair.
    Other(Json<'a>),
}

/// The values of a list, read one by one.
#[derive(Debug, Clone, Copy)]
pub struct Values<'a> {
    json: Json<'a>,
    item: Type,
}

impl<'a> Values<'a> {
    /// Iterates over the values with their meaning.
    pub fn iter(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let (mut steps, item) = (Steps::inside_of(self.json), self.item);
        std::iter::from_fn(move || steps.next_value()).map(move |json| Value::typed(json, item))
    }
}

impl<'a> Value<'a> {
    /// Reads the value of a field with this type.
    pub fn typed(json: Json<'a>, ty: Type) -> Self {
        match json.kind() {
            JsonKind::Null => Value::Null,
            JsonKind::Bool => Value::Bool(json.as_str() == "true"),
            JsonKind::Number => plain_integer(json.as_str()).map_or(Value::Other(json), Value::Integer),
            JsonKind::String => of_string(json, ty),
            JsonKind::List => Value::List(Values { json, item: item_type(ty) }),
            JsonKind::Object => typed_object(json, item_type(ty)).map_or(Value::Other(json), Value::Object),
        }
    }

    /// Writes the value as JSON without white space.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Bool(b) => out.extend_from_slice(if *b { b"true" } else { b"false" }),
            Value::Integer(n) => out.extend_from_slice(n.to_string().as_bytes()),
            Value::Text(t) => json_text::encode(t, out),
            // Records write UTC without a zone, and only such times become a `Value::Time`.
            Value::Time(t) => json_text::encode(t.to_string().trim_end_matches('Z'), out),
            Value::Guid(g) => json_text::encode(&g.to_string(), out),
            Value::List(values) => {
                json_text::write_items(*b"[]", values.iter(), out, |value, out| value.write_json(out));
            }
            Value::Object(object) => object.write_json(out),
            Value::Other(json) => write_untyped(*json, out),
        }
    }
}

/// Reads an integer whose plain form is exactly this text.
fn plain_integer(text: &str) -> Option<i64> {
    // Minus zero would be written back without its sign.
    number::parse_plain(text.as_bytes()).filter(|_| text != "-0")
}

/// Types a string, if the type writes it back exactly as it stands.
fn of_string(json: Json<'_>, ty: Type) -> Value<'_> {
    let (decoded, exact) = json_text::decode_exactly(json.string_body().unwrap_or_default());
    if !exact {
        return Value::Other(json);
    }
    let typed = match ty {
        Type::DateTime if Timestamp::is_plain(decoded.as_bytes()) => {
            Timestamp::parse(&decoded).map(Value::Time)
        }
        // A GUID is written in lower case, so one in capitals stays text.
        Type::Guid if !decoded.bytes().any(|b| b.is_ascii_uppercase()) => {
            Guid::parse(&decoded).map(Value::Guid)
        }
        _ => None,
    };
    typed.unwrap_or(Value::Text(decoded))
}

fn item_type(ty: Type) -> Type {
    match ty {
        Type::List(item) => *item,
        other => other,
    }
}

/// Reads an object whose schema follows from the type of its field.
fn typed_object(json: Json<'_>, ty: Type) -> Option<Object<'_>> {
    let schema = match ty {
        Type::Complex(id) => id,
        Type::Pairs => layout::pair_schema(),
        _ => return None,
    };
    Object::of_schema(json, schema)
}

impl<'a> Entry<'a> {
    /// Returns the value with its meaning.
    pub fn value(&self) -> Value<'a> {
        Value::typed(self.json(), self.definition().map_or(Type::Json, |f| f.ty))
    }
}

impl Object<'_> {
    /// Writes the object as JSON without white space: all keys in their order, each value from its typed form.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        json_text::write_items(*b"{}", self.entries(), out, |entry, out| {
            write_string(entry.raw_key(), out);
            out.push(b':');
            entry.value().write_json(out);
        });
    }
}

/// Writes the inside of a JSON string: decoded and encoded again, or as it stands if no Rust text can hold it.
fn write_string(body: &str, out: &mut Vec<u8>) {
    match json_text::decode_exactly(body) {
        (text, true) => json_text::encode(&text, out),
        _ => json_text::encode_body(body, out),
    }
}

/// Writes a value that no schema describes.
fn write_untyped(json: Json<'_>, out: &mut Vec<u8>) {
    let mut steps = Steps::inside_of(json);
    match json.kind() {
        JsonKind::Object => {
            json_text::write_items(
                *b"{}",
                std::iter::from_fn(|| steps.next_member()),
                out,
                |(key, value), out| {
                    write_string(key, out);
                    out.push(b':');
                    write_untyped(value, out);
                },
            );
        }
        JsonKind::List => {
            json_text::write_items(*b"[]", std::iter::from_fn(|| steps.next_value()), out, write_untyped);
        }
        JsonKind::String => write_string(json.string_body().unwrap_or_default(), out),
        _ => out.extend_from_slice(json.as_str().as_bytes()),
    }
}
