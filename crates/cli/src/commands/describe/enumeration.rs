//! The answer about an enum.

use serde::Serialize;
use trail365_schema::describe::fields_with_enum;
use trail365_schema::{Enum, Member};

use crate::output::{Block, Column, Document, Fact, Report, Table, enumerate};

/// The answer about one enum.
#[derive(Serialize)]
pub struct Answer {
    name: &'static str,
    meaning: &'static str,
    documented_at: &'static str,
    wire: Option<&'static str>,
    members: Vec<Row>,
    used_by: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    number: Option<i32>,
    name: &'static str,
    identifier: &'static str,
    meaning: &'static str,
}

impl Answer {
    /// Answers what `enumeration` is.
    pub fn new(enumeration: &'static Enum) -> Self {
        Self {
            name: enumeration.name,
            meaning: enumeration.meaning,
            documented_at: enumeration.source,
            wire: enumeration.wire,
            members: enumeration.members.iter().map(Row::new).collect(),
            used_by: fields_with_enum(enumeration)
                .map(|p| format!("{}.{}", p.schema.name, p.field.name))
                .collect(),
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let wire = self.wire.map(|wire| format!("as {wire}")).unwrap_or_default();
        let all = [
            Fact::unless_empty("Source", self.documented_at),
            Fact::unless_empty("In records", wire),
            Fact::unless_empty("Used by", enumerate(&self.used_by)),
        ];
        all.into_iter().flatten().collect()
    }
}

impl Row {
    fn new(member: &'static Member) -> Self {
        Self { number: member.value, name: member.name, identifier: member.ident, meaning: member.meaning }
    }

    fn cells(&self) -> Vec<String> {
        let number = self.number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        vec![number, self.name.to_owned(), self.meaning.to_owned()]
    }
}

impl Report for Answer {
    fn document(&self) -> Document {
        let columns = vec![Column::Number("Number"), Column::Name("Name"), Column::Text("Meaning")];
        let table = Table { columns, rows: self.members.iter().map(Row::cells).collect() };
        Document {
            title: format!("{} (enum)", self.name),
            blocks: vec![
                Block::Text(self.meaning.to_owned()),
                Block::Facts(self.facts()),
                Block::Table(table),
            ],
        }
    }
}
