//! The fields of a record type or schema, as rows.

use serde::Serialize;
use trail365_schema::{Field, Schema};

use super::field_facts::FieldFacts;
use crate::output::{Block, Column, Table};

/// One field in the list of a schema.
#[derive(Serialize)]
pub struct FieldRow {
    #[serde(flatten)]
    facts: FieldFacts,
    defined_in: &'static str,
    documented_in: Option<&'static str>,
}

impl FieldRow {
    fn new(schema: &'static Schema, field: &'static Field) -> Self {
        Self { facts: FieldFacts::new(field), defined_in: schema.name, documented_in: field.source }
    }

    fn cells(&self) -> Vec<String> {
        let remarks = self.facts.remarks().into_iter().map(|r| format!("{}: {}", r.label, r.text));
        let meaning: Vec<_> = std::iter::once(self.facts.meaning.to_owned()).chain(remarks).collect();
        vec![
            self.facts.name.to_owned(),
            self.facts.ty.clone(),
            self.facts.mandatory_word().unwrap_or("-").to_owned(),
            meaning.join("\n"),
        ]
    }
}

/// Returns a row for each field of a schema: first its own, then those of each schema that it extends.
pub fn rows(schema: &'static Schema) -> Vec<FieldRow> {
    schema.all_fields().map(|(owner, field)| FieldRow::new(owner, field)).collect()
}

/// Makes a heading and a table for each schema that defines some of the rows; `own` is the schema asked about.
pub fn tables(rows: &[FieldRow], own: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for part in rows.chunk_by(|a, b| a.defined_in == b.defined_in) {
        let owner = part.first().map_or("", |row| row.defined_in);
        let from = if owner == own { "Fields of" } else { "Inherited from" };
        blocks.push(Block::Heading(format!("{from} {owner} ({})", part.len())));
        blocks.push(Block::Table(table(part)));
    }
    blocks
}

fn table(rows: &[FieldRow]) -> Table {
    let columns =
        vec![Column::Name("Field"), Column::Name("Type"), Column::Name("Mandatory"), Column::Text("Meaning")];
    Table { columns, rows: rows.iter().map(FieldRow::cells).collect() }
}
