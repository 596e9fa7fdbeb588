//! `views/snare/`: Snare Central's tables.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};

use crate::catalog::{Catalog, Type};
use crate::data::{Field, RecordType, Schema};
use crate::gen_views::{Columns, fields};
use crate::names::snake;
use crate::view_data::{FirstColumn, Snare, SnareColumn, SnareTable};
use crate::view_file::{View, quoted, sql};

/// Adds a view for each record type.
pub fn generate(catalog: &Catalog, snare: &Snare, columns: &Columns, views: &mut Vec<View>) -> Result<()> {
    for t in &snare.tables {
        let record_type = catalog.types.all.iter().find(|r| r.value == t.record_type);
        let name = record_type.map(|r| format!("{}{}", snare.prefix, r.name));
        ensure!(
            name.as_ref() == Some(&t.table),
            "views/snare.toml: {} is not called as its record type",
            t.table
        );
    }
    for t in &catalog.types.all {
        views.push(view(catalog, snare, columns, t).with_context(|| format!("Snare's table of {}", t.name))?);
    }
    Ok(())
}

fn view(catalog: &Catalog, snare: &Snare, columns: &Columns, t: &RecordType) -> Result<View> {
    let name = format!("{}{}", snare.prefix, t.name);
    let documented = snare.tables.iter().find(|d| d.record_type == t.value);
    let schema = t.schema.as_deref().unwrap_or("Common");
    let index = catalog.schema(schema).with_context(|| format!("no schema {schema}"))?;
    let fields = fields(catalog, columns, index)?;
    let shown = match documented {
        Some(table) => documented_columns(snare, table)?,
        None => named_columns(snare, &fields)?,
    };
    let mut select = Select::default();
    for first in &snare.first {
        select.first(first);
    }
    select.push("TABLE", &format!("'{name}'"));
    select.field("RECORDTYPE", "RecordType", &fields, columns);
    for c in &shown {
        select.field(&c.column, &c.field, &fields, columns);
    }
    select.rest(&snare.rest);
    let description = format!("Snare Central's table of record type {} ({}).", t.value, t.name);
    let about = about(snare, documented, schema, &t.meaning, description.clone());
    Ok(View {
        schema: "snare",
        sql: sql(&about, &select.expressions, "records", Some(&format!("record_type = {}", t.value))),
        path: format!("views/snare/{name}.sql"),
        also: Vec::new(),
        columns: select.names,
        description,
        name,
    })
}

fn about(
    snare: &Snare,
    documented: Option<&SnareTable>,
    schema: &str,
    meaning: &str,
    description: String,
) -> Vec<String> {
    let mut about = vec![description, meaning.to_owned()];
    match documented {
        Some(table) => {
            about.extend(page(&table.page, &table.known, &table.columns, &table.unnamed));
            let shared = table.shared.as_ref().and_then(|name| snare.shared.get(name));
            about.extend(shared.into_iter().flat_map(|s| page(&s.page, &s.known, &s.columns, &s.unnamed)));
        }
        None => about.push(format!(
            "Not documented by Snare: the fields of {schema}, named by the rules in views/snare.toml."
        )),
    }
    about.push(
        "Functions of trail365: json_get, json_text, json_rest, json_without. `record` is the record's JSON."
            .into(),
    );
    about
}

/// What a page of the documentation gave.
fn page(address: &str, known: &str, columns: &[SnareColumn], unnamed: &[String]) -> Vec<String> {
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

/// A column for each field, named by the rules.
fn named_columns(snare: &Snare, fields: &[(&Schema, &Field, usize)]) -> Result<Vec<SnareColumn>> {
    let first = snare.first.iter().map(|c| c.column.as_str());
    let mut taken: BTreeSet<String> =
        first.chain(["TABLE", "RECORDTYPE", snare.rest.as_str()]).map(str::to_owned).collect();
    let mut columns = Vec::new();
    for (_, field, _) in fields.iter().filter(|(_, f, _)| f.name != "RecordType") {
        let full = snake(&field.name).replace('_', "").to_ascii_uppercase();
        let names = [
            seen(snare, &field.name).unwrap_or_else(|| short(snare, &field.name)),
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

/// The name that a documented table gives to a field.
fn seen(snare: &Snare, field: &str) -> Option<String> {
    let own = snare.tables.iter().flat_map(|t| &t.columns);
    let shared = snare.shared.values().flat_map(|s| &s.columns);
    own.chain(shared).find(|c| c.field == field).map(|c| c.column.clone())
}

/// The field's name in upper case, its words shortened.
fn short(snare: &Snare, field: &str) -> String {
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

/// The columns of a query, in the making.
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
    fn push(&mut self, name: &str, expression: &str) {
        self.expressions.push(format!("{expression} AS \"{name}\""));
        self.names.push(name.to_owned());
    }

    fn first(&mut self, column: &FirstColumn) {
        let Some(field) = &column.field else { return self.push(&column.column, "CAST(NULL AS VARCHAR)") };
        let name = snake(field);
        match &column.format {
            Some(format) => self.push(&column.column, &format.replace("{}", &name)),
            None => self.push(&column.column, &name),
        }
        self.shows(field, true);
    }

    fn field(&mut self, name: &str, path: &str, fields: &[(&Schema, &Field, usize)], columns: &Columns) {
        let column = fields.iter().find(|(_, f, _)| f.name == path).map(|(_, _, place)| columns.get(*place));
        let (expression, typed) = match column.map(|c| (&c.ty, &c.name)) {
            Some((Type::List(_) | Type::Complex(_) | Type::Pairs, _)) => {
                (format!("json_get(record, '{path}')"), false)
            }
            Some((Type::Address, _)) | None => (format!("json_text(record, '{path}')"), false),
            Some((_, column)) => (quoted(column), true),
        };
        self.push(name, &expression);
        if !path.contains('.') {
            self.shows(path, typed);
        }
    }

    fn shows(&mut self, key: &str, typed: bool) {
        let keys = if typed { &mut self.typed } else { &mut self.read };
        if !keys.iter().any(|k| k == key) {
            keys.push(key.to_owned());
        }
    }

    /// What no column shows. A key whose value its column could not take is in `extra`, and so stays.
    fn rest(&mut self, name: &str) {
        let extra =
            if self.read.is_empty() { "extra".into() } else { call("json_without", "extra", &self.read) };
        let keys: Vec<_> = self.typed.iter().chain(&self.read).cloned().collect();
        self.push(name, &call("json_rest", &format!("record,\n    {extra}"), &keys));
    }
}

/// A function's call with keys behind its first arguments, in lines of readable length.
fn call(function: &str, first: &str, keys: &[String]) -> String {
    let mut out = format!("{function}({first}");
    let all: usize = keys.iter().map(|k| k.len() + 4).sum();
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
