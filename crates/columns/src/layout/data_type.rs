//! Arrow's types for the types of fields.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, TimeUnit};
use trail365_schema::{Enum, SchemaId, Type, snake_case};

/// Returns the Arrow type of a field's values.
pub(crate) fn arrow_type(ty: Type) -> DataType {
    match ty {
        // Delta tables hold microseconds and nothing finer.
        Type::DateTime => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Type::I32 => DataType::Int32,
        Type::I64 => DataType::Int64,
        Type::Bool => DataType::Boolean,
        Type::Enum(id) if is_number(id.get()) => DataType::Int32,
        Type::String | Type::Guid | Type::Json | Type::Address | Type::Enum(_) => DataType::Utf8View,
        Type::Pairs => DataType::Map(Arc::new(entry_field()), false),
        Type::Complex(id) => DataType::Struct(member_fields(id)),
        Type::List(item) => DataType::List(Arc::new(element_field(*item))),
    }
}

/// Reports whether the values of an enum are kept as numbers: each member has one, and records do not write names.
pub(crate) fn is_number(definition: &Enum) -> bool {
    // Where records write names, one that the schema does not know yet has no number; only text can hold it.
    definition.wire != Some("string") && definition.members.iter().all(|m| m.value.is_some())
}

/// Returns the one field of a list's type.
pub(crate) fn element_field(item: Type) -> Field {
    // The Parquet format calls it so; Arrow's own default is `item`.
    Field::new("element", arrow_type(item), true)
}

/// Returns the one field of a map's type.
fn entry_field() -> Field {
    // The Parquet format calls it so; Arrow's own default is `entries`.
    Field::new("key_value", DataType::Struct(entry_fields()), false)
}

/// Returns the fields of a map's entries.
pub(crate) fn entry_fields() -> Fields {
    let key = Field::new("key", DataType::Utf8View, false);
    let value = Field::new("value", DataType::Utf8View, true);
    Fields::from(vec![key, value])
}

/// Returns the members of a complex type.
pub(crate) fn member_fields(schema: SchemaId) -> Fields {
    schema.get().all_fields().map(|(_, f)| Field::new(snake_case(f.name), arrow_type(f.ty), true)).collect()
}
