//! Records of any type of the schema, filled by what the schema says of each field.

use std::sync::LazyLock;

use trail365_schema::{Field, Origin, RECORD_TYPES, RecordType, SCHEMAS, Schema, SchemaId, Type};

use crate::content_type::ContentType;

use super::json::Writer;
use super::scene::Scene;
use super::words;

/// How deep values go; a list of what lies deeper is empty.
const DEPTH: u32 = 4;

/// Fields that a record has from [`Scene::common`], and those that need more than their type says.
const COMMON: [&str; 11] = [
    "CreationTime",
    "Id",
    "Operation",
    "OrganizationId",
    "RecordType",
    "UserKey",
    "UserType",
    "Version",
    "Workload",
    "UserId",
    "ClientIP",
];

/// Record types in use, by the content type that carries them.
static TYPES: LazyLock<[Vec<&'static RecordType>; 5]> = LazyLock::new(|| {
    ContentType::ALL
        .map(|kind| RECORD_TYPES.iter().filter(|t| t.removed.is_none() && content_type(t) == kind).collect())
});

/// The documented fields of every schema, inherited ones too; looking for them takes longer than writing them.
static FIELDS: LazyLock<Vec<Vec<&'static Field>>> = LazyLock::new(|| {
    let of = |schema: &'static Schema| schema.all_fields().map(|(_, field)| field);
    SCHEMAS.iter().map(|schema| of(schema).filter(|f| f.origin == Origin::Documented).collect()).collect()
});

fn documented(schema: SchemaId) -> &'static [&'static Field] {
    &FIELDS[usize::from(schema.0)]
}

/// The content type that carries records of a type.
pub(crate) fn content_type(record_type: &RecordType) -> ContentType {
    let lineage = |name: &str| {
        record_type.schema.is_some_and(|schema| schema.get().lineage().any(|of| of.name.starts_with(name)))
    };
    if record_type.name.contains("DLP") || lineage("DLP") {
        ContentType::Dlp
    } else if lineage("AzureActiveDirectory") || record_type.name.starts_with("AzureActiveDirectory") {
        ContentType::AzureActiveDirectory
    } else if lineage("Exchange") || record_type.name.starts_with("Exchange") {
        ContentType::Exchange
    } else if lineage("SharePoint") || record_type.name.starts_with("SharePoint") {
        ContentType::SharePoint
    } else {
        ContentType::General
    }
}

/// A record of some type that this content type carries.
pub(crate) fn some(content_type: ContentType, s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let types = &TYPES[content_type.index()];
    if !types.is_empty() {
        let record_type = *s.dice.pick(types);
        record(record_type, s, w);
    }
}

/// A record of this type, with every documented field.
pub(crate) fn record(record_type: &'static RecordType, s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let fields = record_type.schema.map(documented).unwrap_or_default();
    common(record_type, fields, s, w);
    for field in fields.iter().filter(|field| !COMMON.contains(&field.name)) {
        member(field, s, w, DEPTH);
    }
}

fn common(record_type: &RecordType, fields: &[&'static Field], s: &mut Scene<'_>, w: &mut Writer<'_>) {
    // Some schemas say which operations there are.
    let says = |field: &&&Field| field.ty != Type::String || !field.values.is_empty();
    let own = fields.iter().find(|field| field.name == "Operation").filter(says);
    let person = s.actor.person;
    w.put("CreationTime", s.at);
    w.put("Id", s.id);
    match own {
        Some(field) => member(field, s, w, DEPTH),
        None => w.put("Operation", words::operation(record_type.name, &mut s.dice)),
    }
    w.put("OrganizationId", s.tenant.id.as_str());
    w.put("RecordType", record_type.value);
    w.put("UserKey", person.key.as_str());
    w.put("UserType", person.user_type);
    w.put("Workload", words::workload(record_type.name));
    w.put("UserId", person.upn.as_str());
    w.put("ClientIP", s.actor.address);
}

fn member(field: &'static Field, s: &mut Scene<'_>, w: &mut Writer<'_>, depth: u32) {
    match field.ty {
        Type::String if !field.values.is_empty() => w.put(field.name, *s.dice.pick(field.values)),
        Type::String => w.put(field.name, words::text(field.name, s)),
        Type::Address => w.put(field.name, s.actor.address),
        Type::Guid => w.put(field.name, s.dice.guid()),
        Type::DateTime => w.put(field.name, s.at),
        Type::I32 | Type::I64 => w.put(field.name, s.dice.between(0, 5000)),
        Type::Bool => w.put(field.name, s.dice.chance(50)),
        Type::Pairs => w.pairs(field.name, &[("Name", words::name(s)), ("State", "Enabled")]),
        Type::Json => w.object(field.name, |inner| inner.put("source", "service")),
        Type::Enum(id) => match enum_value(id.get(), s) {
            Ok(number) => w.put(field.name, number),
            Err(name) => w.put(field.name, name),
        },
        Type::Complex(id) => w.object(field.name, |inner| fill(id, s, inner, depth - 1)),
        Type::List(item) => w.list(field.name, |list| items(field, item, s, list, depth)),
    }
}

/// The number of some member, or its name where it has none or records write names.
fn enum_value(of: &'static trail365_schema::Enum, s: &mut Scene<'_>) -> Result<i32, &'static str> {
    let member = s.dice.pick(of.members);
    match member.value {
        Some(number) if of.wire != Some("string") => Ok(number),
        _ => Err(member.name),
    }
}

/// The documented fields of an object inside a record.
fn fill(schema: SchemaId, s: &mut Scene<'_>, w: &mut Writer<'_>, depth: u32) {
    for field in documented(schema) {
        let deep = matches!(field.ty, Type::Complex(_)) && field.mandatory != Some(true);
        if depth > 0 || !deep {
            member(field, s, w, depth.max(1));
        }
    }
}

fn items(field: &'static Field, item: &'static Type, s: &mut Scene<'_>, list: &mut Writer<'_>, depth: u32) {
    if depth <= 1 {
        return;
    }
    for _ in 0..s.dice.between(1, 2) {
        match *item {
            Type::String => list.value(words::text(field.name, s)),
            Type::Address => list.value(s.actor.address),
            Type::Guid => list.value(s.dice.guid()),
            Type::DateTime => list.value(s.at),
            Type::I32 | Type::I64 => list.value(s.dice.between(0, 5000)),
            Type::Bool => list.value(s.dice.chance(50)),
            Type::Enum(id) => match enum_value(id.get(), s) {
                Ok(number) => list.value(number),
                Err(name) => list.value(name),
            },
            Type::Complex(id) => list.item(|inner| fill(id, s, inner, depth - 1)),
            Type::Json => list.item(|inner| inner.put("source", "service")),
            // A list of lists is in no schema.
            Type::Pairs | Type::List(_) => {}
        }
    }
}
