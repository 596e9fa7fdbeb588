//! Reports: one answer as tables, as Markdown or as JSON.

use std::io::Write;

use anyhow::Result;
use serde::Serialize;

use super::document::Document;
use super::terminal::Screen;
use super::{json, markdown, table};
use crate::args::Format;

/// An answer: as JSON through [`Serialize`], and as a document for people.
pub trait Report: Serialize {
    /// Returns what a person reads.
    fn document(&self) -> Document;
}

/// Renders a document as tables that fit the terminal.
pub fn render(document: &Document) -> String {
    table::render_tables(document, Screen::of_stdout())
}

/// Writes a report in the format that was asked for.
pub fn write(report: &impl Report, format: Format, out: &mut dyn Write) -> Result<()> {
    let text = match format {
        Format::Table => render(&report.document()),
        Format::Markdown => markdown::render_markdown(&report.document()),
        Format::Json => json::render_json(report)?,
    };
    out.write_all(text.as_bytes())?;
    Ok(())
}
