//! `views/records/`: a view for each record schema.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

use crate::Files;
use crate::catalog::{Catalog, Type};
use crate::columns::{Column, columns};
use crate::data::{Field, Schema};
use crate::gen_snare;
use crate::names::snake;
use crate::view_data::{RecordView, RecordViews, Snare};
use crate::view_file::{self, View, quoted, sql};

/// Columns behind those of the fields.
const TECHNICAL: [&str; 7] =
    ["record_type_name", "outcome", "source", "source_line", "content_hash", "extra", "raw"];

pub fn generate(catalog: &Catalog, names: &RecordViews, snare: &Snare, files: &mut Files) -> Result<()> {
    let columns = Columns::new(catalog)?;
    for chosen in &names.views {
        let known = catalog.schema(&chosen.schema).is_some_and(|i| catalog.schemas[i].is_record);
        ensure!(known, "views/records.toml: no record schema {}", chosen.schema);
    }
    let mut views = Vec::new();
    for index in (0..catalog.schemas.len()).filter(|i| catalog.schemas[*i].is_record) {
        let schema = &catalog.schemas[index];
        let chosen = names.views.iter().find(|n| n.schema == schema.name);
        views.push(
            view(catalog, &columns, index, chosen).with_context(|| format!("view of {}", schema.name))?,
        );
    }
    check_names(&views)?;
    gen_snare::generate(catalog, snare, &columns, &mut views)?;
    view_file::write(&views, files)
}

/// The columns of `activity`, by schema and field.
pub struct Columns {
    all: Vec<Column>,
    by_field: BTreeMap<(usize, String), usize>,
}

impl Columns {
    fn new(catalog: &Catalog) -> Result<Self> {
        let all = columns(catalog)?;
        let places = all.iter().enumerate();
        let by_field = places.flat_map(|(i, c)| c.fields.iter().map(move |f| (f.clone(), i))).collect();
        Ok(Columns { all, by_field })
    }

    /// Place of the column that holds a field.
    pub fn place(&self, catalog: &Catalog, owner: &Schema, field: &str) -> Result<usize> {
        let owner_index = catalog.schema(&owner.name).context("a schema without an index")?;
        let place = self.by_field.get(&(owner_index, field.to_owned()));
        place.copied().with_context(|| format!("no column for {}.{field}", owner.name))
    }

    pub fn get(&self, place: usize) -> &Column {
        &self.all[place]
    }

    /// Name of the column with the port of an address.
    fn port(&self, place: usize) -> Option<String> {
        let column = self.get(place);
        (column.ty == Type::Address).then(|| match column.name.as_str() {
            "client_ip" => "client_port".to_owned(),
            name => format!("{name}_port"),
        })
    }
}

/// The fields of a schema, those of all records first, with the places of their columns.
pub fn fields<'a>(
    catalog: &'a Catalog,
    columns: &Columns,
    index: usize,
) -> Result<Vec<(&'a Schema, &'a Field, usize)>> {
    let common = catalog.schema("Common").map_or(0, |i| catalog.schemas[i].fields.len());
    let mut fields = Vec::new();
    for (owner, field) in catalog.all_fields(index) {
        fields.push((owner, field, columns.place(catalog, owner, &field.name)?));
    }
    fields.sort_by_key(|(_, _, place)| if *place < common { *place } else { usize::MAX });
    Ok(fields)
}

fn view(catalog: &Catalog, columns: &Columns, index: usize, chosen: Option<&RecordView>) -> Result<View> {
    let schema = &catalog.schemas[index];
    let file = file_name(&schema.name);
    let name = chosen.and_then(|n| n.name.clone()).unwrap_or_else(|| file.clone());
    let mut also = chosen.map_or(Vec::new(), |n| n.also.clone());
    if name != file {
        also.insert(0, file.clone());
    }
    let mut shown = Vec::new();
    for (_, _, place) in fields(catalog, columns, index)? {
        shown.push(columns.get(place).name.clone());
        shown.extend(columns.port(place));
    }
    shown.extend(TECHNICAL.map(str::to_owned));
    let rows = rows(catalog, columns, index, chosen.is_some_and(|n| n.extended))?;
    let about = [schema.meaning.clone(), format!("Schema {}: {}", schema.name, rows.source)];
    let written: Vec<_> = shown.iter().map(|c| quoted(c)).collect();
    Ok(View {
        schema: "public",
        sql: sql(&about, &written, "activity", rows.condition.as_deref()),
        path: format!("views/records/{name}.sql"),
        description: schema.meaning.clone(),
        columns: shown,
        name,
        also,
    })
}

/// Which rows a view has.
struct Rows {
    source: String,
    /// `None`: every row.
    condition: Option<String>,
}

fn rows(catalog: &Catalog, columns: &Columns, index: usize, extended: bool) -> Result<Rows> {
    let schema = &catalog.schemas[index];
    if schema.extends.is_none() {
        return Ok(Rows { source: "every record.".into(), condition: None });
    }
    let own = record_types(catalog, |s| s == schema.name);
    if !own.is_empty() && !extended {
        return Ok(of_types(&own, ""));
    }
    let extends = |name: &str| {
        catalog.schema(name).is_some_and(|i| catalog.lineage(i).iter().any(|s| s.name == schema.name))
    };
    let all = record_types(catalog, extends);
    if !all.is_empty() {
        return Ok(of_types(&all, ", those of the schemas that extend it included"));
    }
    let own: Vec<_> = own_columns(catalog, columns, index)?;
    ensure!(!own.is_empty(), "no record type, and no column of its own");
    let condition = own.iter().map(|c| format!("{} IS NOT NULL", quoted(c))).collect::<Vec<_>>();
    Ok(Rows {
        source: "no record type is known to carry it; records that have one of its own fields.".into(),
        condition: Some(condition.join("\n  OR ")),
    })
}

/// Columns that hold fields of this schema alone.
fn own_columns(catalog: &Catalog, columns: &Columns, index: usize) -> Result<Vec<String>> {
    let schema = &catalog.schemas[index];
    let mut own = Vec::new();
    for field in &schema.fields {
        let column = columns.get(columns.place(catalog, schema, &field.name)?);
        if column.fields.len() == 1 {
            own.push(column.name.clone());
        }
    }
    Ok(own)
}

fn record_types(catalog: &Catalog, is: impl Fn(&str) -> bool) -> Vec<(i32, &str)> {
    let types = catalog.types.all.iter();
    types.filter(|t| t.schema.as_deref().is_some_and(&is)).map(|t| (t.value, t.name.as_str())).collect()
}

fn of_types(types: &[(i32, &str)], note: &str) -> Rows {
    let names: Vec<_> = types.iter().map(|(value, name)| format!("{value} ({name})")).collect();
    let numbers: Vec<_> = types.iter().map(|(value, _)| value.to_string()).collect();
    Rows {
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

fn check_names(views: &[View]) -> Result<()> {
    let mut seen = std::collections::BTreeSet::from(["activity", "ledger", "rejected"]);
    for name in views.iter().flat_map(|v| std::iter::once(&v.name).chain(&v.also)) {
        ensure!(seen.insert(name.as_str()), "two views are called {name}");
        ensure!(quoted(name) == *name, "{name} is no plain name");
    }
    Ok(())
}
