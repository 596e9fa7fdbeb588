//! Look-ups by number and name.

use crate::{ENUMS, Enum, RECORD_TYPES, RecordType, SCHEMAS, Schema, SchemaId};

/// Record type with this number, removed ones included.
pub fn record_type(value: i32) -> Option<&'static RecordType> {
    RECORD_TYPES.binary_search_by_key(&value, |t| t.value).ok().map(|i| &RECORD_TYPES[i])
}

/// Record type with this name, Graph name or former name; a difference in case is passed over.
pub fn record_type_named(name: &str) -> Option<&'static RecordType> {
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    RECORD_TYPES
        .iter()
        .find(|t| is(t.name))
        .or_else(|| RECORD_TYPES.iter().find(|t| is(t.graph) || t.former.iter().any(|f| is(f))))
}

/// Schema with this name; a difference in case is passed over.
pub fn schema_named(name: &str) -> Option<(SchemaId, &'static Schema)> {
    let index = SCHEMAS.iter().position(|s| s.name.eq_ignore_ascii_case(name))?;
    Some((SchemaId(u16::try_from(index).ok()?), &SCHEMAS[index]))
}

/// Enum with this name; a difference in case is passed over.
pub fn enum_named(name: &str) -> Option<&'static Enum> {
    ENUMS.iter().find(|e| e.name.eq_ignore_ascii_case(name))
}
