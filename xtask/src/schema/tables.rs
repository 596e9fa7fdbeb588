//! `crates/schema/src/generated/`: the schema data as static tables.

use std::fmt::Write as _;

use anyhow::Result;

use super::catalog::{Catalog, Type};
use super::data::{Enum, Field, Member, RecordType, Schema};
use crate::files::{Files, MARK};

pub fn generate(catalog: &Catalog, files: &mut Files) -> Result<()> {
    let dir = "crates/schema/src/generated";
    files.insert(format!("{dir}/record_types.rs").into(), write_record_types(catalog)?);
    files.insert(format!("{dir}/schemas.rs").into(), write_schemas(catalog)?);
    files.insert(format!("{dir}/enums.rs").into(), write_enums(catalog)?);
    files.insert(format!("{dir}/columns.rs").into(), write_columns(catalog)?);
    files.insert(format!("{dir}/tables.rs").into(), write_tables(catalog)?);
    Ok(())
}

fn write_record_types(catalog: &Catalog) -> Result<String> {
    let mut out = format!("// {MARK}\nuse crate::{{Evidence, RecordType, SchemaId, Source}};\n\n");
    let s = &catalog.types.source;
    writeln!(
        out,
        "/// The documentation that the data was read from.\npub static SOURCE: Source = Source {{ repository: {:?}, document: {:?}, commit: {:?}, date: {:?} }};\n",
        s.repository, s.document, s.commit, s.date
    )?;
    let types = &catalog.types.all;
    writeln!(out, "/// Every record type, in order of its number; removed ones included.")?;
    writeln!(out, "pub static RECORD_TYPES: [RecordType; {}] = [", types.len())?;
    for t in types {
        out.push_str(&write_record_type(catalog, t));
    }
    writeln!(out, "];\n\n/// Operations that the documentation lists for `SharePoint` and `OneDrive`.")?;
    let operations = &catalog.types.sharepoint_operations;
    writeln!(out, "pub static SHAREPOINT_OPERATIONS: [&str; {}] = {operations:?};\n", operations.len())?;
    let contents = &catalog.types.content_types;
    writeln!(out, "/// Content types of the Management Activity API.")?;
    writeln!(out, "pub static CONTENT_TYPES: [&str; {}] = {contents:?};", contents.len())?;
    Ok(out)
}

fn write_record_type(catalog: &Catalog, t: &RecordType) -> String {
    let schema = t.schema.as_deref().and_then(|name| catalog.schema(name));
    let evidence = match t.schema_from.as_deref() {
        Some("name") => "Name",
        Some("stated") => "Stated",
        Some("inferred") => "Inferred",
        Some(_) => "Observed",
        None => "None",
    };
    format!(
        "RecordType {{ value: {}, name: {:?}, graph: {:?}, graph_derived: {}, former: &{:?}, schema: {}, schema_from: Evidence::{evidence}, removed: {:?}, meaning: {:?} }},\n",
        t.value,
        t.name,
        t.graph,
        t.graph_derived,
        t.former,
        schema.map_or("None".into(), |i| format!("Some(SchemaId({i}))")),
        t.removed,
        t.meaning
    )
}

fn write_schemas(catalog: &Catalog) -> Result<String> {
    let mut out =
        format!("// {MARK}\nuse crate::{{EnumId, Field, Origin, Schema, SchemaId, SchemaKind, Type}};\n\n");
    writeln!(out, "/// Every schema, in order of name.")?;
    writeln!(out, "pub static SCHEMAS: [Schema; {}] = [", catalog.schemas.len())?;
    for s in &catalog.schemas {
        out.push_str(&write_schema(catalog, s)?);
    }
    out.push_str("];\n");
    Ok(out)
}

fn write_schema(catalog: &Catalog, s: &Schema) -> Result<String> {
    let extends = s.extends.as_deref().and_then(|name| catalog.schema(name));
    let fields: String = s.fields.iter().map(|f| write_field(catalog, f)).collect::<Result<_>>()?;
    Ok(format!(
        "Schema {{ name: {:?}, kind: SchemaKind::{}, extends: {}, documented_extends: {:?}, origin: Origin::{}, source: {:?}, meaning: {:?}, fields: &[{fields}] }},\n",
        s.name,
        if s.is_record { "Record" } else { "Complex" },
        extends.map_or("None".into(), |i| format!("Some(SchemaId({i}))")),
        s.documented_extends,
        origin_name(s.origin.as_deref()),
        s.source,
        s.meaning,
    ))
}

fn write_field(catalog: &Catalog, f: &Field) -> Result<String> {
    // Values that are an enum's members stand in the enum's file alone, so the two cannot differ.
    let values = f.values_of.as_deref().and_then(|name| catalog.enumeration(name)).map_or_else(
        || f.values.clone(),
        |i| catalog.enums[i].members.iter().map(|m| m.name().to_owned()).collect(),
    );
    Ok(format!(
        "Field {{ name: {:?}, ty: {}, mandatory: {:?}, origin: Origin::{}, spellings: &{:?}, values: &{values:?}, pii: {}, path: {:?}, source: {:?}, quirk: {:?}, meaning: {:?} }},",
        f.name,
        type_literal(&catalog.ty(&f.ty)?),
        f.mandatory,
        origin_name(f.origin.as_deref()),
        f.spellings,
        f.pii,
        f.path,
        f.source,
        f.quirk,
        f.meaning,
    ))
}

fn type_literal(ty: &Type) -> String {
    match ty {
        Type::Enum(i) => format!("Type::Enum(EnumId({i}))"),
        Type::Complex(i) => format!("Type::Complex(SchemaId({i}))"),
        Type::List(item) => format!("Type::List(&{})", type_literal(item)),
        plain => format!("Type::{plain:?}"),
    }
}

fn write_columns(catalog: &Catalog) -> Result<String> {
    let all = super::columns::make_columns(catalog)?;
    let mut out = format!("// {MARK}\nuse crate::{{Column, EnumId, SchemaId, Type}};\n\n");
    writeln!(out, "/// Every column of `activity`: the common fields first, then the others by name.")?;
    writeln!(out, "pub static COLUMNS: [Column; {}] = [", all.len())?;
    for c in &all {
        let field = |(schema, name): &(usize, String)| format!("(SchemaId({schema}), {name:?})");
        let fields = c.fields.iter().map(field).collect::<Vec<_>>().join(", ");
        writeln!(
            out,
            "Column {{ name: {:?}, ty: {}, port: {:?}, fields: &[{fields}] }},",
            c.name,
            type_literal(&c.ty),
            c.port()
        )?;
    }
    out.push_str("];\n");
    Ok(out)
}

fn write_tables(catalog: &Catalog) -> Result<String> {
    let mut out = format!("// {MARK}\nuse crate::{{Table, TableColumn}};\n\n");
    writeln!(out, "/// The tables of a lake, with the columns that no field of a record stands behind.")?;
    writeln!(out, "pub static TABLES: [Table; {}] = [", catalog.tables.len())?;
    for table in &catalog.tables {
        writeln!(out, "Table {{ name: {:?}, meaning: {:?}, columns: &[", table.name, table.meaning)?;
        for c in &table.columns {
            let (name, meaning, is_virtual) = (&c.name, &c.meaning, c.is_virtual);
            writeln!(
                out,
                "TableColumn {{ name: {name:?}, meaning: {meaning:?}, is_virtual: {is_virtual} }},"
            )?;
        }
        writeln!(out, "] }},")?;
    }
    out.push_str("];\n");
    Ok(out)
}

fn origin_name(origin: Option<&str>) -> &'static str {
    match origin {
        Some("observed") => "Observed",
        Some("former") => "Former",
        Some("flattened") => "Flattened",
        _ => "Documented",
    }
}

fn write_enums(catalog: &Catalog) -> Result<String> {
    let mut out = format!("// {MARK}\nuse crate::{{Enum, Member, Origin}};\n\n");
    writeln!(out, "/// Every enum, in order of name.")?;
    writeln!(out, "pub static ENUMS: [Enum; {}] = [", catalog.enums.len())?;
    for e in &catalog.enums {
        out.push_str(&write_enum(e));
    }
    out.push_str("];\n");
    Ok(out)
}

fn write_enum(e: &Enum) -> String {
    let members: String = e.members.iter().map(write_member).collect();
    format!(
        "Enum {{ name: {:?}, source: {:?}, wire: {:?}, numbers: Origin::{}, meaning: {:?}, members: &[{members}] }},\n",
        e.name,
        e.source,
        e.wire,
        origin_name(e.numbers.as_deref()),
        e.meaning
    )
}

fn write_member(m: &Member) -> String {
    format!(
        "Member {{ value: {:?}, name: {:?}, ident: {:?}, meaning: {:?} }},",
        m.value,
        m.name(),
        m.ident(),
        m.meaning
    )
}
