//! The answer about an operation of `SharePoint`.

use serde::Serialize;
use trail365_schema::describe::record_types_with;
use trail365_schema::schema_named;

use super::carriers::Carriers;
use crate::output::{Block, Document, Fact, Report};

/// The answer about one operation.
#[derive(Serialize)]
pub struct Answer {
    name: &'static str,
    record_types: Carriers,
}

impl Answer {
    /// Answers what the operation called `name` is.
    pub fn new(name: &'static str) -> Self {
        // The documentation lists operations for SharePoint and OneDrive alone, whose record types share this schema.
        let base = schema_named("SharePointBase").map(|(_, schema)| schema);
        Self { name, record_types: Carriers::new(base.into_iter().flat_map(record_types_with)) }
    }
}

impl Report for Answer {
    fn document(&self) -> Document {
        let text = "An operation of SharePoint and OneDrive records, found in their field Operation. The documentation \
                    does not say which of their record types carry it.";
        let facts = Fact::unless_empty("Record types of SharePoint", self.record_types.words());
        Document {
            title: format!("{} (operation)", self.name),
            blocks: vec![Block::Text(text.to_owned()), Block::Facts(facts.into_iter().collect())],
        }
    }
}
