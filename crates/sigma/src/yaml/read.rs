//! Reads one YAML document within a budget.
//!
//! The tree is built here and not by the YAML crate's own value type: aliases of aliases are stopped while they unfold,
//! and a key that stands twice is named with its place.

use std::collections::HashSet;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::budget::Budget;
use super::node::{Map, Node};
use crate::walk::{Fault, Step, Walk};

/// Reads the only document of a text.
pub(crate) fn read_document(text: &str, budget: &mut Budget) -> crate::walk::Result<Node> {
    if let Some(fault) = find_flow_bomb(text) {
        return Err(fault);
    }
    let mut state = State { budget, walk: Walk::default(), fault: None };
    match (Reader { state: &mut state }).deserialize(yaml_serde::Deserializer::from_str(text)) {
        Ok(node) => Ok(node),
        Err(error) => Err(state.fault.unwrap_or_else(|| explain(&error))),
    }
}

/// Longest key. The longest field in public use has some 100 bytes.
const KEY_BYTES: usize = 1_000;

/// Most brackets that open one after the other. Libyaml takes quadratic time for them.
const OPEN_BRACKETS: usize = 1_000;

/// Returns the fault of a text that opens more brackets than any rule does.
fn find_flow_bomb(text: &str) -> Option<Fault> {
    let mut open = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > OPEN_BRACKETS {
            let walk = Walk::default();
            return Some(
                walk.fault("it opens too many brackets", "write lists and maps on lines of their own"),
            );
        }
    }
    None
}

/// Turns an error of the YAML crate into a fault.
fn explain(error: &yaml_serde::Error) -> Fault {
    let text = error.to_string();
    // The crate counts lines within the document and says so behind the message.
    let message = text.split(" at line ").next().unwrap_or_default();
    let mut fault = Walk::default().fault(format!("it is not YAML: {message}"), remedy_of(message));
    fault.line = error.location().map(|place| place.line().saturating_sub(1));
    fault
}

fn remedy_of(message: &str) -> &'static str {
    if message.contains("control character") {
        "remove the control character"
    } else if message.contains("repetition limit") || message.contains("recursion limit") {
        "write values out instead of repeating them by aliases"
    } else if message.contains("anchor") {
        "define the anchor before its alias, or put text that begins with * in quotes"
    } else {
        "correct the indentation, and put text with special characters in quotes"
    }
}

struct State<'b> {
    budget: &'b mut Budget,
    walk: Walk,
    fault: Option<Fault>,
}

impl State<'_> {
    /// Notes the first fault, which the error of serde cannot carry.
    fn refuse<E: serde::de::Error>(&mut self, what: impl Into<String>, remedy: &str) -> E {
        let fault = self.walk.fault(what, remedy);
        self.fault.get_or_insert(fault);
        E::custom("refused")
    }

    fn take<E: serde::de::Error>(&mut self, text_bytes: usize) -> Result<(), E> {
        if !self.budget.take(text_bytes) {
            return Err(self.refuse("the file has too many values", "split it, and write aliases out"));
        }
        if !self.budget.allows_depth(self.walk.depth()) {
            return Err(self.refuse("values are nested too deep", "flatten the maps and lists"));
        }
        Ok(())
    }
}

struct Reader<'s, 'b> {
    state: &'s mut State<'b>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Node;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.state.take(0)?;
        Ok(Node::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Node, E> {
        self.state.take(0)?;
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Node, E> {
        self.visit_i128(value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Node, E> {
        self.visit_i128(value.into())
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Node, E> {
        self.state.take(0)?;
        Ok(Node::Integer(value))
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Node, E> {
        match i128::try_from(value) {
            Ok(value) => self.visit_i128(value),
            Err(_) => Err(self.state.refuse("the number is too large", "put it in quotes")),
        }
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Node, E> {
        self.state.take(0)?;
        Ok(Node::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Node, E> {
        self.state.take(text.len())?;
        if text.contains('\0') {
            return Err(self.state.refuse("the text has a NUL character", "remove it: no record has one"));
        }
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        self.state.take(0)?;
        let mut list = Vec::new();
        loop {
            self.state.walk.enter(Step::Item(list.len()));
            let next = items.next_element_seed(Reader { state: self.state })?;
            self.state.walk.leave();
            match next {
                Some(node) => list.push(node),
                None => return Ok(Node::List(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        self.state.take(0)?;
        let mut map = Map::default();
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key_seed(Reader { state: self.state })? {
            let key = check_key(self.state, key)?;
            if !keys.insert(key.clone()) {
                let what = format!("the key `{key}` stands twice");
                return Err(self.state.refuse(what, "keep one of them, or put both values in one list"));
            }
            self.state.walk.enter(Step::Key(key.clone()));
            let value = entries.next_value_seed(Reader { state: self.state })?;
            self.state.walk.leave();
            map.push(key, value);
        }
        Ok(Node::Map(map))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        Err(self.state.refuse("the value has a YAML tag", "remove the word that begins with !"))
    }
}

fn check_key<E: serde::de::Error>(state: &mut State<'_>, key: Node) -> Result<String, E> {
    match key {
        Node::Text(key) if key == "<<" => {
            Err(state.refuse("the merge key `<<` is not supported", "write the values out"))
        }
        // Messages repeat keys, one for each fault below them.
        Node::Text(key) if key.len() > KEY_BYTES => {
            Err(state.refuse(format!("a key is longer than {KEY_BYTES} bytes"), "shorten it"))
        }
        Node::Text(key) => Ok(key),
        other => Err(state.refuse(format!("a key is {}, not text", other.kind()), "put the key in quotes")),
    }
}
