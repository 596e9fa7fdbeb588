//! The columns of a table or view.

use anyhow::{Result, anyhow};
use arrow::datatypes::{DataType, Field, TimeUnit};
use datafusion::prelude::SessionContext;
use serde::Serialize;
use trail365_sql::{View, column_meaning, view};

use super::operations::Operations;
use crate::output::{Block, Column, Document, Report, Table, printable};

/// The answer about one table or view.
#[derive(Serialize)]
pub struct Layout {
    name: String,
    description: Option<&'static str>,
    columns: Vec<Row>,
    /// Operations of its records; `None` for a table without operations.
    operations: Option<Operations>,
    /// A query that makes a row of each item of a list.
    example: Option<String>,
    /// The query that makes a view.
    sql: Option<&'static str>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    #[serde(rename = "type")]
    data_type: String,
    meaning: Option<String>,
}

impl Layout {
    /// Reads the columns of the table or view with this name; case does not count.
    ///
    /// # Errors
    /// If nothing has this name.
    pub async fn new(session: &SessionContext, name: &str) -> Result<Self> {
        let view = view(name);
        // Names of views may have capitals (`snare.Office365ExchangeItem`), which SQL folds unless they are quoted.
        let quoted = |part: &str| format!("\"{}\"", part.replace('"', "\"\""));
        let reference = match view {
            Some(view) => format!("{}.{}", quoted(view.schema), quoted(view.name)),
            None => quoted(&name.to_lowercase()),
        };
        // Planned and never run: the plan has names and types, and reads no rows.
        let sql = format!("SELECT * FROM {reference} LIMIT 0");
        let unknown =
            || anyhow!("no table or view is called {}; trail365 tables --all lists them", printable(name));
        // In so short a query nothing but the name can be wrong.
        let frame = trail365_sql::sql(session, &sql).await.map_err(|_| unknown())?;
        let table = view.map_or_else(|| name.to_lowercase(), |view| view.name.to_owned());
        let shown_name = view.map_or_else(|| table.clone(), View::qualified_name);
        let row = |field: &std::sync::Arc<arrow::datatypes::Field>| Row {
            name: field.name().clone(),
            data_type: words(field.data_type()),
            meaning: column_meaning(&shown_name, field.name())
                .or_else(|| column_meaning(&table, field.name())),
        };
        let fields = frame.schema().fields();
        let example = fields.iter().find_map(|field| example_of_list(&shown_name, field));
        let columns: Vec<_> = fields.iter().map(row).collect();
        let record_types = view.map_or(&[][..], |view| view.record_types);
        let has_operations = columns.iter().any(|column| column.name == "operation");
        let operations = if has_operations {
            Some(Operations::new(session, &reference, record_types).await?)
        } else {
            None
        };
        let (description, sql) = (view.map(|view| view.description), view.map(|view| view.sql));
        Ok(Self { name: table, description, columns, operations, example, sql })
    }
}

impl Report for Layout {
    fn document(&self) -> Document {
        let cells = |row: &Row| {
            vec![row.name.clone(), row.data_type.clone(), row.meaning.clone().unwrap_or_default()]
        };
        let table = Table {
            columns: vec![Column::Name("Column"), Column::Name("Type"), Column::Text("Meaning")],
            rows: self.columns.iter().map(cells).collect(),
        };
        let description = self.description.map(|text| Block::Text(text.to_owned()));
        let operations = self.operations.iter().flat_map(Operations::blocks);
        let example =
            self.example.as_ref().map(|sql| Block::Text(format!("A row for each item of a list: {sql}")));
        let blocks =
            description.into_iter().chain([Block::Table(table)]).chain(operations).chain(example).collect();
        Document { title: self.name.clone(), blocks }
    }
}

/// Writes a query over the items of a column, if it is a list of objects.
fn example_of_list(table: &str, field: &Field) -> Option<String> {
    let DataType::List(item) = field.data_type() else { return None };
    let DataType::Struct(members) = item.data_type() else { return None };
    let (column, member) = (field.name(), members.first()?.name());
    Some(format!("select i['{member}'] from {table} cross join unnest({column}) as t(i)"))
}

/// Returns the name of a type in SQL.
fn words(data_type: &DataType) -> String {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text".to_owned(),
        DataType::Int32 | DataType::UInt32 => "int".to_owned(),
        DataType::Int64 | DataType::UInt64 => "bigint".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => "timestamp".to_owned(),
        DataType::List(item) => format!("list of {}", words(item.data_type())),
        DataType::Struct(_) => "struct".to_owned(),
        DataType::Map(..) => "map".to_owned(),
        other => other.to_string().to_lowercase(),
    }
}
