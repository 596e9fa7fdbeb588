//! `crates/sql/views/records/`: a view for each record schema.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};

use super::columns::{Columns, fields_with_places};
use super::data::{OperationView, RecordView, RecordViews};
use super::docs::escape_cell;
use super::family::Family;
use super::file::{View, quote_name, write_query};
use crate::names::snake;
use crate::schema::catalog::Catalog;
use crate::schema::data::SchemaRows;

/// Table that the views select from.
const BASE: &str = "events";

/// Views of the record schemas, with the names that `crates/sql/views/records.toml` gives them.
pub struct RecordFamily(pub RecordViews);

impl Family for RecordFamily {
    fn title(&self) -> &'static str {
        "Records"
    }

    fn introduction(&self) -> &'static str {
        "
A view for each record schema: the events of its record types, one row each, with the columns of its fields, then `record_type_name`, `outcome`, `source`,
`source_line`, `content_hash`, `incomplete`, `same_id`, `extra` and `raw`. Columns are called as in `activity`.
Views stand over `events`: of the records with one Id they show the fullest, so a count of a view is a count of events. The copies are in
`activity` alone; a row whose event came only from a source that loses fields says so in `incomplete`.

| view | also called | schema |
|---|---|---|
"
    }

    fn table_row(&self, view: &View) -> String {
        let also = view.also.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        format!("| `{}` | {also} | [{}](../{}) |", view.name, escape_cell(&view.description), view.path)
    }

    fn make_views(&self, catalog: &Catalog, columns: &Columns) -> Result<Vec<View>> {
        for chosen in &self.0.views {
            // A misspelled schema would leave its view with the name by the rule, and nobody would notice.
            let is_known = catalog.schema(&chosen.schema).is_some_and(|i| catalog.schemas[i].is_record);
            ensure!(is_known, "crates/sql/views/records.toml: no record schema {}", chosen.schema);
        }
        let mut views = Vec::new();
        for index in (0..catalog.schemas.len()).filter(|i| catalog.schemas[*i].is_record) {
            let schema = &catalog.schemas[index];
            let chosen = self.0.views.iter().find(|n| n.schema == schema.name);
            let view = make_view(catalog, columns, index, chosen);
            views.push(view.with_context(|| format!("view of {}", schema.name))?);
        }
        for chosen in &self.0.operations {
            let view = make_operation_view(catalog, columns, chosen);
            views.push(view.with_context(|| format!("view {}", chosen.name))?);
        }
        check_names(catalog, &views)?;
        Ok(views)
    }
}

fn make_view(
    catalog: &Catalog,
    columns: &Columns,
    index: usize,
    chosen: Option<&RecordView>,
) -> Result<View> {
    let schema = &catalog.schemas[index];
    let file = file_name(&schema.name);
    let name = chosen.and_then(|n| n.name.clone()).unwrap_or_else(|| file.clone());
    let mut also = chosen.map_or(Vec::new(), |n| n.also.clone());
    // The name by the rule always works, so that nobody has to know which views have another.
    if name != file {
        also.insert(0, file.clone());
    }
    let shown = columns_of(catalog, columns, &[index])?;
    let rows = choose_rows(catalog, index, chosen.is_some_and(|n| n.extended))?;
    let about = [schema.meaning.clone(), format!("Schema {}: {}", schema.name, rows.source)];
    Ok(write_view(name, also, &schema.meaning, &about, shown, rows))
}

/// Makes a view of operations, whose records have several schemas.
fn make_operation_view(catalog: &Catalog, columns: &Columns, chosen: &OperationView) -> Result<View> {
    let schema = |name: &String| catalog.schema(name).with_context(|| format!("no schema {name}"));
    let schemas = chosen.schemas.iter().map(schema).collect::<Result<Vec<_>>>()?;
    let known = |value: &i32| catalog.types.all.iter().any(|t| t.value == *value);
    ensure!(chosen.rows.record_types.iter().all(known), "rows: no such record type");
    let shown = columns_of(catalog, columns, &schemas)?;
    let rows = rows_of_operations(catalog, &chosen.rows);
    let about =
        [chosen.meaning.clone(), format!("Schemas {}: {}", chosen.schemas.join(" and "), rows.source)];
    Ok(write_view(chosen.name.clone(), Vec::new(), &chosen.meaning, &about, shown, rows))
}

/// Lists the columns of the fields of schemas, and those that every view has.
fn columns_of(catalog: &Catalog, columns: &Columns, schemas: &[usize]) -> Result<Vec<String>> {
    let mut shown: Vec<String> = Vec::new();
    for index in schemas {
        for (_, _, place) in fields_with_places(catalog, columns, *index)? {
            let column = columns.get(place);
            if !shown.contains(&column.name) {
                shown.push(column.name.clone());
                shown.extend(column.port());
            }
        }
    }
    // Last, where they are out of the way of `select *`.
    shown.extend(catalog.technical_columns().map(str::to_owned));
    Ok(shown)
}

fn write_view(
    name: String,
    also: Vec<String>,
    meaning: &str,
    about: &[String],
    shown: Vec<String>,
    rows: Rows,
) -> View {
    let written: Vec<_> = shown.iter().map(|c| quote_name(c)).collect();
    View {
        schema: "public".to_owned(),
        base: BASE,
        sql: write_query(about, &written, BASE, rows.condition.as_deref()),
        path: format!("crates/sql/views/records/{name}.sql"),
        description: meaning.to_owned(),
        record_types: rows.record_types,
        columns: shown,
        name,
        also,
    }
}

/// The rows of a view.
struct Rows {
    source: String,
    /// Numbers of the record types; empty where another condition chooses the rows.
    record_types: Vec<i32>,
    /// `None`: every row.
    condition: Option<String>,
}

fn choose_rows(catalog: &Catalog, index: usize, extended: bool) -> Result<Rows> {
    let schema = &catalog.schemas[index];
    if schema.extends.is_none() {
        return Ok(Rows { source: "every record.".into(), record_types: Vec::new(), condition: None });
    }
    // Records of the schema itself, where there are any: a base schema would otherwise show all that its children have.
    let own = types_with_schema(catalog, |s| s == schema.name);
    if !own.is_empty() && !extended {
        return Ok(rows_of_types(&own, ""));
    }
    let extends = |name: &str| {
        catalog.schema(name).is_some_and(|i| catalog.lineage(i).iter().any(|s| s.name == schema.name))
    };
    let all = types_with_schema(catalog, extends);
    if !all.is_empty() {
        return Ok(rows_of_types(&all, ", those of the schemas that extend it included"));
    }
    let rows = schema.rows.as_ref().context("no record type carries it: it needs `rows`")?;
    Ok(rows_of_operations(catalog, rows))
}

/// Chooses rows by operation where other records have the same record types. Columns would not tell them apart: records of
/// other schemas have fields of the same names.
fn rows_of_operations(catalog: &Catalog, rows: &SchemaRows) -> Rows {
    let types = catalog.types.all.iter().filter(|t| rows.record_types.contains(&t.value));
    let types: Vec<_> = types.map(|t| (t.value, t.name.as_str())).collect();
    let Rows { source, condition, .. } = rows_of_types(&types, ", of these operations");
    let operations: Vec<_> = rows.operations.iter().map(|name| format!("'{name}'")).collect();
    Rows {
        source,
        // The types alone would claim the records of other operations.
        record_types: Vec::new(),
        condition: condition.map(|types| format!("{types}\n  AND operation IN ({})", operations.join(", "))),
    }
}

fn types_with_schema(catalog: &Catalog, is: impl Fn(&str) -> bool) -> Vec<(i32, &str)> {
    let types = catalog.types.all.iter();
    types.filter(|t| t.schema.as_deref().is_some_and(&is)).map(|t| (t.value, t.name.as_str())).collect()
}

fn rows_of_types(types: &[(i32, &str)], note: &str) -> Rows {
    let names: Vec<_> = types.iter().map(|(value, name)| format!("{value} ({name})")).collect();
    let numbers: Vec<_> = types.iter().map(|(value, _)| value.to_string()).collect();
    Rows {
        record_types: types.iter().map(|(value, _)| *value).collect(),
        source: format!("record type{} {}{note}.", if types.len() == 1 { "" } else { "s" }, names.join(", ")),
        condition: Some(match &numbers[..] {
            [one] => format!("record_type = {one}"),
            _ => format!("record_type IN ({})", numbers.join(", ")),
        }),
    }
}

fn file_name(schema: &str) -> String {
    let name = schema.strip_suffix("Record").or_else(|| schema.strip_suffix("Schema")).unwrap_or(schema);
    snake(name)
}

/// Fails where two views, or a view and a table, share a name, and where a name would need quotes.
fn check_names(catalog: &Catalog, views: &[View]) -> Result<()> {
    let mut seen: BTreeSet<&str> = catalog.tables.iter().map(|table| table.name.as_str()).collect();
    for name in views.iter().flat_map(|v| std::iter::once(&v.name).chain(&v.also)) {
        ensure!(seen.insert(name), "two views are called {name}");
        ensure!(quote_name(name) == *name, "{name} is no plain name");
    }
    Ok(())
}
