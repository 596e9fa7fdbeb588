//! JSON by serde_json, with everything that "equal" is about: order and duplicates of keys, digits of numbers.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON value, compared by content. Numbers by their text, objects as ordered lists of keys and values.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    Scalar(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    pub fn parse(json: &str) -> Result<Tree, serde_json::Error> {
        match json.trim_start().as_bytes().first() {
            Some(b'{') => {
                let members: Members = serde_json::from_str(json)?;
                let tree = |(key, raw): (String, Box<RawValue>)| Ok((key, Tree::parse(raw.get())?));
                members.0.into_iter().map(tree).collect::<Result<_, _>>().map(Tree::Object)
            }
            Some(b'[') => {
                let items: Items = serde_json::from_str(json)?;
                items.0.iter().map(|raw| Tree::parse(raw.get())).collect::<Result<_, _>>().map(Tree::List)
            }
            Some(b'"') => serde_json::from_str(json).map(Tree::Text),
            _ => serde_json::from_str::<&RawValue>(json).map(|raw| Tree::Scalar(raw.get().to_owned())),
        }
    }
}

struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(V)
    }
}

struct Items(Vec<Box<RawValue>>);

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Items;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(V)
    }
}
