//! What a schema says, ready for the walk: which key is which field, and of what type.

use std::sync::LazyLock;

use trail365_schema::{EnumId, Field, Origin, RECORD_TYPES, SCHEMAS, SchemaId, Type, schema_named};

use crate::generated::NAMES;
use crate::names::{self, NameId};

/// A schema with its inherited fields laid flat.
#[derive(Debug)]
pub(crate) struct Layout {
    pub schema: SchemaId,
    pub fields: Vec<LayoutField>,
    /// One for each field.
    rules: Vec<Rule>,
    /// For each name the field it belongs to.
    row: Vec<Slot>,
    /// Bits of the mandatory fields.
    pub mandatory: u64,
}

/// A field of a layout.
#[derive(Debug)]
pub(crate) struct LayoutField {
    pub definition: &'static Field,
    pub name: NameId,
    /// What the schema calls the type.
    pub type_name: String,
}

/// What the walk asks of each field, apart from the rest so that it stays in the CPU's nearest cache.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    pub ty: Ty,
    pub documented: bool,
    /// Its bit among the mandatory fields, or 0.
    pub mandatory: u64,
}

/// Field of a name: its index plus one, and whether the name is another spelling of it.
#[derive(Debug, Clone, Copy, Default)]
struct Slot(u16);

const RESPELLED: u16 = 1 << 15;

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
            rules: Vec::new(),
            row: vec![Slot::default(); NAMES.len()],
            mandatory: 0,
        };
        for (_, field) in schema.get().all_fields() {
            layout.add(field);
        }
        layout
    }

    fn add(&mut self, field: &'static Field) {
        let slot = self.fields.len() as u16 + 1;
        let id = |name: &str| names::ALL.find(name.as_bytes());
        let Some(name) = id(field.name) else { return };
        let mut mandatory = 0;
        if field.mandatory == Some(true) && self.mandatory.count_ones() < u64::BITS {
            mandatory = 1 << self.mandatory.count_ones();
        }
        self.mandatory |= mandatory;
        let documented = matches!(field.origin, Origin::Documented | Origin::Flattened);
        self.fields.push(LayoutField { definition: field, name, type_name: field.ty.to_string() });
        self.rules.push(Rule { ty: Ty::of(field.ty), documented, mandatory });
        self.row[name.index()] = Slot(slot);
        for spelling in field.spellings.iter().filter_map(|s| id(s)) {
            if self.row[spelling.index()].0 == 0 {
                self.row[spelling.index()] = Slot(slot | RESPELLED);
            }
        }
    }

    /// Field of a name, and whether the name is another spelling of it.
    #[inline]
    pub fn field_of(&self, name: NameId) -> Option<(SlotId, bool)> {
        let Slot(slot) = self.row[name.index()];
        let index = (slot & !RESPELLED).checked_sub(1)?;
        Some((SlotId(index), slot & RESPELLED != 0))
    }

    /// Field of a key that is spelled in no known way: case and blanks are passed over.
    pub fn field_spelled_like(&self, key: &[u8]) -> Option<SlotId> {
        names::ALL.find_folded(key).iter().find_map(|&name| self.field_of(name)).map(|(slot, _)| slot)
    }

    /// What is asked of a field.
    #[inline]
    pub fn rule(&self, slot: SlotId) -> Option<&Rule> {
        self.rules.get(usize::from(slot.0))
    }

    /// Every field and what is asked of it.
    pub fn ruled_fields(&self) -> impl Iterator<Item = (&LayoutField, &Rule)> {
        self.fields.iter().zip(&self.rules)
    }

    pub fn get(&self, slot: SlotId) -> Option<&LayoutField> {
        self.fields.get(usize::from(slot.0))
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
            let mandatory = schema.all_fields().filter(|(_, f)| f.mandatory == Some(true)).count();
            assert_eq!(layout.mandatory.count_ones() as usize, mandatory, "{}", schema.name);
        }
    }
}
