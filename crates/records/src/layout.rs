//! What a schema says, ready for the walk: which key is which field, and of what type.

use std::sync::LazyLock;

use trail365_schema::{EnumId, Field, Origin, RECORD_TYPES, SCHEMAS, SchemaId, Type, schema_named};

use crate::generated::NAMES;
use crate::keys::KeyTable;
use crate::names::{self, NameId};
use trail365_text::json as json_text;

/// A schema with its inherited fields laid flat.
#[derive(Debug)]
pub(crate) struct Layout {
    pub schema: SchemaId,
    pub fields: Vec<LayoutField>,
    /// What each key means, other spellings included.
    keys: KeyTable<Known>,
    /// For each name the field it belongs to.
    slots: Vec<SlotId>,
    /// Bits of the mandatory fields.
    pub mandatory: u64,
}

/// A field of a layout.
#[derive(Debug)]
pub(crate) struct LayoutField {
    pub definition: &'static Field,
    /// What the schema calls the type.
    pub type_name: String,
    known: Known,
    /// The same for a key in another spelling.
    respelled: Known,
}

/// What a key means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub slot: SlotId,
    pub respelled: bool,
    pub documented: bool,
    pub ty: Ty,
    /// Its bit among the mandatory fields, or 0.
    pub mandatory: u64,
}

impl Known {
    /// What is known of a key that the schema does not have.
    pub const NOTHING: Known =
        Known { slot: SlotId::NONE, respelled: false, documented: false, ty: Ty::ANY, mandatory: 0 };

    /// Whether the schema has the key.
    pub fn is_field(self) -> bool {
        self.slot != SlotId::NONE
    }
}

/// Index of a field in its layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SlotId(pub u16);

impl SlotId {
    /// No field of the layout.
    pub const NONE: SlotId = SlotId(u16::MAX);
}

/// A type, small enough to pass along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ty {
    pub code: Code,
    pub list: bool,
    /// Enum or schema.
    arg: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// Nothing is known.
    Any,
    Text,
    Guid,
    DateTime,
    I32,
    I64,
    Bool,
    Enum,
    Complex,
}

impl Ty {
    pub const ANY: Ty = Ty { code: Code::Any, list: false, arg: 0 };

    fn of(ty: Type) -> Self {
        let plain = |code| Ty { code, list: false, arg: 0 };
        match ty {
            Type::String | Type::Address => plain(Code::Text),
            Type::Guid => plain(Code::Guid),
            Type::DateTime => plain(Code::DateTime),
            Type::I32 => plain(Code::I32),
            Type::I64 => plain(Code::I64),
            Type::Bool => plain(Code::Bool),
            Type::Json => plain(Code::Any),
            Type::Pairs => Ty { code: Code::Complex, list: true, arg: ALL.pair.0 },
            Type::Enum(id) => Ty { code: Code::Enum, list: false, arg: id.0 },
            Type::Complex(id) => Ty { code: Code::Complex, list: false, arg: id.0 },
            Type::List(item) => Ty { list: true, ..Ty::of(*item) },
        }
    }

    /// Whether it is `{Name, Value}`.
    pub fn is_pair(self) -> bool {
        self.code == Code::Complex && !self.list && self.arg == ALL.pair.0
    }

    /// The type of an element.
    pub fn item(self) -> Ty {
        Ty { list: false, ..self }
    }

    pub fn enumeration(self) -> EnumId {
        EnumId(self.arg)
    }

    /// What the schema calls it; nothing for what it does not describe.
    pub fn describe(self) -> String {
        let item = match self.code {
            Code::Any => return String::new(),
            Code::Text => "string".into(),
            Code::Guid => "guid".into(),
            Code::DateTime => "datetime".into(),
            Code::I32 => "i32".into(),
            Code::I64 => "i64".into(),
            Code::Bool => "bool".into(),
            Code::Enum => self.enumeration().get().name.to_owned(),
            Code::Complex => SchemaId(self.arg).get().name.to_owned(),
        };
        if self.list { format!("list of {item}") } else { item }
    }

    /// Layout of a complex type.
    pub fn layout(self) -> Option<&'static Layout> {
        (self.code == Code::Complex).then(|| layout(SchemaId(self.arg)))
    }
}

impl Layout {
    fn build(schema: SchemaId) -> Self {
        let mut layout = Layout {
            schema,
            fields: Vec::new(),
            keys: KeyTable::new(),
            slots: vec![SlotId::NONE; NAMES.len()],
            mandatory: 0,
        };
        for (_, field) in schema.get().all_fields() {
            layout.add(field);
        }
        // Spellings last: a field of that very name goes before.
        for index in 0..layout.fields.len() {
            let LayoutField { definition, respelled, .. } = layout.fields[index];
            for spelling in definition.spellings {
                layout.add_key(spelling, respelled);
            }
        }
        layout
    }

    fn add(&mut self, field: &'static Field) {
        let mut mandatory = 0;
        if field.mandatory == Some(true) && self.mandatory.count_ones() < u64::BITS {
            mandatory = 1 << self.mandatory.count_ones();
        }
        self.mandatory |= mandatory;
        let known = Known {
            slot: SlotId(self.fields.len() as u16),
            respelled: false,
            documented: matches!(field.origin, Origin::Documented | Origin::Flattened),
            ty: Ty::of(field.ty),
            mandatory,
        };
        self.fields.push(LayoutField {
            definition: field,
            type_name: field.ty.to_string(),
            known,
            respelled: Known { respelled: true, ..known },
        });
        self.add_key(field.name, known);
    }

    fn add_key(&mut self, key: &'static str, known: Known) {
        self.keys.insert(key, known);
        let slot = names::find(key).and_then(|name| self.slots.get_mut(usize::from(name.0)));
        if let Some(slot) = slot.filter(|slot| **slot == SlotId::NONE) {
            *slot = known.slot;
        }
    }

    /// What a key means: by its exact bytes, then decoded, then with case and blanks passed over.
    #[inline]
    pub fn identify(&self, key: &[u8]) -> &Known {
        match self.keys.find(key) {
            Some(known) => known,
            None => self.identify_slowly(key),
        }
    }

    /// What a key in exactly this spelling means.
    pub fn exact(&self, key: &str) -> Option<&Known> {
        self.keys.find(key.as_bytes())
    }

    #[cold]
    fn identify_slowly(&self, key: &[u8]) -> &Known {
        match std::str::from_utf8(key) {
            Ok(key) if key.contains('\\') => self.identify_decoded(&json_text::decode(key)),
            Ok(key) => self.identify_decoded(key),
            Err(_) => &Known::NOTHING,
        }
    }

    /// What a key means that has no escapes, or none any more.
    pub fn identify_decoded(&self, key: &str) -> &Known {
        if let Some(known) = self.exact(key) {
            return known;
        }
        let mut folded = names::find_folded(key.as_bytes()).iter();
        let found = folded.find_map(|&name| self.get(self.slot_of(name)));
        found.map_or(&Known::NOTHING, |field| &field.respelled)
    }

    /// Field of a name.
    #[inline]
    pub fn slot_of(&self, name: NameId) -> SlotId {
        self.slots.get(usize::from(name.0)).copied().unwrap_or(SlotId::NONE)
    }

    pub fn get(&self, slot: SlotId) -> Option<&LayoutField> {
        self.fields.get(usize::from(slot.0))
    }

    /// The mandatory fields among the bits.
    pub fn mandatory_slots(&self, bits: u64) -> impl Iterator<Item = SlotId> {
        self.fields
            .iter()
            .map(|f| f.known)
            .filter(move |known| known.mandatory & bits != 0)
            .map(|known| known.slot)
    }
}

impl LayoutField {
    /// Whether the documentation has it.
    pub fn documented(&self) -> bool {
        self.known.documented
    }
}

/// All layouts, built on first use.
struct Layouts {
    by_schema: Vec<LazyLock<Layout, Box<dyn FnOnce() -> Layout + Send>>>,
    common: SchemaId,
    pair: SchemaId,
    /// Schema of each record type, by number.
    by_type: Vec<SchemaId>,
}

static ALL: LazyLock<Layouts> = LazyLock::new(|| {
    let id = |name| schema_named(name).map_or(SchemaId(0), |(id, _)| id);
    let common = id("Common");
    let most = RECORD_TYPES.iter().map(|t| t.value).max().unwrap_or(0);
    let mut by_type = vec![common; usize::try_from(most).unwrap_or(0) + 1];
    for t in &RECORD_TYPES {
        if let (Ok(value), Some(schema)) = (usize::try_from(t.value), t.schema) {
            by_type[value] = schema;
        }
    }
    let build = |id: u16| {
        LazyLock::new(Box::new(move || Layout::build(SchemaId(id))) as Box<dyn FnOnce() -> Layout + Send>)
    };
    Layouts {
        by_schema: (0..SCHEMAS.len() as u16).map(build).collect(),
        common,
        pair: id("NameValuePair"),
        by_type,
    }
});

/// Layout of a schema.
pub(crate) fn layout(schema: SchemaId) -> &'static Layout {
    &ALL.by_schema[usize::from(schema.0)]
}

/// Layout of the common fields.
pub(crate) fn common() -> &'static Layout {
    layout(ALL.common)
}

/// Schema of `{Name, Value}`.
pub(crate) fn pair() -> SchemaId {
    ALL.pair
}

/// Layout of the records of a type; the common fields for a type that is unknown or has no schema.
pub(crate) fn of_record_type(value: i64) -> &'static Layout {
    layout(usize::try_from(value).ok().and_then(|v| ALL.by_type.get(v)).copied().unwrap_or(ALL.common))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_schema_has_a_place() {
        for (index, schema) in SCHEMAS.iter().enumerate() {
            let layout = layout(SchemaId(index as u16));
            assert_eq!(layout.fields.len(), schema.all_fields().count(), "{}", schema.name);
            for (_, field) in schema.all_fields() {
                let known = layout.exact(field.name).unwrap();
                assert_eq!(layout.get(known.slot).unwrap().definition, field, "{}", schema.name);
                let name = names::find(field.name).unwrap();
                assert_eq!((known.respelled, layout.slot_of(name)), (false, known.slot));
                assert!(field.spellings.iter().all(|s| layout.identify(s.as_bytes()).is_field()));
            }
            let mandatory = schema.all_fields().filter(|(_, f)| f.mandatory == Some(true)).count();
            assert_eq!(layout.mandatory.count_ones() as usize, mandatory, "{}", schema.name);
        }
    }
}
