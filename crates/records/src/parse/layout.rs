//! Schemas laid out for the walk: the field that each key means, and the type of that field.

use std::sync::LazyLock;

use trail365_schema::{EnumId, Field, Origin, RECORD_TYPES, SCHEMAS, SchemaId, Type, schema_named};
use trail365_text::json as json_text;

use super::generated::names::NAMES;
use super::keys::KeyTable;
use super::names::{self, NameId};
use crate::scalar::number;

/// A schema with its inherited fields laid flat.
#[derive(Debug)]
pub(crate) struct Layout {
    pub schema: SchemaId,
    pub fields: Vec<LayoutField>,
    /// Meaning of each key, other spellings included.
    keys: KeyTable<KeyMeaning>,
    /// For each name the field that it belongs to. An accessor of a base schema finds its field in the layout of any schema
    /// that extends it, by one index.
    slots: Vec<SlotId>,
    /// Bits of the mandatory fields. A schema has at most 64 of them that are checked.
    pub mandatory: u64,
}

/// A field of a layout.
#[derive(Debug)]
pub(crate) struct LayoutField {
    pub definition: &'static Field,
    /// Name of the type in the schema.
    pub type_name: String,
    known: KeyMeaning,
    /// The same for a key in another spelling.
    respelled: KeyMeaning,
}

/// Meaning of a key.
// Small and apart from the rest of the field, so that the walk touches few lines of the cache.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyMeaning {
    pub slot: SlotId,
    pub respelled: bool,
    pub documented: bool,
    pub ty: FieldType,
    /// Its bit among the mandatory fields, or 0.
    pub mandatory: u64,
}

impl KeyMeaning {
    /// Meaning of a key that the schema lacks.
    pub const UNKNOWN: KeyMeaning = KeyMeaning {
        slot: SlotId::NONE,
        respelled: false,
        documented: false,
        ty: FieldType::ANY,
        mandatory: 0,
    };

    /// Reports whether the schema has the key.
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
pub(crate) struct FieldType {
    pub code: TypeCode,
    pub list: bool,
    /// Enum or schema.
    arg: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeCode {
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

impl FieldType {
    pub const ANY: FieldType = FieldType { code: TypeCode::Any, list: false, arg: 0 };

    fn of_type(ty: Type) -> Self {
        let plain = |code| FieldType { code, list: false, arg: 0 };
        match ty {
            Type::String | Type::Address => plain(TypeCode::Text),
            Type::Guid => plain(TypeCode::Guid),
            Type::DateTime => plain(TypeCode::DateTime),
            Type::I32 => plain(TypeCode::I32),
            Type::I64 => plain(TypeCode::I64),
            Type::Bool => plain(TypeCode::Bool),
            Type::Json => plain(TypeCode::Any),
            Type::Pairs => FieldType { code: TypeCode::Complex, list: true, arg: ALL.pair.0 },
            Type::Enum(id) => FieldType { code: TypeCode::Enum, list: false, arg: id.0 },
            Type::Complex(id) => FieldType { code: TypeCode::Complex, list: false, arg: id.0 },
            Type::List(item) => FieldType { list: true, ..FieldType::of_type(*item) },
        }
    }

    /// Reports whether it is `{Name, Value}`.
    pub fn is_pair(self) -> bool {
        self.code == TypeCode::Complex && !self.list && self.arg == ALL.pair.0
    }

    /// Returns the type of an item, for the type of a list.
    pub fn item_type(self) -> FieldType {
        FieldType { list: false, ..self }
    }

    pub fn enum_id(self) -> EnumId {
        EnumId(self.arg)
    }

    /// Returns the name of the type in the schema; nothing for a value that the schema does not describe.
    pub fn describe(self) -> String {
        let item = match self.code {
            TypeCode::Any => return String::new(),
            TypeCode::Text => "string".into(),
            TypeCode::Guid => "guid".into(),
            TypeCode::DateTime => "datetime".into(),
            TypeCode::I32 => "i32".into(),
            TypeCode::I64 => "i64".into(),
            TypeCode::Bool => "bool".into(),
            TypeCode::Enum => self.enum_id().get().name.to_owned(),
            TypeCode::Complex => SchemaId(self.arg).get().name.to_owned(),
        };
        if self.list { format!("list of {item}") } else { item }
    }

    /// Returns the layout of a complex type.
    pub fn complex_layout(self) -> Option<&'static Layout> {
        (self.code == TypeCode::Complex).then(|| layout_of_schema(SchemaId(self.arg)))
    }
}

impl Layout {
    fn of_schema(schema: SchemaId) -> Self {
        let mut layout = Layout {
            schema,
            fields: Vec::new(),
            keys: KeyTable::new(),
            slots: vec![SlotId::NONE; NAMES.len()],
            mandatory: 0,
        };
        for (_, field) in schema.get().all_fields() {
            layout.add_field(field);
        }
        // Spellings last: a field of that very name has precedence.
        for index in 0..layout.fields.len() {
            let LayoutField { definition, respelled, .. } = layout.fields[index];
            for spelling in definition.spellings {
                layout.add_key(spelling, respelled);
            }
        }
        layout
    }

    fn add_field(&mut self, field: &'static Field) {
        // One word holds all mandatory fields: whether any is missing is a single comparison.
        let mut mandatory = 0;
        if field.mandatory == Some(true) && self.mandatory.count_ones() < u64::BITS {
            mandatory = 1 << self.mandatory.count_ones();
        }
        self.mandatory |= mandatory;
        let known = KeyMeaning {
            slot: SlotId(self.fields.len() as u16),
            respelled: false,
            documented: matches!(field.origin, Origin::Documented | Origin::Flattened),
            ty: FieldType::of_type(field.ty),
            mandatory,
        };
        self.fields.push(LayoutField {
            definition: field,
            type_name: field.ty.to_string(),
            known,
            respelled: KeyMeaning { respelled: true, ..known },
        });
        self.add_key(field.name, known);
    }

    fn add_key(&mut self, key: &'static str, known: KeyMeaning) {
        self.keys.insert_key(key, known);
        let slot = names::find_name(key).and_then(|name| self.slots.get_mut(usize::from(name.0)));
        if let Some(slot) = slot.filter(|slot| **slot == SlotId::NONE) {
            *slot = known.slot;
        }
    }

    /// Returns the meaning of a key: by its exact bytes, then decoded, then without regard to case and blanks.
    #[inline]
    pub fn identify_key(&self, key: &[u8]) -> &KeyMeaning {
        match self.keys.find_key(key) {
            Some(known) => known,
            None => self.identify_slowly(key),
        }
    }

    /// Returns the meaning of a key in exactly this spelling.
    pub fn find_exact(&self, key: &str) -> Option<&KeyMeaning> {
        self.keys.find_key(key.as_bytes())
    }

    #[cold]
    fn identify_slowly(&self, key: &[u8]) -> &KeyMeaning {
        match std::str::from_utf8(key) {
            Ok(key) if key.contains('\\') => self.identify_decoded(&json_text::decode(key)),
            Ok(key) => self.identify_decoded(key),
            Err(_) => &KeyMeaning::UNKNOWN,
        }
    }

    /// Returns the meaning of a key without escapes.
    pub fn identify_decoded(&self, key: &str) -> &KeyMeaning {
        if let Some(known) = self.find_exact(key) {
            return known;
        }
        let mut folded = names::find_folded(key.as_bytes()).iter();
        let found = folded.find_map(|&name| self.field_at(self.slot_of(name)));
        found.map_or(&KeyMeaning::UNKNOWN, |field| &field.respelled)
    }

    /// Returns the field of a name.
    #[inline]
    pub fn slot_of(&self, name: NameId) -> SlotId {
        self.slots.get(usize::from(name.0)).copied().unwrap_or(SlotId::NONE)
    }

    pub fn field_at(&self, slot: SlotId) -> Option<&LayoutField> {
        self.fields.get(usize::from(slot.0))
    }

    /// Returns the mandatory fields among the bits.
    pub fn mandatory_slots(&self, bits: u64) -> impl Iterator<Item = SlotId> {
        self.fields
            .iter()
            .map(|f| f.known)
            .filter(move |known| known.mandatory & bits != 0)
            .map(|known| known.slot)
    }
}

impl LayoutField {
    /// Reports whether the documentation has it.
    pub fn is_documented(&self) -> bool {
        self.known.documented
    }
}

/// All layouts. Each is built on first use: most inputs have few record types.
struct Layouts {
    by_schema: Vec<LazyLock<Layout, Box<dyn FnOnce() -> Layout + Send>>>,
    common: SchemaId,
    pair: SchemaId,
    /// Schema of each record type, by number. The numbers have no large gaps.
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
        LazyLock::new(Box::new(move || Layout::of_schema(SchemaId(id))) as Box<dyn FnOnce() -> Layout + Send>)
    };
    Layouts {
        by_schema: (0..SCHEMAS.len() as u16).map(build).collect(),
        common,
        pair: id("NameValuePair"),
        by_type,
    }
});

/// Returns the layout of a schema.
pub(crate) fn layout_of_schema(schema: SchemaId) -> &'static Layout {
    &ALL.by_schema[usize::from(schema.0)]
}

/// Returns the layout of the common fields.
pub(crate) fn common_layout() -> &'static Layout {
    layout_of_schema(ALL.common)
}

/// Returns the schema of `{Name, Value}`.
pub(crate) fn pair_schema() -> SchemaId {
    ALL.pair
}

/// Returns the layout of the records of a type. A type that is unknown or has no schema has the common fields.
pub(crate) fn layout_of_record_type(value: i64) -> &'static Layout {
    layout_of_schema(
        usize::try_from(value).ok().and_then(|v| ALL.by_type.get(v)).copied().unwrap_or(ALL.common),
    )
}

/// Reads the number of a record type from text that holds the number or one of its names.
pub(crate) fn record_type_number(text: &str) -> Option<i64> {
    number::parse_integer(text.as_bytes())
        .or_else(|| trail365_schema::record_type_named(text.trim()).map(|t| i64::from(t.value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_schema_has_a_place() {
        for (index, schema) in SCHEMAS.iter().enumerate() {
            let layout = layout_of_schema(SchemaId(index as u16));
            assert_eq!(layout.fields.len(), schema.all_fields().count(), "{}", schema.name);
            for (_, field) in schema.all_fields() {
                let known = layout.find_exact(field.name).unwrap();
                assert_eq!(layout.field_at(known.slot).unwrap().definition, field, "{}", schema.name);
                let name = names::find_name(field.name).unwrap();
                assert_eq!((known.respelled, layout.slot_of(name)), (false, known.slot));
                assert!(field.spellings.iter().all(|s| layout.identify_key(s.as_bytes()).is_field()));
            }
            let mandatory = schema.all_fields().filter(|(_, f)| f.mandatory == Some(true)).count();
            assert_eq!(layout.mandatory.count_ones() as usize, mandatory, "{}", schema.name);
        }
    }
}
