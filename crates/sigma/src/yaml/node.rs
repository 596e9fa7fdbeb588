//! Values of a YAML document.

use std::collections::HashMap;

use super::budget::weigh;

/// A value of a YAML document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Map),
}

/// Keys of a map with their values, in the order of the document. No key stands twice.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Map(Vec<(String, Node)>);

impl Map {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends an entry whose key the map lacks.
    pub fn push(&mut self, key: String, value: Node) {
        self.0.push((key, value));
    }

    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let place = self.0.iter().position(|(k, _)| k == key)?;
        Some(self.0.remove(place).1)
    }

    /// Lays another map over this one: its values win, and maps under one key are merged.
    pub fn merge(&mut self, over: Map) {
        let places: HashMap<String, usize> =
            self.0.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
        for (key, value) in over.0 {
            match (places.get(&key).and_then(|at| self.0.get_mut(*at)), value) {
                (Some((_, Node::Map(below))), Node::Map(above)) => below.merge(above),
                (Some((_, place)), value) => *place = value,
                (None, value) => self.0.push((key, value)),
            }
        }
    }

    /// Returns how many values the map counts for.
    pub fn weight(&self) -> usize {
        self.0.iter().map(|(key, value)| weigh(key.len()) + value.weight()).sum()
    }
}

impl Node {
    /// Names the kind of the value for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Integer(_) | Node::Float(_) => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Map(_) => "a map",
        }
    }

    /// Reports whether the value is neither list nor map.
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Node::List(_) | Node::Map(_))
    }

    /// Returns a text, number or boolean as text.
    pub fn scalar_text(&self) -> Option<String> {
        match self {
            Node::Text(text) => Some(text.clone()),
            Node::Integer(number) => Some(number.to_string()),
            Node::Float(number) => Some(number.to_string()),
            Node::Bool(value) => Some(value.to_string()),
            Node::Null | Node::List(_) | Node::Map(_) => None,
        }
    }

    /// Returns the value as JSON, for custom attributes.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Integer(number) => match i64::try_from(*number) {
                Ok(small) => small.into(),
                Err(_) => u64::try_from(*number).map_or_else(|_| number.to_string().into(), Value::from),
            },
            Node::Float(number) => Value::from(*number),
            Node::Text(text) => Value::String(text.clone()),
            Node::List(items) => items.iter().map(Node::to_json).collect(),
            Node::Map(map) => map.iter().map(|(key, value)| (key.to_owned(), value.to_json())).collect(),
        }
    }

    fn weight(&self) -> usize {
        match self {
            Node::Text(text) => weigh(text.len()),
            Node::List(items) => 1 + items.iter().map(Node::weight).sum::<usize>(),
            Node::Map(map) => 1 + map.weight(),
            Node::Null | Node::Bool(_) | Node::Integer(_) | Node::Float(_) => 1,
        }
    }
}
