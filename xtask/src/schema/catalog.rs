//! Loads the schema data and checks it: names unique, references resolve, types known.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::de::DeserializeOwned;

use super::data::{ColumnName, ColumnNames, Enum, Field, Member, RecordTypes, Schema, Table, Tables};
use crate::names::snake;

/// All of the schema data, checked.
pub struct Catalog {
    pub types: RecordTypes,
    /// By name; records and complex types.
    pub schemas: Vec<Schema>,
    pub enums: Vec<Enum>,
    /// Columns that are not called as their field.
    pub columns: Vec<ColumnName>,
    /// Tables of a lake.
    pub tables: Vec<Table>,
}

/// Type of a field, its references resolved to indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    String,
    Address,
    Guid,
    DateTime,
    I32,
    I64,
    Bool,
    Pairs,
    Json,
    Enum(usize),
    Complex(usize),
    List(Box<Type>),
}

impl Catalog {
    /// Reads `schema/` below `root`.
    pub fn load(root: &Path) -> Result<Self> {
        let dir = root.join("schema");
        let types: RecordTypes = read(&dir.join("record_types.toml"))?;
        let mut schemas: Vec<Schema> = read_all(&dir.join("records"))?;
        for s in &mut schemas {
            s.is_record = true;
        }
        schemas.extend(read_all::<Schema>(&dir.join("complex"))?);
        // In order of name: places in this list are the ids in generated code, and names are found by halving.
        schemas.sort_by(|a, b| a.name.cmp(&b.name));
        let mut enums: Vec<Enum> = read_all(&dir.join("enums"))?;
        // The documentation has it as an enum, too. Its members are the record types, which have a file of their own.
        enums.push(record_type_enum(&types));
        enums.sort_by(|a, b| a.name.cmp(&b.name));
        let names: ColumnNames = read(&dir.join("columns.toml"))?;
        let tables: Tables = read(&dir.join("tables.toml"))?;
        let catalog = Catalog { types, schemas, enums, columns: names.columns, tables: tables.tables };
        catalog.check()?;
        Ok(catalog)
    }

    /// Index of the schema with this name.
    pub fn schema(&self, name: &str) -> Option<usize> {
        self.schemas.binary_search_by(|s| s.name.as_str().cmp(name)).ok()
    }

    /// Index of the enum with this name.
    pub fn enumeration(&self, name: &str) -> Option<usize> {
        self.enums.binary_search_by(|e| e.name.as_str().cmp(name)).ok()
    }

    /// The schema and the ones it extends, nearest first.
    pub fn lineage(&self, index: usize) -> Vec<&Schema> {
        let parent =
            |s: &&Schema| s.extends.as_deref().and_then(|e| self.schema(e)).map(|i| &self.schemas[i]);
        std::iter::successors(Some(&self.schemas[index]), parent).collect()
    }

    /// Own and inherited fields, own ones first; a field defined again hides the inherited one.
    pub fn all_fields(&self, index: usize) -> Vec<(&Schema, &Field)> {
        let mut seen = BTreeSet::new();
        let lineage = self.lineage(index).into_iter();
        lineage
            .flat_map(|s| s.fields.iter().map(move |f| (s, f)))
            .filter(|(_, f)| seen.insert(f.name.as_str()))
            .collect()
    }

    /// The type that a field's type text names.
    pub fn ty(&self, text: &str) -> Result<Type> {
        if let Some(item) = text.strip_prefix("list<").and_then(|t| t.strip_suffix('>')) {
            let item = self.ty(item)?;
            // Arrow could hold it, but no record has one, and each reader of columns would need a case for it.
            ensure!(!matches!(item, Type::List(_) | Type::Pairs), "a list of lists: {text}");
            return Ok(Type::List(Box::new(item)));
        }
        Ok(match text.split_once(':') {
            Some(("enum", name)) => {
                Type::Enum(self.enumeration(name).with_context(|| format!("no enum {name}"))?)
            }
            Some(("complex", name)) => {
                let index = self.schema(name).with_context(|| format!("no schema {name}"))?;
                ensure!(!self.schemas[index].is_record, "{name} is a record, not a complex type");
                Type::Complex(index)
            }
            _ => match text {
                "string" => Type::String,
                "address" => Type::Address,
                "guid" => Type::Guid,
                "datetime" => Type::DateTime,
                "i32" => Type::I32,
                "i64" => Type::I64,
                "bool" => Type::Bool,
                "pairs" => Type::Pairs,
                "json" => Type::Json,
                _ => bail!("unknown type {text}"),
            },
        })
    }

    /// Names of the stored columns of `activity` that no field stands behind.
    pub fn technical_columns(&self) -> impl Iterator<Item = &str> {
        let activity = self.tables.iter().find(|table| table.name == "activity");
        let columns = activity.into_iter().flat_map(|table| &table.columns);
        columns.filter(|column| !column.is_virtual).map(|column| column.name.as_str())
    }

    fn check(&self) -> Result<()> {
        check_unique("record type number", self.types.all.iter().map(|t| t.value))?;
        check_unique("schema", self.schemas.iter().map(|s| &s.name))?;
        check_unique("enum", self.enums.iter().map(|e| &e.name))?;
        for t in &self.types.all {
            check_meaning(&t.name, &t.meaning)?;
            ensure!(
                t.schema.is_some() == t.schema_from.is_some(),
                "{}: schema and schema_from go together",
                t.name
            );
            if let Some(name) = &t.schema {
                let index = self.schema(name).with_context(|| format!("{}: no schema {name}", t.name))?;
                ensure!(self.schemas[index].is_record, "{}: {name} is no record schema", t.name);
            }
        }
        let names = self.types.all.iter().flat_map(|t| std::iter::once(&t.name).chain(&t.former));
        // Records and people name types in any case, so two must differ in more than that.
        check_unique("record type name", names.map(|n| n.to_ascii_lowercase()))?;
        check_unique("Graph name", self.types.all.iter().map(|t| t.graph.to_ascii_lowercase()))?;
        ensure!(self.types.all.is_sorted_by_key(|t| t.value), "record types are not in order of number");
        for index in 0..self.schemas.len() {
            self.check_schema(index).with_context(|| format!("schema {}", self.schemas[index].name))?;
        }
        for table in &self.tables {
            check_meaning(&table.name, &table.meaning)?;
            check_unique("column", table.columns.iter().map(|c| &c.name))?;
            for c in &table.columns {
                check_meaning(&c.name, &c.meaning)?;
            }
        }
        for e in &self.enums {
            check_enum(e).with_context(|| format!("enum {}", e.name))?;
        }
        Ok(())
    }

    fn check_schema(&self, index: usize) -> Result<()> {
        let schema = &self.schemas[index];
        check_meaning(&schema.name, &schema.meaning)?;
        if let Some(parent) = &schema.extends {
            let parent = self.schema(parent).with_context(|| format!("extends unknown {parent}"))?;
            ensure!(self.schemas[parent].is_record == schema.is_record, "extends another kind of schema");
        }
        ensure!(self.lineage_ends(index), "extends itself");
        check_origin(schema.origin.as_deref())?;
        self.check_rows(schema)?;
        let mut keys = BTreeSet::new();
        for field in &schema.fields {
            self.ty(&field.ty).with_context(|| format!("field {}", field.name))?;
            check_meaning(&field.name, &field.meaning)?;
            check_origin(field.origin.as_deref())?;
            if let Some(name) = &field.values_of {
                self.enumeration(name).with_context(|| format!("values_of: no enum {name}"))?;
            }
            for key in std::iter::once(&field.name).chain(&field.spellings) {
                ensure!(keys.insert(key), "{key} stands twice");
                // No writer of JSON needs an escape in such a key, so its bytes are compared as they stand.
                ensure!(key.is_ascii() && !key.contains(['"', '\\']), "{key} is no plain key");
            }
        }
        self.check_bounds(index)?;
        check_unique("identifier", schema.fields.iter().map(|f| snake(&f.name)))
    }

    /// Checks how the records of a schema are told from others of their record types.
    fn check_rows(&self, schema: &Schema) -> Result<()> {
        let Some(rows) = &schema.rows else { return Ok(()) };
        let known = |value: &i32| self.types.all.iter().any(|t| t.value == *value);
        let carried = self.types.all.iter().any(|t| t.schema.as_ref() == Some(&schema.name));
        ensure!(schema.is_record && !carried, "rows are for record schemas that no record type carries");
        ensure!(
            !rows.record_types.is_empty() && rows.record_types.iter().all(known),
            "rows: no such record type"
        );
        ensure!(!rows.operations.is_empty(), "rows: no operation");
        check_unique("operation", rows.operations.iter())?;
        let plain = |name: &String| !name.is_empty() && !name.contains('\'') && name.trim() == name;
        ensure!(rows.operations.iter().all(plain), "rows: an operation is no plain name");
        Ok(())
    }

    /// Holds a schema to the limits of the parser's tables.
    fn check_bounds(&self, index: usize) -> Result<()> {
        // The parser's key table has 256 slots of a byte, it marks the mandatory fields that it saw in a u64, and the members of
        // an object that it saw in a u128.
        let fields = self.all_fields(index);
        let keys: usize = fields.iter().map(|(_, f)| 1 + f.spellings.len()).sum();
        let mandatory = fields.iter().filter(|(_, f)| f.mandatory == Some(true)).count();
        ensure!(keys <= 250, "{keys} keys, more than 250");
        ensure!(mandatory <= 64, "{mandatory} mandatory fields, more than 64");
        ensure!(
            self.schemas[index].is_record || fields.len() <= 128,
            "more than 128 fields in a complex type"
        );
        Ok(())
    }

    /// Reports whether the chain of schemas ends; one that extends itself would make every walk along it endless.
    fn lineage_ends(&self, index: usize) -> bool {
        let mut at = Some(index);
        for _ in 0..self.schemas.len() {
            match at {
                Some(i) => at = self.schemas[i].extends.as_deref().and_then(|e| self.schema(e)),
                None => return true,
            }
        }
        at.is_none()
    }
}

fn check_enum(e: &Enum) -> Result<()> {
    check_meaning(&e.name, &e.meaning)?;
    check_origin(e.numbers.as_deref())?;
    check_unique("member", e.members.iter().map(Member::name))?;
    check_unique("identifier", e.members.iter().map(Member::ident))?;
    check_unique("number", e.members.iter().filter_map(|m| m.value))?;
    for m in &e.members {
        check_meaning(m.name(), &m.meaning)?;
        ensure!(
            m.ident().chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
            "{} needs an ident",
            m.name()
        );
    }
    Ok(())
}

fn record_type_enum(types: &RecordTypes) -> Enum {
    let member = |t: &super::data::RecordType| Member {
        value: Some(t.value),
        name: Some(t.name.clone()),
        ident: None,
        meaning: t.meaning.clone(),
    };
    Enum {
        name: "AuditLogRecordType".into(),
        source: "Enum: AuditLogRecordType - Type: Edm.Int32".into(),
        wire: Some("integer".into()),
        numbers: None,
        meaning: "Kind of activity that a record tells of.".into(),
        members: types.all.iter().map(member).collect(),
    }
}

fn check_meaning(name: &str, text: &str) -> Result<()> {
    // Meanings become doc comments, cells of tables and lines of help: one sentence on one line fits all of these.
    ensure!(text.ends_with('.') && text.len() > 1 && !text.contains('\n'), "{name} has no one-line meaning");
    Ok(())
}

fn check_origin(origin: Option<&str>) -> Result<()> {
    ensure!(matches!(origin, None | Some("observed" | "former" | "flattened")), "unknown origin {origin:?}");
    Ok(())
}

fn check_unique<T: Ord + std::fmt::Debug>(what: &str, items: impl Iterator<Item = T>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for item in items {
        ensure!(!seen.contains(&item), "{what} {item:?} stands twice");
        seen.insert(item);
    }
    Ok(())
}

fn read_all<T: DeserializeOwned>(dir: &Path) -> Result<Vec<T>> {
    let entries = fs::read_dir(dir).with_context(|| format!("read folder {}", dir.display()))?;
    let mut paths = entries.map(|e| Ok(e?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    paths.iter().filter(|p| p.extension().is_some_and(|e| e == "toml")).map(|p| read(p)).collect()
}

/// Reads a file of data.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("parse {}", path.display()))
}
