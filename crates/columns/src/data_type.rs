//! Arrow's types for the types of fields.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, TimeUnit};
use trail365_schema::{Enum, SchemaId, Type, snake_case};

/// The Arrow type of a field's values.
pub(crate) fn of(ty: Type) -> DataType {
    match ty {
        Type::DateTime => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Type::I32 => DataType::Int32,
        Type::I64 => DataType::Int64,
        Type::Bool => DataType::Boolean,
        Type::Enum(id) if is_number(id.get()) => DataType::Int32,
        Type::String | Type::Guid | Type::Json | Type::Address | Type::Enum(_) => DataType::Utf8View,
        Type::Pairs => DataType::Map(Arc::new(entries()), false),
        Type::Complex(id) => DataType::Struct(members(id)),
        Type::List(item) => DataType::List(Arc::new(element(*item))),
    }
}

/// Whether the values of an enum are kept as numbers: where each member has one, unless records write names.
pub(crate) fn is_number(definition: &Enum) -> bool {
    definition.wire != Some("string") && definition.members.iter().all(|m| m.value.is_some())
}

/// The one field of a list's type.
pub(crate) fn element(item: Type) -> Field {
    Field::new("element", of(item), true)
}

/// The one field of a map's type.
fn entries() -> Field {
    Field::new("key_value", DataType::Struct(key_and_value()), false)
}

/// The fields of a map's entries.
pub(crate) fn key_and_value() -> Fields {
    let key = Field::new("key", DataType::Utf8View, false);
    let value = Field::new("value", DataType::Utf8View, true);
    Fields::from(vec![key, value])
}

/// The members of a complex type.
pub(crate) fn members(schema: SchemaId) -> Fields {
    schema.get().all_fields().map(|(_, f)| Field::new(snake_case(f.name), of(f.ty), true)).collect()
}
