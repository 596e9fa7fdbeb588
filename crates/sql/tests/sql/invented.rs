//! A record of each type with a value in every field, made from the schema.

use trail365_schema::{RECORD_TYPES, RecordType, Schema, Type, schema_named};

/// Levels of objects in objects.
const DEPTH: usize = 3;

/// A record of each type.
pub fn one_of_each() -> Vec<String> {
    RECORD_TYPES.iter().map(record).collect()
}

fn record(t: &RecordType) -> String {
    let schema = t.schema.map_or_else(|| schema_named("Common").unwrap().1, |id| id.get());
    let fields = schema.all_fields().map(|(_, field)| match field.name {
        "RecordType" => format!("\"RecordType\":{}", t.value),
        name => format!("{name:?}:{}", value(name, field.ty, DEPTH)),
    });
    format!("{{{},\"Novel\":{{\"a\":[1]}}}}", fields.collect::<Vec<_>>().join(","))
}

fn value(name: &str, ty: Type, depth: usize) -> String {
    match ty {
        Type::String => format!("\"{name} of {depth}\""),
        Type::Address => "\"203.0.113.7:443\"".into(),
        Type::Guid => "\"81adeb4a-f002-4565-bfe5-4c0cc6bc7002\"".into(),
        Type::DateTime => "\"2026-01-02T03:04:05\"".into(),
        Type::I32 => "7".into(),
        Type::I64 => "5000000000".into(),
        Type::Bool => "true".into(),
        Type::Pairs => "[{\"Name\":\"ForwardTo\",\"Value\":\"x@example.net\"}]".into(),
        Type::Json => "{\"x\":[1,null]}".into(),
        Type::Enum(id) => match (id.get().wire, id.get().members[0].value) {
            (Some("string"), _) | (_, None) => format!("{:?}", id.get().members[0].name),
            (_, Some(number)) => number.to_string(),
        },
        Type::Complex(id) if depth > 0 => object(id.get(), depth - 1),
        Type::Complex(_) => "{}".into(),
        Type::List(item) => format!("[{}]", value(name, *item, depth)),
    }
}

fn object(schema: &'static Schema, depth: usize) -> String {
    let fields = schema.all_fields().map(|(_, f)| format!("{:?}:{}", f.name, value(f.name, f.ty, depth)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}
