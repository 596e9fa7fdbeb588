//! What uses what: fields that hold a type, records that a field can be in, record types that carry it.

use std::ptr;

use trail365_schema::{Enum, Kind, RECORD_TYPES, RecordType, SCHEMAS, Schema, Type};

use super::path::Place;

/// Schema that gives a record type its fields; where none is known, the common fields.
pub fn schema_of(record_type: &RecordType) -> Option<&'static Schema> {
    let common = || SCHEMAS.iter().find(|schema| schema.name == "Common");
    record_type.schema.map_or_else(common, |id| Some(id.get()))
}

/// Complex type of the values, or of a list's items.
pub fn complex_of(ty: Type) -> Option<&'static Schema> {
    match ty {
        Type::Complex(id) => Some(id.get()),
        Type::List(item) => complex_of(*item),
        _ => None,
    }
}

/// Enum of the values, or of a list's items.
pub fn enum_of(ty: Type) -> Option<&'static Enum> {
    match ty {
        Type::Enum(id) => Some(id.get()),
        Type::List(item) => enum_of(*item),
        _ => None,
    }
}

/// The fields of all schemas, each where it is defined.
pub fn all_places() -> impl Iterator<Item = Place> {
    SCHEMAS.iter().flat_map(|schema| schema.fields.iter().map(move |field| Place { schema, field }))
}

/// The fields that hold the complex type.
pub fn holders(complex: &'static Schema) -> impl Iterator<Item = Place> {
    all_places().filter(move |place| complex_of(place.field.ty).is_some_and(|held| ptr::eq(held, complex)))
}

/// The fields whose values are of the enum.
pub fn users(enumeration: &'static Enum) -> impl Iterator<Item = Place> {
    all_places().filter(move |place| enum_of(place.field.ty).is_some_and(|used| ptr::eq(used, enumeration)))
}

/// A way from the top of a record down to a field.
pub struct Route {
    /// The field of the record that it begins with.
    pub top: Place,
    /// Keys from the top to the field, joined by dots.
    pub path: String,
}

/// Every way from the top of a record down to a field.
pub fn routes(place: Place) -> Vec<Route> {
    let mut found = Vec::new();
    climb(place, place.field.name.to_owned(), &mut Vec::new(), &mut found);
    found
}

fn climb(place: Place, path: String, passed: &mut Vec<&'static Schema>, found: &mut Vec<Route>) {
    if place.schema.kind == Kind::Record {
        found.push(Route { top: place, path });
        return;
    }
    // A complex type may hold itself; once round is enough.
    if passed.iter().any(|schema| ptr::eq(*schema, place.schema)) {
        return;
    }
    passed.push(place.schema);
    for holder in holders(place.schema) {
        climb(holder, format!("{}.{path}", holder.field.name), passed, found);
    }
    passed.pop();
}

/// Whether records of the type have exactly this field at their top: their schema defines it, or inherits it unchanged.
pub fn carries(record_type: &RecordType, top: Place) -> bool {
    let definer = schema_of(record_type)
        .and_then(|schema| schema.lineage().find(|schema| schema.field(top.field.name).is_some()));
    definer.is_some_and(|schema| ptr::eq(schema, top.schema))
}

/// The record types whose records are of the schema or of one that extends it, or that hold the complex type.
pub fn record_types_with(schema: &'static Schema) -> Vec<&'static RecordType> {
    let tops: Vec<Place> = holders(schema).flat_map(routes).map(|route| route.top).collect();
    let has = |t: &&RecordType| {
        let lineage = schema_of(t).into_iter().flat_map(Schema::lineage);
        lineage.into_iter().any(|s| ptr::eq(s, schema)) || tops.iter().any(|&top| carries(t, top))
    };
    RECORD_TYPES.iter().filter(has).collect()
}
