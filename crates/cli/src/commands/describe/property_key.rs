//! The answer about a key of a property bag.

use serde::Serialize;
use trail365_schema::glossary::PropertyKey;
use trail365_schema::snake_case;

use crate::output::{Block, Document, Fact, Report, enumerate};

/// The answer about one key.
#[derive(Serialize)]
pub struct Answer {
    name: &'static str,
    meaning: &'static str,
    bags: Vec<&'static str>,
    operations: Vec<&'static str>,
    values: Vec<&'static str>,
}

impl Answer {
    /// Answers what `key` is.
    pub fn new(key: &'static PropertyKey) -> Self {
        Self {
            name: key.name,
            meaning: key.meaning,
            bags: key.bags.clone(),
            operations: key.operations.clone(),
            values: key.values.clone(),
        }
    }

    /// Returns the expression that reads the key in a query.
    fn expression(&self) -> Option<String> {
        let bag = self.bags.first()?;
        match *bag {
            // The columns of these are maps from key to value.
            "Parameters" | "OperationProperties" | "ExtendedProperties" | "DeviceProperties" => {
                Some(format!("{}['{}']", snake_case(bag), self.name))
            }
            _ => None,
        }
    }
}

impl Report for Answer {
    fn document(&self) -> Document {
        let facts = [
            Fact::unless_empty("Name in lists of", enumerate(&self.bags)),
            Fact::unless_empty("Values", enumerate(&self.values)),
            Fact::unless_empty("Operations", enumerate(&self.operations)),
            Fact::unless_empty("In queries", self.expression().unwrap_or_default()),
        ];
        let mut blocks =
            vec![Block::Text(self.meaning.to_owned()), Block::Facts(facts.into_iter().flatten().collect())];
        if let Some(expression) = self.expression() {
            blocks.push(Block::Text(format!(
                "Next: trail365 query \"select creation_time, user_id, operation, {expression} from activity where {expression} is \
                 not null\""
            )));
        }
        Document { title: format!("{} (property key)", self.name), blocks }
    }
}
