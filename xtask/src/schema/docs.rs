//! `docs/reference/`: every record type, schema and enum for a person to read.

use std::fmt::Write as _;

use anyhow::Result;

use super::catalog::Catalog;
use super::data::{Enum, Field, RecordType, Schema};
use crate::files::{Files, MARK};

pub fn generate(catalog: &Catalog, files: &mut Files) -> Result<()> {
    let dir = "docs/reference";
    files.insert(format!("{dir}/README.md").into(), write_index(catalog)?);
    files.insert(format!("{dir}/record-types.md").into(), write_record_types(catalog)?);
    for (index, s) in catalog.schemas.iter().enumerate() {
        let folder = if s.is_record { "records" } else { "complex" };
        files.insert(format!("{dir}/{folder}/{}.md", s.name).into(), write_schema(catalog, index)?);
    }
    files.insert(format!("{dir}/enums.md").into(), write_enums(catalog)?);
    Ok(())
}

fn write_index(catalog: &Catalog) -> Result<String> {
    let records = catalog.schemas.iter().filter(|s| s.is_record);
    let complex = catalog.schemas.iter().filter(|s| !s.is_record);
    let source = &catalog.types.source;
    let mut out = format!("<!-- {MARK} -->\n# Reference\n\n");
    writeln!(
        out,
        "Facts from `{}`, `{}` as of {}; meanings in our own words.\n",
        source.repository, source.document, source.date
    )?;
    writeln!(
        out,
        "- [Record types](record-types.md): {}\n- [Enums](enums.md): {}",
        catalog.types.all.len(),
        catalog.enums.len()
    )?;
    writeln!(out, "\n## Record schemas\n")?;
    write_list(&mut out, "records", records)?;
    writeln!(out, "\n## Complex types\n")?;
    write_list(&mut out, "complex", complex)?;
    Ok(out)
}

fn write_list<'a>(out: &mut String, folder: &str, schemas: impl Iterator<Item = &'a Schema>) -> Result<()> {
    for s in schemas {
        writeln!(out, "- [{0}]({folder}/{0}.md): {1}", s.name, s.meaning)?;
    }
    Ok(())
}

fn write_record_types(catalog: &Catalog) -> Result<String> {
    let mut out = format!("<!-- {MARK} -->\n# Record types\n\n");
    out.push_str("| number | name | Graph | former names | schema | meaning |\n|---|---|---|---|---|---|\n");
    for t in &catalog.types.all {
        out.push_str(&write_record_type_row(t)?);
    }
    out.push_str(
        "\nA Graph name in italics follows from Graph's naming rule; its documentation does not list it. Record types without a schema\ncarry the fields of [Common](records/Common.md).\n",
    );
    Ok(out)
}

fn write_record_type_row(t: &RecordType) -> Result<String> {
    let mut row = format!("| {} | {} | ", t.value, t.name);
    let mark = if t.graph_derived { "*" } else { "" };
    write!(row, "{mark}{}{mark} | {} | ", t.graph, t.former.join(", "))?;
    if let Some(s) = &t.schema {
        write!(row, "[{s}](records/{s}.md)")?;
    }
    let removed = t.removed.as_ref().map_or(String::new(), |day| format!(" Listed until {day}."));
    writeln!(row, " | {}{removed} |", escape_cell(&t.meaning))?;
    Ok(row)
}

fn write_schema(catalog: &Catalog, index: usize) -> Result<String> {
    let s = &catalog.schemas[index];
    let mut out = format!("<!-- {MARK} -->\n# {}\n\n{}\n\n", s.name, s.meaning);
    writeln!(out, "- Source: {}", s.source)?;
    if let Some(parent) = &s.extends {
        writeln!(out, "- Has the fields of [{parent}]({parent}.md) too")?;
    }
    let types: Vec<_> = catalog.types.all.iter().filter(|t| t.schema.as_ref() == Some(&s.name)).collect();
    if !types.is_empty() {
        let names: Vec<_> = types.iter().map(|t| format!("{} ({})", t.name, t.value)).collect();
        writeln!(out, "- Record types: {}", names.join(", "))?;
    }
    out.push_str("\n| field | type | mandatory | from | meaning |\n|---|---|---|---|---|\n");
    for (owner, f) in catalog.all_fields(index) {
        let from = if owner.name == s.name { String::new() } else { format!("[{0}]({0}.md)", owner.name) };
        out.push_str(&write_field_row(f, &from)?);
    }
    Ok(out)
}

fn write_field_row(f: &Field, from: &str) -> Result<String> {
    let mandatory = match f.mandatory {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let mut notes = escape_cell(&f.meaning);
    if let Some(origin) = &f.origin {
        write!(notes, " *{origin}*")?;
    }
    if !f.spellings.is_empty() {
        write!(notes, " Also spelled {}.", f.spellings.join(", "))?;
    }
    if let Some(path) = &f.path {
        write!(notes, " In samples at `{path}`.")?;
    }
    if let Some(quirk) = &f.quirk {
        write!(notes, " Note: {}.", escape_cell(quirk))?;
    }
    Ok(format!("| `{}` | `{}` | {mandatory} | {from} | {notes} |\n", f.name, f.ty))
}

fn write_enums(catalog: &Catalog) -> Result<String> {
    let mut out = format!("<!-- {MARK} -->\n# Enums\n");
    // Record types have a page of their own.
    for e in catalog.enums.iter().filter(|e| e.name != "AuditLogRecordType") {
        out.push_str(&write_enum(e)?);
    }
    Ok(out)
}

fn write_enum(e: &Enum) -> Result<String> {
    let observed =
        if e.numbers.is_some() { " Numbers are known from real records, not documented." } else { "" };
    let mut out =
        format!("\n## {}\n\n{}{observed}\n\n| number | name | meaning |\n|---|---|---|\n", e.name, e.meaning);
    for m in &e.members {
        let value = m.value.map_or(String::new(), |v| v.to_string());
        writeln!(out, "| {value} | {} | {} |", m.name(), escape_cell(&m.meaning))?;
    }
    Ok(out)
}

/// Escapes text for a cell of a table.
fn escape_cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
