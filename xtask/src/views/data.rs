//! The data of `views/*.toml`: names of views, and Snare's tables.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::schema::data::SchemaRows;

/// `crates/sql/views/records.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordViews {
    pub views: Vec<RecordView>,
    pub operations: Vec<OperationView>,
}

/// A view of operations whose records have several schemas.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationView {
    pub name: String,
    pub schemas: Vec<String>,
    pub rows: SchemaRows,
    pub meaning: String,
}

/// Names of the view of a record schema.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordView {
    pub schema: String,
    /// In place of the schema's name in snake case.
    pub name: Option<String>,
    #[serde(default)]
    pub also: Vec<String>,
    /// With the rows of the schemas that extend it.
    #[serde(default)]
    pub extended: bool,
}

/// `crates/sql/views/snare.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snare {
    pub first: Vec<FirstColumn>,
    pub rest: String,
    pub prefix: String,
    pub words: Vec<Word>,
    pub shared: BTreeMap<String, SharedColumns>,
    pub tables: Vec<SnareTable>,
}

/// A column in front of every table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstColumn {
    pub column: String,
    /// `None`: nothing tells its value.
    pub field: Option<String>,
    /// SQL that writes the time of the field, with `{}` for its column.
    pub format: Option<String>,
}

/// A word of a field's name and its short form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// In snake case; may be several.
    pub words: String,
    pub short: String,
    #[serde(default)]
    pub not_first: bool,
}

/// Columns that several tables have behind their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedColumns {
    pub page: String,
    pub known: String,
    pub columns: Vec<SnareColumn>,
    #[serde(default)]
    pub unnamed: Vec<String>,
}

/// A documented table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnareTable {
    pub table: String,
    pub record_type: i32,
    pub page: String,
    pub known: String,
    pub shared: Option<String>,
    pub columns: Vec<SnareColumn>,
    #[serde(default)]
    pub unnamed: Vec<String>,
}

/// A column and the field that it shows, by its path in the record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnareColumn {
    pub column: String,
    pub field: String,
    pub note: Option<String>,
}
