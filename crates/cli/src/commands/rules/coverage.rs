//! `trail365 rules coverage`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use arrow::datatypes::{DataType, Field, Schema};
use serde::Serialize;
use trail365_findings::{Coverage, Detector, Readiness, RuleLibrary, tactics, techniques};
use trail365_sql::rules::Tenant;

use super::library;
use super::list::{frame_of, text, texts};
use crate::args::{AtGeo, AtRules, RowFormat, RowOptions};
use crate::commands::Outcome;
use crate::lake;
use crate::output::{Block, Column, Document, Printer, Table, clipped, grouped, printable, render};

/// Longest reason in a table, in characters.
const LONGEST: usize = 200;

#[derive(Serialize)]
struct Row {
    readiness: String,
    level: &'static str,
    kind: String,
    title: String,
    id: String,
    tactics: Vec<String>,
    techniques: Vec<String>,
    records: Option<u64>,
    reasons: Vec<String>,
    file: String,
    #[serde(skip)]
    is: Readiness,
}

/// Says which rules can find something in a lake.
pub fn run(
    at: &AtRules,
    at_geo: &AtGeo,
    lake: &str,
    rows: &RowOptions,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let printer = Printer::new(rows)?;
    let library = library::load(at)?;
    let options = lake::session_options(at_geo.geo.as_deref(), at_geo.asn.as_deref())?;
    lake::runtime()?.block_on(printer.guard(async {
        let session = lake::session_with(lake, None, &options).await?;
        let domains = trail365_findings::tenant_domains(&session).await?;
        let loaded = library.loaded.clone();
        let detector = Detector::new(loaded.set, loaded.sql_rules, Tenant { domains })?;
        let rows = rows_of(&library, library.find_coverage(&detector, &session).await?);
        match printer.format() {
            RowFormat::Table if !printer.has_file() => {
                out.write_all(render(&document_of(&rows)).as_bytes())?;
            }
            _ => {
                printer.print(frame_of(schema(), &rows)?, false, out).await?;
            }
        }
        anyhow::Ok(())
    }))?;
    Ok(Outcome::Done)
}

/// Makes a row of each rule, also of those that wait for a list, the readiest first.
fn rows_of(library: &RuleLibrary, coverage: Vec<Coverage>) -> Vec<Row> {
    let mut rows: Vec<_> = library
        .entries()
        .iter()
        .zip(coverage)
        .map(|(entry, coverage)| Row {
            readiness: coverage.readiness.to_string(),
            level: entry.level().as_str(),
            kind: entry.kind.to_string(),
            title: entry.metadata.title.clone(),
            id: entry.metadata.identity().to_owned(),
            tactics: tactics(&entry.metadata.tags),
            techniques: techniques(&entry.metadata.tags),
            records: coverage.records,
            reasons: coverage.reasons,
            file: entry.file.to_string_lossy().into_owned(),
            is: coverage.readiness,
        })
        .collect();
    rows.sort_by(|a, b| (a.is, &a.file).cmp(&(b.is, &b.file)));
    rows
}

fn schema() -> Schema {
    Schema::new(vec![
        text("readiness"),
        text("level"),
        text("kind"),
        text("title"),
        text("id"),
        texts("tactics"),
        texts("techniques"),
        Arc::new(Field::new("records", DataType::UInt64, true)),
        texts("reasons"),
        text("file"),
    ])
}

fn document_of(rows: &[Row]) -> Document {
    let count = |is: Readiness| grouped(rows.iter().filter(|row| row.is == is).count() as u64);
    let title = format!(
        "{} of {} rules are ready, {} partly, {} blind",
        count(Readiness::Ready),
        grouped(rows.len() as u64),
        count(Readiness::Partly),
        count(Readiness::Blind)
    );
    let mut blocks = vec![Block::Table(by_tactic(rows))];
    for (is, heading) in [(Readiness::Partly, "Partly ready"), (Readiness::Blind, "Blind")] {
        let table = titles_by_reason(rows, is);
        if !table.rows.is_empty() {
            blocks.push(Block::Heading(heading.to_owned()));
            blocks.push(Block::Table(table));
        }
    }
    Document { title, blocks }
}

fn by_tactic(rows: &[Row]) -> Table {
    let mut counts: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for row in rows {
        for tactic in &row.tactics {
            counts.entry(tactic).or_default()[row.is as usize] += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, counts)| Reverse(counts[0]));
    let row = |(tactic, counts): &(&str, [u64; 3])| {
        let tactic = printable(tactic);
        std::iter::once(tactic).chain(counts.iter().map(|count| grouped(*count))).collect()
    };
    let columns = vec![
        Column::Name("Tactic"),
        Column::Number("Ready"),
        Column::Number("Partly"),
        Column::Number("Blind"),
    ];
    Table { columns, rows: counts.iter().map(row).collect() }
}

/// Names the rules that are not ready, with the reason.
fn titles_by_reason(rows: &[Row], is: Readiness) -> Table {
    let row = |row: &Row| {
        let reasons = clipped(&row.reasons.join("; "), LONGEST);
        vec![row.level.to_owned(), clipped(&row.title, LONGEST), reasons]
    };
    let columns = vec![Column::Name("Level"), Column::Text("Rule"), Column::Text("Because")];
    Table { columns, rows: rows.iter().filter(|row| row.is == is).map(row).collect() }
}
