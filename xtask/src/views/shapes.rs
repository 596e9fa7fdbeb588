//! `crates/sql/views/shapes/`: views in the shapes of other tools, from `schema/shapes/`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::columns::Columns;
use super::docs::escape_cell;
use super::family::Family;
use super::file::{View, write_query};
use crate::files::{Files, MARK};
use crate::schema::catalog::{Catalog, read};
use crate::shapes::{Class, Column, EcsData, FLAT, FlatData, OcsfData, write_notes, write_source};

/// Table that the views select from: `events` with the column `record`.
const BASE: &str = "event_records";

/// Columns of the views of documents, with their meanings.
const BESIDE: [(&str, &str); 2] =
    [("id", "ID of the record."), ("creation_time", "When it happened, in UTC.")];

/// The shapes that have views.
pub struct ShapeFamily {
    flat: Vec<FlatData>,
    ecs: EcsData,
    ocsf: OcsfData,
}

/// A view with the meaning of each of its columns.
struct ShapeView {
    view: View,
    meanings: Vec<String>,
}

impl ShapeFamily {
    /// Reads the shapes.
    pub fn read(root: &Path) -> Result<Self> {
        let folder = root.join("schema/shapes");
        let flat = FLAT.iter().map(|(name, ..)| read(&folder.join(format!("{name}.toml"))));
        Ok(ShapeFamily {
            flat: flat.collect::<Result<Vec<FlatData>>>()?,
            ecs: read(&folder.join("ecs.toml"))?,
            ocsf: read(&folder.join("ocsf.toml"))?,
        })
    }

    fn views(&self) -> Result<Vec<ShapeView>> {
        let mut views = Vec::new();
        for data in &self.flat {
            if let Some(name) = &data.view {
                views.push(make_flat_view(data, name).with_context(|| format!("view {name}"))?);
            }
        }
        let ecs = DocumentView { shape: "ecs", name: "documents", paths: &self.ecs.view, rest: "o365.audit" };
        views.push(ecs.make("Documents of the Elastic Common Schema.", &[], None)?);
        for class in &self.ocsf.classes {
            let about = format!("Documents of OCSF of the class {} ({}).", class.caption, class.uid);
            let view =
                DocumentView { shape: "ocsf", name: &class.name, paths: &self.ocsf.view, rest: "unmapped" };
            let is_class = format!("json_text(document, 'class_uid') = '{}'", class.uid);
            views.push(view.make(&about, &class_rows(&self.ocsf, class), Some(&is_class))?);
        }
        Ok(views)
    }

    /// Adds the meanings of the columns of all views.
    pub fn write_meanings(&self, files: &mut Files) -> Result<()> {
        let mut out = format!(
            "// {MARK}\n\n/// Meanings of the columns of the views of shapes: schema, view, and one for each column.\n\
             pub static SHAPE_MEANINGS: &[(&str, &str, &[&str])] = &["
        );
        for ShapeView { view, meanings } in self.views()? {
            writeln!(out, "({:?}, {:?}, &{meanings:?}),", view.schema, view.name)?;
        }
        out.push_str("];\n");
        files.insert("crates/sql/src/generated/shape_meanings.rs".into(), out);
        Ok(())
    }
}

impl Family for ShapeFamily {
    fn title(&self) -> &'static str {
        "Shapes of other tools"
    }

    fn introduction(&self) -> &'static str {
        "
The columns that other tools have for the same records: see [shapes.md](shapes.md). `trail365 tables NAME` says where each column comes from. The values are those of
the function `shape_document`, which `trail365 convert --to` writes, too. An event is one row, whatever sources it was imported from.

| view | columns | meaning |
|---|---|---|
"
    }

    fn table_row(&self, view: &View) -> String {
        let (columns, meaning) = (view.columns.len(), escape_cell(&view.description));
        let schema = if view.schema == PUBLIC { String::new() } else { format!("{}.", view.schema) };
        format!("| [`{schema}{}`](../{}) | {columns} | {meaning} |", view.name, view.path)
    }

    fn make_views(&self, _: &Catalog, _: &Columns) -> Result<Vec<View>> {
        Ok(self.views()?.into_iter().map(|made| made.view).collect())
    }
}

/// SQL schema whose name stands in front of no view.
const PUBLIC: &str = "public";

fn make_flat_view(data: &FlatData, name: &str) -> Result<ShapeView> {
    let (mut columns, mut paths) = (Vec::new(), Vec::new());
    for column in &data.columns {
        let expression = match &column.activity {
            Some(same) => same.clone(),
            None => convert_text(&column.name, &column.r#type, &mut paths)?,
        };
        columns.push(format!("{expression} AS \"{}\"", column.name));
    }
    let beside: Vec<_> = data.columns.iter().filter_map(|column| column.activity.as_deref()).collect();
    let types = data.types.iter().map(|number| format!("record_type = {number}"));
    let others = data.without.iter().map(|name| format!("operation IS DISTINCT FROM '{name}'"));
    let table = subquery(&data.name, &beside, &paths, &types.chain(others).collect::<Vec<_>>());
    let first = data.about.split_inclusive(". ").next().unwrap_or(&data.about).trim();
    let about = [format!("{first} No place: {}", data.lost), format!("Source: {}.", data.source)];
    let meaning = |column: &Column| {
        let notes = write_notes(column);
        let colon = if notes.is_empty() { "" } else { ": " };
        format!("From {}{colon}{notes}.", write_source(data, column))
    };
    let (schema, name) = name.split_once('.').unwrap_or((PUBLIC, name));
    let view = View {
        columns: data.columns.iter().map(|column| column.name.clone()).collect(),
        ..make_view(schema, name, &about, &columns, &table, None)
    };
    Ok(ShapeView { view, meanings: data.columns.iter().map(meaning).collect() })
}

/// Writes the value at a path of the document, as a type. `paths` are those that are read as text, all at once.
fn convert_text(path: &str, kind: &str, paths: &mut Vec<String>) -> Result<String> {
    if kind == "dynamic" {
        return Ok(format!("json_get(document, '{path}')"));
    }
    paths.push(path.to_owned());
    let text = format!("texts[{}]", paths.len());
    Ok(match kind {
        "string" => text,
        "datetime" => format!("arrow_cast({text}, 'Timestamp(Microsecond, Some(\"UTC\"))')"),
        "bool" => format!("CAST({text} AS BOOLEAN)"),
        "int" => format!("TRY_CAST({text} AS INT)"),
        "long" => format!("CAST({text} AS BIGINT)"),
        "real" => format!("CAST({text} AS DOUBLE)"),
        other => bail!("a view has no type {other}"),
    })
}

/// Writes the table of the documents, with columns beside them and the texts at some paths.
fn subquery(shape: &str, beside: &[&str], paths: &[String], conditions: &[String]) -> String {
    let mut columns = beside.to_vec();
    columns.sort_unstable();
    columns.dedup();
    let columns = columns.iter().map(|column| format!("{column}, ")).collect::<Vec<_>>().concat();
    let rows =
        if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let paths = paths.iter().map(|path| format!(", '{path}'")).collect::<Vec<_>>().concat();
    format!(
        "(SELECT {columns}document, json_texts(document{paths}) AS texts\n  \
         FROM (SELECT {columns}shape_document('{shape}', record) AS document FROM {BASE}{rows}))"
    )
}

/// Writes which records can be of a class.
fn class_rows(data: &OcsfData, class: &Class) -> Vec<String> {
    let routes = || data.routing.routes.iter().filter(|route| route.class == class.name);
    let mut types: Vec<i32> = routes().flat_map(|route| &route.types).copied().collect();
    types.sort_unstable();
    types.dedup();
    let types = types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let takes_all = routes().any(|route| route.types.is_empty());
    if takes_all { Vec::new() } else { vec![format!("record_type IN ({types})")] }
}

/// A view of documents, with some of their values beside them.
struct DocumentView<'a> {
    shape: &'a str,
    name: &'a str,
    /// Values beside the document.
    paths: &'a [String],
    /// The part of a document that has what has no place.
    rest: &'a str,
}

impl DocumentView<'_> {
    fn make(&self, about: &str, rows: &[String], condition: Option<&str>) -> Result<ShapeView> {
        let DocumentView { shape, name, paths, rest } = self;
        let beside = BESIDE.map(|(name, _)| name);
        let page = format!("docs/reference/shapes/{shape}.md says where it comes from");
        let mut columns = beside.map(str::to_owned).to_vec();
        let mut names = columns.clone();
        let mut meanings = BESIDE.map(|(_, meaning)| meaning.to_owned()).to_vec();
        let mut texts = Vec::new();
        for path in *paths {
            // Text, unless a type stands behind the path.
            let (path, kind) = path.split_once(": ").unwrap_or((path, "string"));
            columns.push(format!("{} AS \"{path}\"", convert_text(path, kind, &mut texts)?));
            names.push(path.to_owned());
            meanings.push(format!("{path} of the document; {page}."));
        }
        columns.push("document".to_owned());
        names.push("document".to_owned());
        meanings
            .push(format!("The document; {page}. What of the record has no place of its own is in {rest}."));
        let table = subquery(shape, &beside, &texts, rows);
        let view = make_view(shape, name, &[about.to_owned()], &columns, &table, condition);
        Ok(ShapeView { view: View { columns: names, ..view }, meanings })
    }
}

fn make_view(
    schema: &str,
    name: &str,
    about: &[String],
    columns: &[String],
    table: &str,
    condition: Option<&str>,
) -> View {
    let file = if schema == PUBLIC { name.to_owned() } else { format!("{schema}_{name}") };
    View {
        schema: schema.to_owned(),
        name: name.to_owned(),
        also: Vec::new(),
        description: about.first().cloned().unwrap_or_default(),
        base: BASE,
        record_types: Vec::new(),
        columns: Vec::new(),
        path: format!("crates/sql/views/shapes/{file}.sql"),
        sql: write_query(about, columns, table, condition),
    }
}
