//! Records of any type of the schema, filled by what the schema says of each field.
//!
//! Most types are rare in real tenants, and that is why readers fail on them.

use std::sync::LazyLock;

#[cfg(feature = "service")]
use trail365_schema::RECORD_TYPES;
use trail365_schema::{Field, Origin, RecordType, SCHEMAS, Schema, SchemaId, Type};

#[cfg(feature = "service")]
use crate::content_type::ContentType;
use crate::dice::Dice;
use crate::moment::{DAY, Moment};

use super::event::Scene;
use super::json::Writer;
use super::tenant::{Tenant, default_tenant_id};
use super::words;

/// Depth of values; a list below it is empty. Some types of the schema hold themselves.
const DEPTH: u32 = 4;

/// Fields that [`put_common`] puts, since their type alone does not say enough.
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
#[cfg(feature = "service")]
static TYPES: LazyLock<[Vec<&'static RecordType>; 5]> = LazyLock::new(|| {
    ContentType::ALL.map(|kind| {
        RECORD_TYPES.iter().filter(|t| t.removed.is_none() && content_type_of(t) == kind).collect()
    })
});

/// The documented fields of every schema, inherited ones too; finding them anew takes longer than writing them.
static FIELDS: LazyLock<Vec<Vec<&'static Field>>> = LazyLock::new(|| {
    let of = |schema: &'static Schema| schema.all_fields().map(|(_, field)| field);
    SCHEMAS.iter().map(|schema| of(schema).filter(|f| f.origin == Origin::Documented).collect()).collect()
});

fn documented_fields(schema: SchemaId) -> &'static [&'static Field] {
    &FIELDS[usize::from(schema.0)]
}

/// Returns the content type that carries records of a type.
///
/// Microsoft does not list this; the schema that a type stands on says it, and where that is none, its name.
#[cfg(feature = "service")]
fn content_type_of(record_type: &RecordType) -> ContentType {
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

/// Makes a record of a type of the schema, by the type's number; none if there is no such type.
///
/// It has every documented field, filled as the schema says. Another seed makes another record.
///
/// ```
/// let record = trail365_sandbox::record_of_type(15, 1).unwrap();
/// assert!(record.contains("\"RecordType\":15") && record.contains("\"LogonError\""));
/// ```
pub fn record_of_type(record_type: i32, seed: u64) -> Option<String> {
    /// 2026-03-02T08:00:00, a Monday.
    const MORNING: i64 = 1_772_438_400_000;
    let record_type = trail365_schema::record_type(record_type)?;
    let tenant = Tenant::new(default_tenant_id(seed, 0), "contoso.com", 20, seed);
    // The type is part of the seed: two types of one seed do not share their ids.
    let mut dice = Dice::new(seed ^ record_type.value as u64);
    let at = Moment(MORNING + dice.number_between(0, DAY));
    let (id, hash) = (dice.next_guid(), dice.next_number());
    let (mut scene, mut out) = (Scene::from_hash(&tenant, at, id, hash), Vec::new());
    Writer::write_object(&mut out, |w| put_record(record_type, &mut scene, w));
    String::from_utf8(out).ok()
}

/// Puts a record of some type that this content type carries.
#[cfg(feature = "service")]
pub(crate) fn put_some_record(content_type: ContentType, s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let types = &TYPES[content_type.index()];
    if !types.is_empty() {
        let record_type = *s.dice.pick_from(types);
        put_record(record_type, s, w);
    }
}

/// Puts a record of this type, with every documented field.
fn put_record(record_type: &'static RecordType, s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let fields = record_type.schema.map(documented_fields).unwrap_or_default();
    put_common(record_type, fields, s, w);
    for field in fields.iter().filter(|field| !COMMON.contains(&field.name)) {
        put_field(field, s, w, DEPTH);
    }
}

fn put_common(
    record_type: &'static RecordType,
    fields: &[&'static Field],
    s: &mut Scene<'_>,
    w: &mut Writer<'_>,
) {
    // Some schemas list their operations; a record with any other would deviate from its schema.
    let lists_values = |field: &&&Field| field.ty != Type::String || !field.values.is_empty();
    let own = fields.iter().find(|field| field.name == "Operation").filter(lists_values);
    let (tenant, person) = (s.tenant(), s.event.actor.person);
    w.put("CreationTime", s.event.at);
    w.put("Id", s.event.id);
    match own {
        Some(field) => put_field(field, s, w, DEPTH),
        None => w.put("Operation", words::pick_operation(record_type, &mut s.dice)),
    }
    w.put("OrganizationId", tenant.id.as_str());
    w.put("RecordType", record_type.value);
    w.put("UserKey", person.key.as_str());
    w.put("UserType", person.user_type);
    w.put("Workload", words::workload_of(record_type.name));
    w.put("UserId", person.upn.as_str());
    w.put("ClientIP", s.event.actor.address);
}

fn put_field(field: &'static Field, s: &mut Scene<'_>, w: &mut Writer<'_>, depth: u32) {
    match field.ty {
        Type::String if !field.values.is_empty() => w.put(field.name, *s.dice.pick_from(field.values)),
        Type::String => w.put(field.name, words::field_text(field.name, s)),
        Type::Address => w.put(field.name, s.event.actor.address),
        Type::Guid => w.put(field.name, s.dice.next_guid()),
        Type::DateTime => w.put(field.name, s.event.at),
        Type::I32 | Type::I64 => w.put(field.name, s.dice.number_between(0, 5000)),
        Type::Bool => w.put(field.name, s.dice.happens_percent(50)),
        Type::Pairs => w.put_pairs(field.name, &[("Name", words::pick_name(s)), ("State", "Enabled")]),
        // Any JSON fits; an object tells readers apart that expect a text.
        Type::Json => w.put_object(field.name, |inner| inner.put("source", "service")),
        Type::Enum(id) => match pick_enum_value(id.get(), s) {
            Ok(number) => w.put(field.name, number),
            Err(name) => w.put(field.name, name),
        },
        Type::Complex(id) => w.put_object(field.name, |inner| put_fields(id, s, inner, depth - 1)),
        Type::List(item) => w.put_list(field.name, |list| add_items(field, item, s, list, depth)),
    }
}

/// Picks a member: its number, or its name where it has none or records write names.
fn pick_enum_value(of: &'static trail365_schema::Enum, s: &mut Scene<'_>) -> Result<i32, &'static str> {
    let member = s.dice.pick_from(of.members);
    match member.value {
        Some(number) if of.wire != Some("string") => Ok(number),
        _ => Err(member.name),
    }
}

/// Puts the documented fields of an object inside a record.
fn put_fields(schema: SchemaId, s: &mut Scene<'_>, w: &mut Writer<'_>, depth: u32) {
    for field in documented_fields(schema) {
        // At the bottom an object is left out, unless the record would deviate from its schema without it.
        let deep = matches!(field.ty, Type::Complex(_)) && field.mandatory != Some(true);
        if depth > 0 || !deep {
            put_field(field, s, w, depth.max(1));
        }
    }
}

fn add_items(
    field: &'static Field,
    item: &'static Type,
    s: &mut Scene<'_>,
    list: &mut Writer<'_>,
    depth: u32,
) {
    // An empty list is always allowed: it ends types that hold lists of themselves.
    if depth <= 1 {
        return;
    }
    for _ in 0..s.dice.number_between(1, 2) {
        match *item {
            Type::String => list.add_value(words::field_text(field.name, s)),
            Type::Address => list.add_value(s.event.actor.address),
            Type::Guid => list.add_value(s.dice.next_guid()),
            Type::DateTime => list.add_value(s.event.at),
            Type::I32 | Type::I64 => list.add_value(s.dice.number_between(0, 5000)),
            Type::Bool => list.add_value(s.dice.happens_percent(50)),
            Type::Enum(id) => match pick_enum_value(id.get(), s) {
                Ok(number) => list.add_value(number),
                Err(name) => list.add_value(name),
            },
            Type::Complex(id) => list.add_object(|inner| put_fields(id, s, inner, depth - 1)),
            Type::Json => list.add_object(|inner| inner.put("source", "service")),
            // A list of lists is in no schema.
            Type::Pairs | Type::List(_) => {}
        }
    }
}
