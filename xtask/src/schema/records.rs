//! `generated/` in `crates/records/src` and its folder `parse`: enums, typed views and names; and the owned types.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::catalog::{Catalog, Type};
use super::data::{Enum, Field, Member, Schema};
use crate::files::{Files, MARK};
use crate::names::{field_ident, snake, variant_ident};

pub fn generate(catalog: &Catalog, files: &mut Files) -> Result<()> {
    let names = sorted_names(catalog);
    let dir = "crates/records/src/generated";
    files.insert("crates/records/src/parse/generated/names.rs".into(), write_names(&names)?);
    files.insert(format!("{dir}/enums.rs").into(), write_enums(catalog)?);
    files.insert(format!("{dir}/records.rs").into(), write_views(catalog, &names, true)?);
    files.insert(format!("{dir}/complex.rs").into(), write_views(catalog, &names, false)?);
    files.insert(format!("{dir}/body.rs").into(), write_body(catalog)?);
    files.insert("crates/records/src/owned/generated.rs".into(), write_owned(catalog)?);
    Ok(())
}

/// Every field name and spelling, sorted.
fn sorted_names(catalog: &Catalog) -> Vec<&str> {
    let fields = catalog.schemas.iter().flat_map(|s| &s.fields);
    let all = fields.flat_map(|f| std::iter::once(&f.name).chain(&f.spellings));
    all.map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
}

fn write_names(names: &[&str]) -> Result<String> {
    let mut out = format!("// {MARK}\n\n/// Every key of the schema, sorted.\n");
    writeln!(out, "pub(crate) static NAMES: [&str; {}] = {names:?};", names.len())?;
    Ok(out)
}

fn write_enums(catalog: &Catalog) -> Result<String> {
    let mut out = format!("// {MARK}\n//! Every enum of the schema.\n\nuse crate::value::open::Members;\n\n");
    for (index, e) in catalog.enums.iter().enumerate() {
        out.push_str(&write_enum(index, e)?);
    }
    Ok(out)
}

fn write_enum(index: usize, e: &Enum) -> Result<String> {
    let mut out = format!(
        "/// {}\n#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]\n",
        escape_doc(&e.meaning)
    );
    writeln!(out, "#[non_exhaustive]\npub enum {} {{", e.name)?;
    for m in &e.members {
        writeln!(out, "/// {}\n{},", describe_member(m), variant_ident(m.ident()))?;
    }
    writeln!(out, "}}\n\nimpl {} {{", e.name)?;
    let all: Vec<_> = e.members.iter().map(|m| format!("Self::{}", variant_ident(m.ident()))).collect();
    writeln!(
        out,
        "/// Every member, in the order of the documentation.\npub const ALL: &'static [Self] = &[{}];\n",
        all.join(", ")
    )?;
    writeln!(
        out,
        "fn definition() -> &'static trail365_schema::Enum {{ &trail365_schema::ENUMS[{index}] }}\n}}\n"
    )?;
    writeln!(out, "members!({});\n", e.name)?;
    Ok(out)
}

fn describe_member(m: &Member) -> String {
    let value = m.value.map_or(String::new(), |v| format!("{v}: "));
    let name = if m.name() == m.ident() { String::new() } else { format!(" Written `{}`.", m.name()) };
    format!("{value}{}{name}", escape_doc(&m.meaning))
}

fn write_views(catalog: &Catalog, names: &[&str], records: bool) -> Result<String> {
    let mut out = format!(
        "// {MARK}\n//! Views of the {}.\n",
        if records { "record schemas" } else { "complex types" }
    );
    out.push_str("\nuse std::borrow::Cow;\n\n");
    let uses = if records { "use super::complex::*;\n" } else { "" };
    out.push_str(uses);
    out.push_str("use super::enums;\nuse crate::scalar::address::Address;\nuse crate::scalar::guid::Guid;\nuse crate::scalar::time::Timestamp;\nuse crate::value::json::Json;\nuse crate::value::object::{Object, View};\nuse crate::value::open::Open;\nuse crate::value::pairs::Pairs;\nuse crate::value::read::{FromJson, List};\nuse trail365_schema::SchemaId;\n\n");
    for (index, s) in catalog.schemas.iter().enumerate().filter(|(_, s)| s.is_record == records) {
        out.push_str(&write_view(catalog, names, index, s).with_context(|| s.name.clone())?);
    }
    Ok(out)
}

fn write_view(catalog: &Catalog, names: &[&str], index: usize, s: &Schema) -> Result<String> {
    let mut out = format!("/// {}\n///\n/// ", escape_doc(&s.meaning));
    let source = match (&s.origin, &s.extends) {
        (Some(_), _) => "Undocumented; known from real records.".to_owned(),
        (None, Some(parent)) => {
            format!("Source: {}. Has the fields of [`{parent}`] too.", escape_doc(&s.source))
        }
        (None, None) => format!("Source: {}.", escape_doc(&s.source)),
    };
    writeln!(out, "{source}")?;
    // A schema dereferences to the one that it extends, so its accessors are those of both.
    let parent = s.extends.as_deref().unwrap_or("Object");
    writeln!(out, "#[derive(Clone, Copy)]\npub struct {}<'a>({parent}<'a>);\n", s.name)?;
    writeln!(out, "impl<'a> {}<'a> {{", s.name)?;
    for field in &s.fields {
        out.push_str(&write_accessor(catalog, names, field).with_context(|| field.name.clone())?);
    }
    let kind = if s.extends.is_some() { "child" } else { "root" };
    writeln!(out, "}}\n\nview!({kind} {}, {parent}, {index});\n", s.name)?;
    Ok(out)
}

/// The owned types: a setter for each field, inherited ones included.
fn write_owned(catalog: &Catalog) -> Result<String> {
    let mut out = format!("// {MARK}\n//! The type of each schema.\n\nuse std::borrow::Cow;\n\n");
    out.push_str("use trail365_schema::SchemaId;\n\nuse super::object::{Made, OwnedObject};\nuse super::put::Put;\nuse crate::error::Error;\nuse crate::generated::{enums, schema};\nuse crate::scalar::address::Address;\nuse crate::scalar::guid::Guid;\nuse crate::scalar::time::Timestamp;\nuse crate::value::json::Json;\nuse crate::value::object::View;\nuse crate::value::open::Open;\nuse crate::value::pairs::Pairs;\nuse crate::value::read::List;\n\n");
    for (index, s) in catalog.schemas.iter().enumerate() {
        writeln!(out, "made! {{\n    /// {}\n    {} = {index};", escape_doc(&s.meaning), s.name)?;
        for (owner, field) in catalog.all_fields(index) {
            out.push_str(&write_setters(catalog, field, owner.name == s.name)?);
        }
        out.push_str("}\n\n");
    }
    Ok(out)
}

/// The line of a field's setters. The meaning stands with the schema that defines the field.
fn write_setters(catalog: &Catalog, f: &Field, is_own: bool) -> Result<String> {
    let ty = owned_type(catalog, &catalog.ty(&f.ty)?);
    let doc = if is_own { describe_field(f) } else { format!("Sets `{}`.", f.name) };
    let name = snake(&f.name);
    Ok(format!("    /// {doc}\n    with_{name} set_{name}: {ty} = {:?};\n", f.name))
}

/// The type that a field is read as, of no particular record.
fn owned_type(catalog: &Catalog, ty: &Type) -> String {
    match ty {
        Type::Complex(i) => format!("schema::{}<'static>", catalog.schemas[*i].name),
        Type::List(item) => format!("List<'static, {}>", owned_type(catalog, item)),
        other => rust_type(catalog, other).replace("<'a", "<'static"),
    }
}

fn write_accessor(catalog: &Catalog, names: &[&str], f: &Field) -> Result<String> {
    // By number: reading a field is then an index into a table, not a comparison of texts.
    let name = names.binary_search(&f.name.as_str()).ok().context("name is not in the table")?;
    let ty = rust_type(catalog, &catalog.ty(&f.ty)?);
    Ok(format!(
        "/// {}\npub fn {}(&self) -> Option<{ty}> {{ self.as_object().read({name}) }}\n\n",
        describe_field(f),
        field_ident(&f.name)
    ))
}

fn describe_field(f: &Field) -> String {
    let mut text = format!("`{}`: {}", f.name, escape_doc(&f.meaning));
    if f.mandatory == Some(true) {
        text.push_str(" Mandatory.");
    }
    match f.origin.as_deref() {
        Some("observed") => text.push_str(" Undocumented; real records carry it."),
        Some("former") => text.push_str(" Of an earlier schema."),
        Some("flattened") => text.push_str(" Documented here, nested in samples."),
        _ => {}
    }
    if !f.spellings.is_empty() {
        text.extend([" Also spelled `", &f.spellings.join("`, `"), "`."]);
    }
    text
}

fn rust_type(catalog: &Catalog, ty: &Type) -> String {
    match ty {
        Type::String => "Cow<'a, str>".into(),
        Type::Address => "Address<'a>".into(),
        Type::Guid => "Guid".into(),
        Type::DateTime => "Timestamp".into(),
        Type::I32 => "i32".into(),
        Type::I64 => "i64".into(),
        Type::Bool => "bool".into(),
        Type::Pairs => "Pairs<'a>".into(),
        Type::Json => "Json<'a>".into(),
        Type::Enum(i) => format!("Open<'a, enums::{}>", catalog.enums[*i].name),
        Type::Complex(i) => format!("{}<'a>", catalog.schemas[*i].name),
        Type::List(item) => format!("List<'a, {}>", rust_type(catalog, item)),
    }
}

fn write_body(catalog: &Catalog) -> Result<String> {
    let records: Vec<_> = catalog.schemas.iter().enumerate().filter(|(_, s)| s.is_record).collect();
    let mut out =
        format!("// {MARK}\n\nuse super::records::*;\nuse crate::value::object::{{Object, View}};\n\n");
    out.push_str("/// A record as its type's schema describes it; [`Body::Common`] for types without a schema of their own.\n");
    out.push_str("#[derive(Debug, Clone, Copy)]\n#[non_exhaustive]\npub enum Body<'a> {\n");
    for (_, s) in &records {
        writeln!(out, "/// {}\n{name}({name}<'a>),", escape_doc(&s.meaning), name = s.name)?;
    }
    out.push_str("}\n\nimpl<'a> Body<'a> {\n/// The view that the object's schema calls for.\npub(crate) fn of(object: Object<'a>) -> Self {\n");
    out.push_str("match object.schema_id().0 {\n");
    for (index, s) in records.iter().filter(|(_, s)| s.name != "Common") {
        writeln!(out, "{index} => Body::{name}({name}::from_object(object)),", name = s.name)?;
    }
    out.push_str("_ => Body::Common(Common::from_object(object)),\n}\n}\n}\n");
    Ok(out)
}

/// Text for a doc comment: what Markdown would take for a link or tag is escaped.
fn escape_doc(text: &str) -> String {
    text.replace('<', "\\<").replace('[', "\\[").replace(']', "\\]")
}
