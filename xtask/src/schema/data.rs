//! The schema data as it stands in the files of `schema/`.

use serde::Deserialize;

/// `record_types.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordTypes {
    pub source: Source,
    #[serde(rename = "record_types")]
    pub all: Vec<RecordType>,
    pub sharepoint_operations: Vec<String>,
    pub content_types: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub repository: String,
    pub document: String,
    pub commit: String,
    pub date: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordType {
    pub value: i32,
    pub name: String,
    pub graph: String,
    #[serde(default)]
    pub graph_derived: bool,
    #[serde(default)]
    pub former: Vec<String>,
    pub schema: Option<String>,
    pub schema_from: Option<String>,
    pub removed: Option<String>,
    pub meaning: String,
}

/// `columns.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnNames {
    pub columns: Vec<ColumnName>,
}

/// Column of the fields of a name that have this type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnName {
    pub field: String,
    #[serde(rename = "type")]
    pub ty: String,
    pub column: String,
}

/// `tables.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    pub tables: Vec<Table>,
}

/// A table of a lake, with the columns that no field of a record stands behind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub name: String,
    pub meaning: String,
    pub columns: Vec<TableColumn>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableColumn {
    pub name: String,
    pub meaning: String,
    /// Computed when a query asks for it; no file holds it.
    #[serde(default, rename = "virtual")]
    pub is_virtual: bool,
}

/// One file of `records/` or `complex/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    pub name: String,
    /// Set from the folder.
    #[serde(skip)]
    pub is_record: bool,
    pub extends: Option<String>,
    pub documented_extends: Option<String>,
    pub origin: Option<String>,
    pub source: String,
    pub meaning: String,
    pub rows: Option<SchemaRows>,
    pub fields: Vec<Field>,
}

/// The records of a schema that no record type carries alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemaRows {
    pub record_types: Vec<i32>,
    pub operations: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
    pub mandatory: Option<bool>,
    pub origin: Option<String>,
    #[serde(default)]
    pub spellings: Vec<String>,
    #[serde(default)]
    pub values: Vec<String>,
    pub values_of: Option<String>,
    #[serde(default)]
    pub pii: bool,
    pub path: Option<String>,
    pub source: Option<String>,
    pub quirk: Option<String>,
    pub meaning: String,
}

/// One file of `enums/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enum {
    pub name: String,
    pub source: String,
    pub wire: Option<String>,
    /// `observed` where the numbers are not the documentation's.
    pub numbers: Option<String>,
    pub meaning: String,
    pub members: Vec<Member>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub value: Option<i32>,
    pub name: Option<String>,
    pub ident: Option<String>,
    pub meaning: String,
}

impl Member {
    /// Microsoft's name, or the identifier where the documentation gives only a description.
    pub fn name(&self) -> &str {
        self.name.as_deref().or(self.ident.as_deref()).unwrap_or("")
    }

    /// The name as an identifier.
    pub fn ident(&self) -> &str {
        self.ident.as_deref().unwrap_or_else(|| self.name())
    }
}
