//! An alert as it is sent: the JSON of `detect --format jsonl`, and a line in words.

use std::sync::Arc;

use anyhow::Result;
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use trail365_findings::{Alert, alerts_to_batch};
use trail365_sql::rows::{Style, json_lines};

use crate::output::{clipped, printable};

/// Records of an alert that are sent; the lake has all. Many receivers take a few hundred kilobytes, and one that never takes an alert
/// would hold up all that come after it.
const MEMBERS: usize = 100;

/// Longest line in words, in characters.
const LINE: usize = 1000;

/// Writes an alert as one object of JSON.
pub fn body_of(alert: &Alert) -> Result<String> {
    let mut alert = alert.clone();
    alert.members.truncate(MEMBERS);
    let batch = with_text(&alerts_to_batch(std::slice::from_ref(&alert))?, &text_of(&alert))?;
    Ok(json_lines(&batch, Style::default())?.trim_end().to_owned())
}

/// Adds the column `text`.
fn with_text(batch: &RecordBatch, text: &str) -> Result<RecordBatch> {
    let field = Arc::new(Field::new("text", DataType::Utf8, true));
    let fields: Vec<_> = batch.schema().fields().iter().cloned().chain([field]).collect();
    let column: ArrayRef = Arc::new(StringArray::from(vec![text]));
    let columns = batch.columns().iter().cloned().chain([column]).collect();
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

/// Writes an alert in words, on one line that no terminal acts on.
pub fn line_of(alert: &Alert) -> String {
    let Alert { level, title, reason, .. } = alert;
    let users = match alert.users.join(", ") {
        users if users.is_empty() => users,
        users => format!(" by {}", printable(&users)),
    };
    format!("{level}: {}{users}: {}", printable(title), printable(reason))
}

/// Writes an alert in words for a chat. What stands in angle brackets would be a link of the attacker's choice there, or call everybody.
fn text_of(alert: &Alert) -> String {
    clipped(&line_of(alert).replace('<', "‹").replace('>', "›"), LINE)
}
