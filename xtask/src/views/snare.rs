//! `crates/sql/views/snare/`: Snare Central's tables.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};

use super::columns::{Columns, fields_with_places};
use super::data::{FirstColumn, Snare, SnareColumn, SnareTable};
use super::docs::escape_cell;
use super::family::Family;
use super::file::{View, quote_name, write_query};
use crate::names::snake;
use crate::schema::catalog::{Catalog, Type};
use crate::schema::data::{Field, RecordType, Schema};

/// Table that the views select from: `events` with the column `record`.
const BASE: &str = "event_records";

/// Snare Central's tables, as `crates/sql/views/snare.toml` describes them.
pub struct SnareFamily(pub Snare);

impl Family for SnareFamily {
    fn title(&self) -> &'static str {
        "Snare"
    }

    fn introduction(&self) -> &'static str {
        "
Snare Central's tables, in the schema `snare`. Six are documented by Snare and stand exactly as documented, in the order of its pages;
what could not be read of those pages is said in each file. Every other record type has a table by the same rules, see
[snare.toml](../crates/sql/views/snare.toml). `DATE` and `TIME` are UTC; nothing tells which value `SYSTEM` and `CRITICALITY` have for Microsoft 365, so
they are null. Lists and objects are JSON text, addresses are as the record has them. `SNAREDATAMAP` is the JSON of every field that no column shows; a field
whose value its column cannot show or give back exactly (a time with seven decimals, null) is there too. An event is one row, whatever
sources it was imported from.

| table | columns | meaning |
|---|---|---|
"
    }

    fn table_row(&self, view: &View) -> String {
        let (columns, meaning) = (view.columns.len(), escape_cell(&view.description));
        format!("| [`{}`](../{}) | {columns} | {meaning} |", view.name, view.path)
    }

    fn make_views(&self, catalog: &Catalog, columns: &Columns) -> Result<Vec<View>> {
        let snare = &self.0;
        for t in &snare.tables {
            // Both stand in the data: under a wrong number a table would show the rows of another type.
            let record_type = catalog.types.all.iter().find(|r| r.value == t.record_type);
            let name = record_type.map(|r| format!("{}{}", snare.prefix, r.name));
            ensure!(
                name.as_ref() == Some(&t.table),
                "crates/sql/views/snare.toml: {} is not called as its record type",
                t.table
            );
        }
        let types = catalog.types.all.iter();
        let view = |t| make_view(catalog, snare, columns, t);
        types.map(|t| view(t).with_context(|| format!("Snare's table of {}", t.name))).collect()
    }
}

fn make_view(catalog: &Catalog, snare: &Snare, columns: &Columns, t: &RecordType) -> Result<View> {
    let name = format!("{}{}", snare.prefix, t.name);
    let documented = snare.tables.iter().find(|d| d.record_type == t.value);
    let schema = t.schema.as_deref().unwrap_or("Common");
    let index = catalog.schema(schema).with_context(|| format!("no schema {schema}"))?;
    let fields = fields_with_places(catalog, columns, index)?;
    let shown = match documented {
        Some(table) => documented_columns(snare, table)?,
        None => named_columns(snare, &fields)?,
    };
    let mut select = Select::default();
    for first in &snare.first {
        select.push_first(first);
    }
    select.push_column("TABLE", &format!("'{name}'"));
    select.push_field("RECORDTYPE", "RecordType", &fields, columns);
    for c in &shown {
        select.push_field(&c.column, &c.field, &fields, columns);
    }
    select.push_rest(&snare.rest);
    let description = format!("Snare Central's table of record type {} ({}).", t.value, t.name);
    let about = describe_source(snare, documented, schema, &t.meaning, description.clone());
    Ok(View {
        schema: "snare".to_owned(),
        base: BASE,
        record_types: vec![t.value],
        sql: write_query(&about, &select.expressions, BASE, Some(&format!("record_type = {}", t.value))),
        path: format!("crates/sql/views/snare/{name}.sql"),
        also: Vec::new(),
        columns: select.names,
        description,
        name,
    })
}

/// Returns the comments above a query: what the table is and where its shape comes from.
fn describe_source(
    snare: &Snare,
    documented: Option<&SnareTable>,
    schema: &str,
    meaning: &str,
    description: String,
) -> Vec<String> {
    let mut about = vec![description, meaning.to_owned()];
    match documented {
        Some(table) => {
            about.extend(describe_page(&table.page, &table.known, &table.columns, &table.unnamed));
            let shared = table.shared.as_ref().and_then(|name| snare.shared.get(name));
            about.extend(
                shared.into_iter().flat_map(|s| describe_page(&s.page, &s.known, &s.columns, &s.unnamed)),
            );
        }
        None => about.push(format!(
            "Not documented by Snare: the fields of {schema}, named by the rules in snare.toml."
        )),
    }
    about.push(
        "Functions of trail365: json_get, json_text, json_rest, json_without. `record` is the record's JSON."
            .into(),
    );
    about
}

/// Returns what is known of a page of Snare's documentation, a line each.
fn describe_page(address: &str, known: &str, columns: &[SnareColumn], unnamed: &[String]) -> Vec<String> {
    let mut lines = vec![format!("Source: {address}"), format!("  Known of it: {known}.")];
    if !unnamed.is_empty() {
        lines.push(format!(
            "  Fields under names that could not be read, in SNAREDATAMAP: {}.",
            unnamed.join(", ")
        ));
    }
    let notes = columns.iter().filter_map(|c| Some((c, c.note.as_ref()?)));
    lines.extend(notes.map(|(c, note)| format!("  {}: {note}.", c.column)));
    lines
}

fn documented_columns(snare: &Snare, table: &SnareTable) -> Result<Vec<SnareColumn>> {
    let mut columns = table.columns.clone();
    if let Some(name) = &table.shared {
        columns.extend(
            snare.shared.get(name).with_context(|| format!("no shared columns {name}"))?.columns.clone(),
        );
    }
    Ok(columns)
}

/// Returns a column for each field, named by the rules.
fn named_columns(snare: &Snare, fields: &[(&Schema, &Field, usize)]) -> Result<Vec<SnareColumn>> {
    let first = snare.first.iter().map(|c| c.column.as_str());
    let mut taken: BTreeSet<String> =
        first.chain(["TABLE", "RECORDTYPE", snare.rest.as_str()]).map(str::to_owned).collect();
    let mut columns = Vec::new();
    // Every table has the column RECORDTYPE already.
    for (_, field, _) in fields.iter().filter(|(_, f, _)| f.name != "RecordType") {
        let full = snake(&field.name).replace('_', "").to_ascii_uppercase();
        // From the nicest to the safest: two fields of a table must not share a name.
        let names = [
            documented_name(snare, &field.name).unwrap_or_else(|| shortened_name(snare, &field.name)),
            full.clone(),
            format!("FIELD{full}"),
        ];
        let name = names.into_iter().find(|n| !taken.contains(n));
        let column = name.with_context(|| format!("no name is left for {}", field.name))?;
        taken.insert(column.clone());
        columns.push(SnareColumn { column, field: field.name.clone(), note: None });
    }
    Ok(columns)
}

/// Returns the name that a documented table gives to a field.
fn documented_name(snare: &Snare, field: &str) -> Option<String> {
    // A field that Snare has named somewhere keeps that name in every table where it is free, so that queries carry over.
    let own = snare.tables.iter().flat_map(|t| &t.columns);
    let shared = snare.shared.values().flat_map(|s| &s.columns);
    own.chain(shared).find(|c| c.field == field).map(|c| c.column.clone())
}

/// Returns the field's name in upper case, its words shortened.
fn shortened_name(snare: &Snare, field: &str) -> String {
    let mut rest = snake(field);
    let mut out = String::new();
    while !rest.is_empty() {
        let fits = |word: &str| rest == word || rest.strip_prefix(word).is_some_and(|r| r.starts_with('_'));
        let rule = snare.words.iter().find(|w| fits(&w.words) && !(w.not_first && out.is_empty()));
        let word_len = rule.map_or_else(|| rest.find('_').unwrap_or(rest.len()), |w| w.words.len());
        match rule {
            Some(w) => out.push_str(&w.short),
            None => out.push_str(&rest[..word_len].to_ascii_uppercase()),
        }
        rest = rest[word_len..].trim_start_matches('_').to_owned();
    }
    out
}

/// A query in the making, column by column.
#[derive(Default)]
struct Select {
    names: Vec<String>,
    expressions: Vec<String>,
    /// Keys that a column of `activity` shows.
    typed: Vec<String>,
    /// Keys that are read from the record itself.
    read: Vec<String>,
}

impl Select {
    fn push_column(&mut self, name: &str, expression: &str) {
        self.expressions.push(format!("{expression} AS \"{name}\""));
        self.names.push(name.to_owned());
    }

    fn push_first(&mut self, column: &FirstColumn) {
        let Some(field) = &column.field else {
            return self.push_column(&column.column, "CAST(NULL AS VARCHAR)");
        };
        let name = snake(field);
        match &column.format {
            Some(format) => self.push_column(&column.column, &format.replace("{}", &name)),
            None => self.push_column(&column.column, &name),
        }
        self.note_shown(field, true);
    }

    fn push_field(&mut self, name: &str, path: &str, fields: &[(&Schema, &Field, usize)], columns: &Columns) {
        let column = fields.iter().find(|(_, f, _)| f.name == path).map(|(_, _, place)| columns.get(*place));
        let (expression, typed) = match column.map(|c| (&c.ty, &c.name)) {
            Some((Type::List(_) | Type::Complex(_) | Type::Pairs, _)) => {
                (format!("json_get(record, '{path}')"), false)
            }
            // The column of an address has the IP alone, in canonical form: the port and the spelling are in the record.
            Some((Type::Address, _)) | None => (format!("json_text(record, '{path}')"), false),
            Some((_, column)) => (quote_name(column), true),
        };
        self.push_column(name, &expression);
        // Of an object only one part is shown, so the object stays in the column of everything else.
        if !path.contains('.') {
            self.note_shown(path, typed);
        }
    }

    fn note_shown(&mut self, key: &str, typed: bool) {
        let keys = if typed { &mut self.typed } else { &mut self.read };
        if !keys.iter().any(|k| k == key) {
            keys.push(key.to_owned());
        }
    }

    /// Adds the column of everything that no other shows. A key whose value its column could not take is in `extra`, and
    /// so stays.
    fn push_rest(&mut self, name: &str) {
        let extra = if self.read.is_empty() {
            "extra".into()
        } else {
            write_call("json_without", "extra", &self.read)
        };
        let keys: Vec<_> = self.typed.iter().chain(&self.read).cloned().collect();
        self.push_column(name, &write_call("json_rest", &format!("record,\n    {extra}"), &keys));
    }
}

/// Writes a function's call with keys behind its first arguments, in lines of readable length.
fn write_call(function: &str, first: &str, keys: &[String]) -> String {
    let mut out = format!("{function}({first}");
    let all: usize = keys.iter().map(|k| k.len() + 4).sum();
    // Short calls stay on one line; long ones begin a new line before their first key.
    let mut line = if all < 80 { 20 } else { usize::MAX / 2 };
    for key in keys {
        if line + key.len() > 110 {
            out.push_str(",\n    ");
            line = 0;
        } else {
            out.push_str(", ");
        }
        let _ = write!(out, "'{key}'");
        line += key.len() + 4;
    }
    out.push(')');
    out
}
