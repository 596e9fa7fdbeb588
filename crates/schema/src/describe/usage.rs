//! Fields that hold a type, records that a field can be in, record types that carry it.

use std::ptr;

use super::path::FieldPlace;
use crate::find::{column_of, schema_named};
use crate::generated::{COLUMNS, RECORD_TYPES, SCHEMAS};
use crate::model::{Column, Enum, RecordType, Schema, SchemaId, SchemaKind};
use crate::snake::snake_case;

/// Returns the fields of all schemas, each with the schema that defines it.
pub fn field_places() -> impl Iterator<Item = FieldPlace> {
    SCHEMAS.iter().flat_map(|schema| schema.fields.iter().map(move |field| FieldPlace { schema, field }))
}

/// Returns the fields that hold the complex type.
pub fn fields_holding(complex: &'static Schema) -> impl Iterator<Item = FieldPlace> {
    field_places()
        // By address: the tables are static, and equality by value would walk all fields of both schemas.
        .filter(move |place| place.field.ty.complex_type().is_some_and(|held| ptr::eq(held, complex)))
}

/// Returns the fields whose values are of the enum.
pub fn fields_with_enum(enumeration: &'static Enum) -> impl Iterator<Item = FieldPlace> {
    field_places()
        .filter(move |place| place.field.ty.enum_type().is_some_and(|used| ptr::eq(used, enumeration)))
}

/// A way from the top of a record down to a field.
pub struct Route {
    /// The field of the record that it begins with.
    pub top: FieldPlace,
    /// Keys from the top to the field, joined by dots.
    pub path: String,
}

/// Returns every way from the top of a record down to a field.
pub fn routes_to(place: FieldPlace) -> Vec<Route> {
    let mut found = Vec::new();
    climb_to_records(place, place.field.name.to_owned(), &mut Vec::new(), &mut found);
    found
}

fn climb_to_records(
    place: FieldPlace,
    path: String,
    passed: &mut Vec<&'static Schema>,
    found: &mut Vec<Route>,
) {
    if place.schema.kind == SchemaKind::Record {
        found.push(Route { top: place, path });
        return;
    }
    // A complex type may hold itself; one round is enough.
    if passed.iter().any(|schema| ptr::eq(*schema, place.schema)) {
        return;
    }
    passed.push(place.schema);
    for holder in fields_holding(place.schema) {
        climb_to_records(holder, format!("{}.{path}", holder.field.name), passed, found);
    }
    // Only the way up counts: another one may lead through the same type.
    passed.pop();
}

/// Reports whether records of the type have exactly this field at their top: their schema defines it, or inherits it
/// unchanged.
pub fn has_at_top(record_type: &RecordType, top: FieldPlace) -> bool {
    // The nearest schema with the key defines it; a field that it inherits under this name is hidden.
    let definer = record_type
        .schema_or_common()
        .and_then(|schema| schema.lineage().find(|schema| schema.field(top.field.name).is_some()));
    definer.is_some_and(|schema| ptr::eq(schema, top.schema))
}

/// Returns the column of `activity` that holds the field at a place at the top of records.
pub fn column_at(top: FieldPlace) -> Option<&'static Column> {
    let (owner, _) = schema_named(top.schema.name)?;
    column_of(owner, top.field.name)
}

/// Returns the columns whose objects have a member with this name in snake case, or whose list's objects do.
///
/// ```
/// let columns = trail365_schema::describe::columns_with_member("folder_items");
/// assert!(columns.iter().any(|column| column.name == "aggregated_folders"));
/// ```
pub fn columns_with_member(member: &str) -> Vec<&'static Column> {
    let has = |column: &&Column| {
        let members = column.ty.complex_type().into_iter().flat_map(Schema::all_fields);
        members.into_iter().any(|(_, field)| snake_case(field.name) == member)
    };
    COLUMNS.iter().filter(has).collect()
}

/// Returns the record types whose records have a value in the column by their own schema.
pub fn record_types_in_column(column: &'static Column) -> Vec<&'static RecordType> {
    let place = |(schema, name): &(SchemaId, &'static str)| {
        let schema = schema.get();
        schema.fields.iter().find(|field| field.name == *name).map(|field| FieldPlace { schema, field })
    };
    let tops: Vec<_> = column.fields.iter().filter_map(place).collect();
    RECORD_TYPES.iter().filter(|t| tops.iter().any(|&top| has_at_top(t, top))).collect()
}

/// Returns the record types whose records are of the schema or of one that extends it, or that hold the complex type.
pub fn record_types_with(schema: &'static Schema) -> Vec<&'static RecordType> {
    let tops: Vec<FieldPlace> = fields_holding(schema).flat_map(routes_to).map(|route| route.top).collect();
    let has = |t: &&RecordType| {
        let lineage = t.schema_or_common().into_iter().flat_map(Schema::lineage);
        lineage.into_iter().any(|s| ptr::eq(s, schema)) || tops.iter().any(|&top| has_at_top(t, top))
    };
    RECORD_TYPES.iter().filter(has).collect()
}
