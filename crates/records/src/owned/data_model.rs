//! Owned objects through serde, by its data model.
//!
//! Doubled keys stay. A number that is no integer of 64 bits goes as the float nearest to it: where each digit counts,
//! [`OwnedObject::as_str`] has them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use trail365_schema::SchemaId;
use trail365_text::json as json_text;

use super::object::OwnedObject;
use crate::value::json::{Json, JsonKind};

impl Serialize for OwnedObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Node(Json::new(self.as_str())).serialize(serializer)
    }
}

/// A JSON value as serde sees it.
struct Node<'a>(Json<'a>);

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = self.0;
        match json.kind() {
            JsonKind::Null => serializer.serialize_unit(),
            JsonKind::Bool => serializer.serialize_bool(json.as_str() == "true"),
            JsonKind::Number => serialize_number(json.as_str(), serializer),
            JsonKind::String => serializer.serialize_str(&json.text().unwrap_or_default()),
            JsonKind::List => serializer.collect_seq(json.items().map(Node)),
            JsonKind::Object => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in json.members() {
                    map.serialize_entry(&*key, &Node(value))?;
                }
                map.end()
            }
        }
    }
}

fn serialize_number<S: Serializer>(digits: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = digits.parse::<i64>() {
        return serializer.serialize_i64(number);
    }
    if let Ok(number) = digits.parse::<u64>() {
        return serializer.serialize_u64(number);
    }
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => serializer.serialize_f64(number),
        _ => Err(serde::ser::Error::custom("a number beyond the range of 64-bit floats")),
    }
}

/// Reads an object of a schema.
pub(crate) fn deserialize_object<'de, D: Deserializer<'de>>(
    schema: SchemaId,
    deserializer: D,
) -> Result<OwnedObject, D::Error> {
    let mut out = Vec::new();
    deserializer.deserialize_map(Writer { out: &mut out, is_outermost: true })?;
    OwnedObject::parse(schema, &String::from_utf8_lossy(&out)).map_err(D::Error::custom)
}

/// Writes what it is handed as JSON.
struct Writer<'o> {
    out: &'o mut Vec<u8>,
    /// True for the object itself, which has to be one.
    is_outermost: bool,
}

impl Writer<'_> {
    fn inner(out: &mut Vec<u8>) -> Writer<'_> {
        Writer { out, is_outermost: false }
    }

    fn write<E: serde::de::Error>(self, json: impl fmt::Display) -> Result<(), E> {
        if self.is_outermost {
            return Err(E::custom("a record is an object"));
        }
        self.out.extend_from_slice(json.to_string().as_bytes());
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Writer<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Writer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_outermost { "an object" } else { "any value that JSON has" })
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.write("null")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.write("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.write(value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.write(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.write(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        if !value.is_finite() {
            return Err(E::custom("a number that JSON does not have"));
        }
        // Debug writes large numbers with an exponent, and not with hundreds of zeros.
        self.write(format_args!("{value:?}"))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        let mut text = Vec::with_capacity(value.len() + 2);
        json_text::encode(value, &mut text);
        self.write(String::from_utf8_lossy(&text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if self.is_outermost {
            return Err(A::Error::custom("a record is an object"));
        }
        self.out.push(b'[');
        let start = self.out.len();
        loop {
            let before = self.out.len();
            if before > start {
                self.out.push(b',');
            }
            if seq.next_element_seed(Writer::inner(self.out))?.is_none() {
                self.out.truncate(before);
                break;
            }
        }
        self.out.push(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.out.push(b'{');
        let start = self.out.len();
        while let Some(key) = map.next_key::<String>()? {
            if self.out.len() > start {
                self.out.push(b',');
            }
            json_text::encode(&key, self.out);
            self.out.push(b':');
            map.next_value_seed(Writer::inner(self.out))?;
        }
        self.out.push(b'}');
        Ok(())
    }
}
