//! Objects of a schema: whole records and values inside them.

use std::borrow::Cow;
use std::fmt;

use trail365_schema::{Field, Schema, SchemaId};
use trail365_text::json as json_text;

use super::json::{Json, JsonKind, Steps};
use super::read::FromJson;
use crate::parse::layout::{self, KeyMeaning, Layout, SlotId};
use crate::parse::member::{Member, MemberList};
use crate::parse::names::NameId;

/// An object whose fields a schema describes. All typed views stand on it.
///
/// ```
/// let mut parser = trail365_records::Parser::new();
/// let record = parser.parse(br#"{"RecordType":15,"UserId":"a@example.com","Novel":1}"#)?;
/// let object = record.object();
/// assert_eq!(object.schema().name, "AzureActiveDirectoryStsLogon");
/// assert_eq!(object.get("UserId").unwrap().as_str(), r#""a@example.com""#);
/// assert_eq!(object.unknown().map(|entry| entry.key()).collect::<Vec<_>>(), ["Novel"]);
/// # Ok::<(), trail365_records::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Object<'a> {
    json: Json<'a>,
    layout: &'static Layout,
    /// Fields already found, for a whole record.
    members: Option<MemberList<'a>>,
}

/// A key of an object, with its value.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    key: &'a str,
    json: Json<'a>,
    definition: Option<&'static Field>,
    respelled: bool,
    slot: SlotId,
}

impl<'a> Entry<'a> {
    /// Returns the key as the record spells it.
    pub fn key(&self) -> Cow<'a, str> {
        json_text::decode(self.key)
    }

    /// Returns the inside of the key's quotes.
    pub(crate) fn raw_key(&self) -> &'a str {
        self.key
    }

    /// Reports whether the key is this one.
    fn is_called(&self, key: &str) -> bool {
        self.key == key || (self.key.contains('\\') && self.key() == key)
    }

    /// Returns the value as it stands.
    pub fn json(&self) -> Json<'a> {
        self.json
    }

    /// Returns the field of the schema; `None` for a key that the schema lacks.
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
    /// Wraps an object inside a record; `None` for any other value. A list of one object stands for that object.
    pub(crate) fn of_schema(json: Json<'a>, schema: SchemaId) -> Option<Self> {
        match json.kind() {
            JsonKind::Object => Some(Self::of_text(json, schema)),
            JsonKind::List => {
                let mut items = Steps::inside_of(json);
                let first = items.next_value()?;
                let only = items.next_start().is_none() && first.kind() == JsonKind::Object;
                if only { Self::of_schema(first, schema) } else { None }
            }
            _ => None,
        }
    }

    /// Wraps the text of one object.
    pub(crate) fn of_text(json: Json<'a>, schema: SchemaId) -> Self {
        Object { json, layout: layout::layout_of_schema(schema), members: None }
    }

    pub(crate) fn of_record(json: Json<'a>, layout: &'static Layout, members: MemberList<'a>) -> Self {
        Object { json, layout, members: Some(members) }
    }

    /// Returns the schema that describes the object.
    pub fn schema(&self) -> &'static Schema {
        self.layout.schema.get()
    }

    /// Returns the number of that schema.
    pub fn schema_id(&self) -> SchemaId {
        self.layout.schema
    }

    /// Returns the object as it stands.
    pub fn json(&self) -> Json<'a> {
        self.json
    }

    /// Iterates over all keys in the order of the record, unknown and doubled ones included.
    pub fn entries(&self) -> Entries<'a> {
        let source = match self.members {
            Some(members) => EntrySource::Found(self.json.as_str(), members.all.iter()),
            None => EntrySource::Steps(Steps::inside_of(self.json)),
        };
        Entries { layout: self.layout, source }
    }

    /// Iterates over the keys that the schema lacks, with their exact JSON.
    pub fn unknown(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        self.entries().filter(|e| e.definition.is_none())
    }

    /// Returns a value by the name of its key. Of a doubled key a value counts before null, then one in exactly this
    /// spelling before one that differs in case, then the last one. A key that the schema lacks is compared with every
    /// key of the object.
    pub fn get(&self, key: &str) -> Option<Json<'a>> {
        match self.layout.find_exact(key) {
            Some(known) => self.find_slot(known.slot),
            None => self.find_unknown(key),
        }
    }

    /// Returns an object that a field holds, by the name of the field and the place in its list; of a field that holds
    /// one object the place is 0.
    ///
    /// ```
    /// let mut parser = trail365_records::Parser::new();
    /// let record = parser.parse(br#"{"RecordType":3,"AffectedItems":[{"Id":"a"},{"Id":"b"}]}"#)?;
    /// let item = record.object().inner("AffectedItems", 1).unwrap();
    /// assert_eq!((item.schema().name, item.get("Id").unwrap().as_str()), ("ExchangeItem", "\"b\""));
    /// # Ok::<(), trail365_records::Error>(())
    /// ```
    pub fn inner(&self, field: &str, at: usize) -> Option<Object<'a>> {
        let known = self.layout.find_exact(field)?;
        let schema = known.ty.complex_layout()?.schema;
        let value = self.find_slot(known.slot)?;
        let item = if value.kind() == JsonKind::List {
            value.items().nth(at)?
        } else {
            Some(value).filter(|_| at == 0)?
        };
        Self::of_schema(item, schema)
    }

    /// Returns a value as [`Object::get`] does, by the number of its key.
    pub(crate) fn get_named(&self, name: NameId, key: &str) -> Option<Json<'a>> {
        match self.layout.slot_of(name) {
            SlotId::NONE => self.find_unknown(key),
            slot => self.find_slot(slot),
        }
    }

    /// Returns the last value of a key that the schema lacks.
    fn find_unknown(&self, key: &str) -> Option<Json<'a>> {
        // Most records have no unknown key: those are not looked through for it.
        if self.members.is_some_and(|members| !members.has_unknown) {
            return None;
        }
        self.entries().filter(|e| e.is_called(key)).last().map(|e| e.json)
    }

    /// Reads a field as its type: `None` if it is absent, null or does not fit.
    pub(crate) fn read<T: FromJson<'a>>(&self, name: u16) -> Option<T> {
        self.find_slot(self.layout.slot_of(NameId(name))).and_then(T::from_json)
    }

    /// Returns the value that counts for a field.
    fn find_slot(&self, slot: SlotId) -> Option<Json<'a>> {
        if slot == SlotId::NONE {
            return None;
        }
        if let Some(members) = self.members {
            return members.find_slot(slot).map(|m| self.json_of(m));
        }
        // Values inside a record have no index of their fields. They are small and mostly read once, which an index would
        // not repay. The rank is that of `Walk::count_member`.
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

/// A typed view of a schema, such as the types of [`crate::schema`].
pub trait View<'a>: Sized {
    /// The schema that it shows.
    const SCHEMA: SchemaId;

    /// Wraps an object. Fields that the object's schema lacks are absent.
    fn from_object(object: Object<'a>) -> Self;

    /// Returns the object that it shows.
    fn as_object(&self) -> &Object<'a>;
}

/// Iterator over the keys of an [`Object`].
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    layout: &'static Layout,
    source: EntrySource<'a>,
}

/// The keys of a whole record are found already; those of a value are stepped through.
#[derive(Debug, Clone)]
enum EntrySource<'a> {
    Found(&'a str, std::slice::Iter<'a, Member>),
    Steps(Steps<'a>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (key, json, slot, respelled) = match &mut self.source {
            EntrySource::Found(text, members) => {
                let m = members.next()?;
                let span = |(start, end): (u32, u32)| &text[start as usize..end as usize];
                (span(m.key), Json::new(span(m.value)), m.slot, m.respelled)
            }
            EntrySource::Steps(steps) => {
                let (key, json) = steps.next_member()?;
                let &KeyMeaning { slot, respelled, .. } = self.layout.identify_key(key.as_bytes());
                (key, json, slot, respelled)
            }
        };
        let definition = self.layout.field_at(slot).map(|f| f.definition);
        Some(Entry { key, json, definition, respelled, slot })
    }
}
