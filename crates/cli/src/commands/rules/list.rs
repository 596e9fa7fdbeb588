//! `trail365 rules list`.

use std::cmp::Reverse;
use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use arrow::json::ReaderBuilder;
use datafusion::prelude::SessionContext;
use serde::Serialize;
use trail365_findings::{Entry, RuleLibrary, tactics, techniques};
use trail365_sigma::Level;

use super::library;
use crate::args::{AtRules, RowFormat, RowOptions};
use crate::commands::Outcome;
use crate::lake;
use crate::output::Printer;

/// What rules are listed.
pub struct Wanted<'a> {
    pub words: &'a [String],
    pub level: Option<Level>,
    pub tactic: Option<&'a str>,
}

#[derive(Serialize)]
struct Row {
    level: &'static str,
    kind: String,
    title: String,
    tactics: Vec<String>,
    techniques: Vec<String>,
    file: String,
    id: String,
    name: Option<String>,
    behaviour: Option<String>,
    status: Option<&'static str>,
    alerts: bool,
    waits_for: Option<String>,
}

/// Columns that a person looks for first.
const COLUMNS: [&str; 5] = ["level", "kind", "title", "techniques", "file"];

/// Lists rules, those of the highest level first.
pub fn run(at: &AtRules, wanted: &Wanted<'_>, rows: &RowOptions, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(rows)?;
    let library = library::load(at)?;
    let mut entries = library.entries();
    entries.retain(|entry| wanted.has(entry));
    entries.sort_by_key(|entry| (Reverse(entry.level()), entry.file, entry.document));
    let rows: Vec<_> = entries.iter().map(|entry| row_of(entry, &library)).collect();
    lake::runtime()?.block_on(printer.guard(async {
        let frame = frame_of(schema(), &rows)?;
        let frame = match printer.format() {
            RowFormat::Table => frame.select_columns(&COLUMNS)?,
            _ => frame,
        };
        printer.print(frame, false, out).await
    }))?;
    Ok(Outcome::Done)
}

impl Wanted<'_> {
    fn has(&self, entry: &Entry<'_>) -> bool {
        let level = self.level.is_none_or(|least| entry.level() >= least);
        let is_tactic = |wanted: &str| {
            let wanted = wanted.to_lowercase().replace([' ', '_'], "-");
            tactics(&entry.metadata.tags).contains(&wanted)
        };
        level && self.tactic.is_none_or(is_tactic) && self.words.iter().all(|word| has_word(entry, word))
    }
}

fn has_word(entry: &Entry<'_>, word: &str) -> bool {
    let metadata = entry.metadata;
    let file = entry.file.to_string_lossy();
    let texts = [Some(metadata.title.as_str()), metadata.description.as_deref(), metadata.name.as_deref()];
    let texts =
        texts.into_iter().flatten().chain(metadata.id.as_deref()).chain(entry.custom_text("behaviour"));
    let word = word.to_lowercase();
    let mut texts = texts.chain(metadata.tags.iter().map(String::as_str)).chain([file.as_ref()]);
    texts.any(|text| text.to_lowercase().contains(&word))
}

fn row_of(entry: &Entry<'_>, library: &RuleLibrary) -> Row {
    let metadata = entry.metadata;
    Row {
        level: entry.level().as_str(),
        kind: entry.kind.to_string(),
        title: metadata.title.clone(),
        tactics: tactics(&metadata.tags),
        techniques: techniques(&metadata.tags),
        file: entry.file.to_string_lossy().into_owned(),
        id: metadata.identity().to_owned(),
        name: metadata.name.clone(),
        behaviour: entry.custom_text("behaviour").map(str::to_owned),
        status: metadata.status.map(trail365_sigma::Status::as_str),
        alerts: entry.alerts,
        waits_for: library.obstacle(entry).map(|problem| problem.what.clone()),
    }
}

fn schema() -> Schema {
    Schema::new(vec![
        text("level"),
        text("kind"),
        text("title"),
        texts("tactics"),
        texts("techniques"),
        text("file"),
        text("id"),
        text("name"),
        text("behaviour"),
        text("status"),
        Arc::new(Field::new("alerts", DataType::Boolean, true)),
        text("waits_for"),
    ])
}

/// Makes a column of texts.
pub fn text(name: &str) -> FieldRef {
    Arc::new(Field::new(name, DataType::Utf8, true))
}

/// Makes a column of lists of texts.
pub fn texts(name: &str) -> FieldRef {
    Arc::new(Field::new_list(name, Field::new("element", DataType::Utf8, true), true))
}

/// Makes rows that can be printed.
pub fn frame_of(schema: Schema, rows: &[impl Serialize]) -> Result<datafusion::dataframe::DataFrame> {
    let schema = Arc::new(schema);
    let size = rows.len().max(1);
    let mut decoder = ReaderBuilder::new(Arc::clone(&schema)).with_batch_size(size).build_decoder()?;
    decoder.serialize(rows)?;
    let batch = decoder.flush()?.unwrap_or_else(|| arrow::array::RecordBatch::new_empty(schema));
    Ok(SessionContext::new().read_batch(batch)?)
}
