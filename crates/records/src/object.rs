//! An object of a schema: a whole record or a value inside one.

use std::borrow::Cow;
use std::fmt;

use trail365_schema::{Field, Schema, SchemaId};

use crate::json::{Json, JsonKind, Steps};
use crate::layout::{self, Known, Layout, SlotId};
use crate::member::{Member, Members};
use crate::names::NameId;
use crate::read::FromJson;
use trail365_text::json as json_text;

/// An object whose fields a schema describes: the view that all typed views stand on.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    json: Json<'a>,
    layout: &'static Layout,
    /// Fields already found, for a whole record.
    members: Option<Members<'a>>,
}

/// One key of an object and its value.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    key: &'a str,
    json: Json<'a>,
    definition: Option<&'static Field>,
    respelled: bool,
    slot: SlotId,
}

impl<'a> Entry<'a> {
    /// The key as the record spells it.
    pub fn key(&self) -> Cow<'a, str> {
        json_text::decode(self.key)
    }

    /// Inside of the key's quotes.
    pub(crate) fn raw_key(&self) -> &'a str {
        self.key
    }

    /// Whether the key is this one.
    fn is_called(&self, key: &str) -> bool {
        self.key == key || (self.key.contains('\\') && self.key() == key)
    }

    /// The value as it stands.
    pub fn json(&self) -> Json<'a> {
        self.json
    }

    /// The schema's field, where the schema has it.
    pub fn definition(&self) -> Option<&'static Field> {
        self.definition
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key(), self.json)
    }
}

impl<'a> Object<'a> {
    /// An object inside a record; `None` when the value is none. A list of one stands for its item.
    pub(crate) fn of_schema(json: Json<'a>, schema: SchemaId) -> Option<Self> {
        match json.kind() {
            JsonKind::Object => Some(Object { json, layout: layout::layout(schema), members: None }),
            JsonKind::List => {
                let mut items = Steps::inside(json);
                let first = items.value()?;
                let only = items.next_start().is_none() && first.kind() == JsonKind::Object;
                if only { Self::of_schema(first, schema) } else { None }
            }
            _ => None,
        }
    }

    pub(crate) fn record(json: Json<'a>, layout: &'static Layout, members: Members<'a>) -> Self {
        Object { json, layout, members: Some(members) }
    }

    /// The schema that describes it.
    pub fn schema(&self) -> &'static Schema {
        self.layout.schema.get()
    }

    /// The same by its number.
    pub fn schema_id(&self) -> SchemaId {
        self.layout.schema
    }

    /// Its exact text.
    pub fn json(&self) -> Json<'a> {
        self.json
    }

    /// Every key in the order of the record: known and unknown, each of a doubled one.
    pub fn entries(&self) -> Entries<'a> {
        let source = match self.members {
            Some(members) => Source::Found(self.json.as_str(), members.all.iter()),
            None => Source::Steps(Steps::inside(self.json)),
        };
        Entries { layout: self.layout, source }
    }

    /// Keys that the schema does not have, with their exact JSON.
    pub fn unknown(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        self.entries().filter(|e| e.definition.is_none())
    }

    /// A value by the name of its key. Of a doubled key a value counts before null, then one in exactly this spelling
    /// before one that differs in case, then the last one. For keys that the schema lacks this looks at every key.
    pub fn get(&self, key: &str) -> Option<Json<'a>> {
        match self.layout.exact(key) {
            Some(known) => self.find(known.slot),
            None => self.find_unknown(key),
        }
    }

    /// The same as [`Object::get`] for a key whose number is known.
    pub(crate) fn get_named(&self, name: NameId, key: &str) -> Option<Json<'a>> {
        match self.layout.slot_of(name) {
            SlotId::NONE => self.find_unknown(key),
            slot => self.find(slot),
        }
    }

    /// The last value of a key that the schema lacks.
    fn find_unknown(&self, key: &str) -> Option<Json<'a>> {
        if self.members.is_some_and(|members| !members.unknown) {
            return None;
        }
        self.entries().filter(|e| e.is_called(key)).last().map(|e| e.json)
    }

    /// A field's typed value: `None` when it is absent, null or does not fit its type.
    pub(crate) fn read<T: FromJson<'a>>(&self, name: u16) -> Option<T> {
        self.find(self.layout.slot_of(NameId(name))).and_then(T::from_json)
    }

    fn find(&self, slot: SlotId) -> Option<Json<'a>> {
        if slot == SlotId::NONE {
            return None;
        }
        if let Some(members) = self.members {
            return members.of(slot).map(|m| self.json_of(m));
        }
        let rank = |e: &Entry<'_>| (e.json.kind() != JsonKind::Null, !e.respelled);
        let mut best: Option<Entry<'a>> = None;
        for entry in self.entries().filter(|e| e.slot == slot) {
            if best.is_none_or(|best| rank(&entry) >= rank(&best)) {
                best = Some(entry);
            }
        }
        best.map(|entry| entry.json)
    }

    fn json_of(&self, member: &Member) -> Json<'a> {
        Json::new(&self.json.as_str()[member.value.0 as usize..member.value.1 as usize])
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.schema().name)?;
        f.debug_map().entries(self.entries().map(|e| (e.key(), e.json))).finish()
    }
}

/// Iterator over the keys of an [`Object`].
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    layout: &'static Layout,
    source: Source<'a>,
}

#[derive(Debug, Clone)]
enum Source<'a> {
    Found(&'a str, std::slice::Iter<'a, Member>),
    Steps(Steps<'a>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (key, json, slot, respelled) = match &mut self.source {
            Source::Found(text, members) => {
                let m = members.next()?;
                let span = |(start, end): (u32, u32)| &text[start as usize..end as usize];
                (span(m.key), Json::new(span(m.value)), m.slot, m.respelled)
            }
            Source::Steps(steps) => {
                let (key, json) = steps.member()?;
                let &Known { slot, respelled, .. } = self.layout.identify(key.as_bytes());
                (key, json, slot, respelled)
            }
        };
        let definition = self.layout.get(slot).map(|f| f.definition);
        Some(Entry { key, json, definition, respelled, slot })
    }
}
