//! The answer about a record type.

use serde::Serialize;
use trail365_schema::{Evidence, RecordType};

use super::field_row::{self, FieldRow};
use crate::output::{Block, Document, Fact, Report, enumerate};

/// The answer about one record type.
#[derive(Serialize)]
pub struct Answer {
    number: i32,
    name: &'static str,
    graph_name: &'static str,
    graph_name_derived: bool,
    former_names: &'static [&'static str],
    meaning: &'static str,
    removed: Option<&'static str>,
    schema: Option<&'static str>,
    schema_known_from: Option<&'static str>,
    fields: Vec<FieldRow>,
    #[serde(skip)]
    evidence: Evidence,
}

impl Answer {
    /// Answers what `record_type` is.
    pub fn new(record_type: &'static RecordType) -> Self {
        let evidence = record_type.schema_from;
        Self {
            number: record_type.value,
            name: record_type.name,
            graph_name: record_type.graph,
            graph_name_derived: record_type.graph_derived,
            former_names: record_type.former,
            meaning: record_type.meaning,
            removed: record_type.removed,
            schema: record_type.schema.map(|id| id.get().name),
            schema_known_from: known_from(evidence),
            fields: record_type.schema_or_common().map(field_row::rows).unwrap_or_default(),
            evidence,
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let derived = " (by Graph's naming rule; its documentation does not list it)";
        let graph = format!("{}{}", self.graph_name, if self.graph_name_derived { derived } else { "" });
        let removed =
            self.removed.map(|day| format!("from the documentation, which last listed it on {day}"));
        let all = [
            Fact::unless_empty("Number", self.number.to_string()),
            Fact::unless_empty("Graph name", graph),
            Fact::unless_empty("Former names", enumerate(self.former_names)),
            Fact::unless_empty("Removed", removed.unwrap_or_default()),
            Fact::unless_empty("Schema", self.schema_words()),
        ];
        all.into_iter().flatten().collect()
    }

    fn schema_words(&self) -> String {
        let Some(schema) = self.schema else {
            return "none is known; the fields below are those that every record has".to_owned();
        };
        let evidence = match self.evidence {
            // The same name on both needs no explanation.
            Evidence::None | Evidence::Name => return schema.to_owned(),
            Evidence::Stated => "the documentation says so",
            Evidence::Inferred => "concluded from context; the documentation does not say",
            Evidence::Observed => "seen in real records; not documented",
        };
        format!("{schema} ({evidence})")
    }
}

fn known_from(evidence: Evidence) -> Option<&'static str> {
    match evidence {
        // Words of the documented JSON: they stay when a variant of the library is renamed.
        Evidence::None => None,
        Evidence::Name => Some("name"),
        Evidence::Stated => Some("stated"),
        Evidence::Inferred => Some("inferred"),
        Evidence::Observed => Some("observed"),
    }
}

impl Report for Answer {
    fn document(&self) -> Document {
        let mut blocks = vec![Block::Text(self.meaning.to_owned()), Block::Facts(self.facts())];
        blocks.extend(field_row::tables(&self.fields, self.schema.unwrap_or("Common")));
        Document { title: format!("{} (record type {})", self.name, self.number), blocks }
    }
}
