//! The answer about a schema or complex type.

use serde::Serialize;
use trail365_schema::describe::{fields_holding, record_types_with};
use trail365_schema::{Origin, SCHEMAS, Schema};

use super::carriers::Carriers;
use super::field_row::{self, FieldRow};
use crate::output::{Block, Document, Fact, Report, enumerate};

/// The answer about one schema.
#[derive(Serialize)]
pub struct Answer {
    name: &'static str,
    schema_kind: &'static str,
    meaning: &'static str,
    origin: String,
    documented_at: &'static str,
    extends: Option<&'static str>,
    documented_extends: Option<&'static str>,
    extended_by: Vec<&'static str>,
    record_types: Carriers,
    held_by: Vec<String>,
    fields: Vec<FieldRow>,
    #[serde(skip)]
    schema: &'static Schema,
}

impl Answer {
    /// Answers what `schema` is.
    pub fn new(schema: &'static Schema) -> Self {
        // Compared by address: the tables are static, and equality by value would walk all fields of both.
        let extending = SCHEMAS.iter().filter(|s| s.extends.is_some_and(|id| std::ptr::eq(id.get(), schema)));
        Self {
            name: schema.name,
            schema_kind: schema.kind.as_str(),
            meaning: schema.meaning,
            origin: schema.origin.to_string(),
            documented_at: schema.source,
            extends: schema.extends.map(|id| id.get().name),
            documented_extends: schema.documented_extends,
            extended_by: extending.map(|s| s.name).collect(),
            record_types: Carriers::new(record_types_with(schema)),
            held_by: fields_holding(schema).map(|h| format!("{}.{}", h.schema.name, h.field.name)).collect(),
            fields: field_row::rows(schema),
            schema,
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let origin = if self.schema.origin == Origin::Documented { "" } else { &self.origin };
        let all = [
            Fact::unless_empty("Origin", origin),
            Fact::unless_empty("Source", self.documented_at),
            Fact::unless_empty("Extends", self.extends_words()),
            Fact::unless_empty("Extended by", self.extended_by_words()),
            Fact::unless_empty("Held by", enumerate(&self.held_by)),
            Fact::unless_empty("Record types", self.record_types.words()),
        ];
        all.into_iter().flatten().collect()
    }

    fn extended_by_words(&self) -> String {
        // The common schema is extended by 95 others: their names would fill the screen.
        const MANY: usize = 24;
        match self.extended_by.len() {
            count if count > MANY => format!("{count} schemas; --format json names them"),
            _ => enumerate(&self.extended_by),
        }
    }

    fn extends_words(&self) -> String {
        let line: Vec<_> = self.schema.lineage().skip(1).map(|schema| schema.name).collect();
        let documented = self
            .documented_extends
            .map(|name| format!("; {name} by the documentation, but real records show otherwise"));
        format!("{}{}", line.join(", which extends "), documented.unwrap_or_default())
    }
}

impl Report for Answer {
    fn document(&self) -> Document {
        let mut blocks = vec![Block::Text(self.meaning.to_owned()), Block::Facts(self.facts())];
        blocks.extend(field_row::tables(&self.fields, self.name));
        Document { title: format!("{} ({})", self.name, self.schema.kind.words()), blocks }
    }
}
