//! Rows of the views that decode records.

use chrono::DateTime;
use serde_json::{Map, Value};
use trail365_sql::Session;

use super::cited::Cited;
use super::rows::rows;
use crate::error::Result;

/// A row of a view that decodes records: what it says, and its record.
#[derive(Debug, Clone)]
pub(crate) struct Decoded(Map<String, Value>);

impl Decoded {
    /// Returns a text.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.0.get(column).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Returns the texts of a list, or the one text.
    pub fn texts(&self, column: &str) -> Vec<&str> {
        match self.0.get(column) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(text)) if !text.is_empty() => vec![text],
            _ => Vec::new(),
        }
    }

    /// Returns whether something holds; what is not known does not.
    pub fn is(&self, column: &str) -> bool {
        self.0.get(column).and_then(Value::as_bool).unwrap_or_default()
    }

    /// Returns a number.
    pub fn number(&self, column: &str) -> Option<i64> {
        self.0.get(column).and_then(Value::as_i64)
    }

    /// Returns a time in microseconds since 1970.
    pub fn time_of(&self, column: &str) -> Option<i64> {
        self.text(column)
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .map(|time| time.timestamp_micros())
    }

    /// Returns the time of its record.
    pub fn time(&self) -> i64 {
        self.time_of("time").unwrap_or_default()
    }

    /// Returns the hash of its record's content.
    pub fn content_hash(&self) -> i64 {
        self.number("content_hash").unwrap_or_default()
    }

    /// Returns its value as it stands.
    pub fn value(&self, column: &str) -> Option<&Value> {
        self.0.get(column)
    }

    /// Changes its texts, also those in lists, where `change` has another.
    pub fn change_texts(&mut self, change: &mut dyn FnMut(&str) -> Option<String>) {
        let texts = self.0.values_mut().flat_map(|value| match value {
            Value::Array(items) => items.iter_mut().collect::<Vec<_>>(),
            value => vec![value],
        });
        for value in texts {
            if let Some(text) = value.as_str().and_then(&mut *change) {
                *value = Value::String(text);
            }
        }
    }

    /// Names its record.
    pub fn cited(&self) -> Cited {
        let text = |column| self.text(column).map(str::to_owned);
        Cited {
            time: self.time(),
            id: text("id"),
            operation: text("operation"),
            source: text("source"),
            line: self.number("source_line"),
            content_hash: self.content_hash(),
        }
    }
}

/// Reads the rows of a view that a condition chooses, in order of time.
pub(crate) async fn decoded(session: &Session, view: &str, condition: &str) -> Result<Vec<Decoded>> {
    let query = format!("SELECT * FROM {view} WHERE {condition} ORDER BY time, content_hash");
    Ok(rows(session, &query).await?.into_iter().map(Decoded).collect())
}
