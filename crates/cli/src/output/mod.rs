//! What the commands print: a [`Report`] is written as tables, as Markdown or as JSON.

mod document;
mod json;
mod markdown;
mod new_file;
mod number;
mod printable;
pub mod rows;
mod table;
mod text;

use std::io::{self, Write};

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

pub use document::{Block, Column, Document, Fact, Table};
pub use json::escape;
pub use new_file::NewFile;
pub use number::{bytes, count_of, grouped, instant, percent};
pub use printable::{clipped, printable};
pub use text::enumerate;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for a person at a terminal
    Table,
    /// One JSON value for a program; its keys stay as they are
    Json,
    /// Markdown for a ticket or a wiki
    Markdown,
}

/// An answer: as JSON through [`Serialize`], and as a document for people.
pub trait Report: Serialize {
    /// What a person reads.
    fn document(&self) -> Document;
}

/// A document as tables that fit the terminal.
pub fn render(document: &Document) -> String {
    table::render(document, terminal_width())
}

/// Writes a report.
pub fn write(report: &impl Report, format: Format, out: &mut dyn Write) -> Result<()> {
    let text = match format {
        Format::Table => render(&report.document()),
        Format::Markdown => markdown::render(&report.document()),
        Format::Json => json::render(report)?,
    };
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// Whether the reader of the output went away, as `head` does; no reason to complain.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Columns to fill: what the environment says, else the terminal's width, else 100.
pub fn terminal_width() -> usize {
    const UNKNOWN: usize = 100;
    const LEAST: usize = 40;
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    stated.or_else(measured).unwrap_or(UNKNOWN).max(LEAST)
}
