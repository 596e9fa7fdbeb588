//! The report as a person reads it: first the contents of the files, then what is odd about them.

use trail365_records::DeviationKind;
use trail365_records::survey::SurveyedType;

use super::report::{Input, Report};
use super::rows::TypeRow;
use super::{sections, summary};
use crate::output::{
    self, Block, Column, Document, Table, bytes, clipped, count_of, grouped, percent, printable,
};

/// Rows of the table of files, and of record types that the schema knows: it knows 269.
const ROWS: usize = 50;

/// Rows of record types that the schema does not know.
const UNKNOWN_ROWS: usize = 20;

/// Characters of a file name. Names inside archives may have any length.
const NAME: usize = 80;

impl output::Report for Report<'_> {
    fn document(&self) -> Document {
        let mut blocks = vec![Block::Facts(summary::list_facts(self))];
        blocks.extend(list_files(self));
        blocks.extend(list_record_types(self));
        blocks.extend(list_failures(self));
        blocks.extend(sections::list_unreadable(self));
        blocks.extend(
            DeviationKind::ALL.iter().copied().flat_map(|kind| sections::list_deviations(self, kind)),
        );
        Document { title: summary::write_title(self), blocks }
    }
}

/// Lists the contents of each of several files.
fn list_files(report: &Report<'_>) -> Vec<Block> {
    // The summary says the same of a single file.
    if report.inputs.len() == 1 {
        return Vec::new();
    }
    let row = |(index, input): (usize, &Input<'_>)| {
        vec![
            clipped(&report.sources.title(index), NAME),
            input.describe_form().unwrap_or_else(|| "not read".to_owned()),
            bytes(input.bytes),
            grouped(input.records),
            grouped(input.unreadable),
        ]
    };
    let columns = vec![
        Column::Path("File"),
        Column::Name("Format"),
        Column::Number("Size"),
        Column::Number("Records"),
        Column::Number("Unreadable"),
    ];
    let rows = report.inputs.iter().enumerate().take(ROWS).map(row).collect();
    let mut blocks = vec![Block::Heading("Files".to_owned()), Block::Table(Table { columns, rows })];
    blocks.extend(sections::note_rest(report.inputs.len(), ROWS, "file"));
    blocks
}

fn list_record_types(report: &Report<'_>) -> Vec<Block> {
    let shown = shown_types(report);
    if shown.is_empty() {
        return Vec::new();
    }
    let row = |row: &&TypeRow<'_>| {
        vec![
            grouped(row.count),
            percent(row.count, report.total.records),
            row.number.map(|number| number.to_string()).unwrap_or_default(),
            sections::type_name(row.record_type),
        ]
    };
    let columns = vec![
        Column::Number("Records"),
        Column::Number("Share"),
        Column::Number("Type"),
        Column::Name("Name"),
    ];
    let rows = shown.iter().map(row).collect();
    let mut blocks = vec![Block::Heading("Record types".to_owned()), Block::Table(Table { columns, rows })];
    blocks.extend(sections::note_rest(report.record_types.len(), shown.len(), "record type"));
    if report.further.record_types > 0 {
        let more = count_of(report.further.record_types, "record");
        blocks.push(Block::Text(format!("further unknown record types: {more}")));
    }
    if report.further.unlisted_deviations > 0 {
        let more = count_of(report.further.unlisted_deviations, "deviation");
        blocks.push(Block::Text(format!(
            "not listed below: {more} of records with more than 10,000 inside their values"
        )));
    }
    blocks
}

/// Returns the most frequent types. Unknown ones have rows of their own, so that known ones cannot hide them.
fn shown_types<'r>(report: &'r Report<'_>) -> Vec<&'r TypeRow<'r>> {
    let (mut known, mut unknown) = (ROWS, UNKNOWN_ROWS);
    let has_room = |row: &&TypeRow<'_>| {
        let room = match row.record_type {
            SurveyedType::None => return true,
            SurveyedType::Known(_) => &mut known,
            _ => &mut unknown,
        };
        let left = room.checked_sub(1);
        *room = left.unwrap_or(0);
        left.is_some()
    };
    report.record_types.iter().filter(has_room).collect()
}

/// Lists the files that could not be read, or not to their end.
fn list_failures(report: &Report<'_>) -> Vec<Block> {
    let row = |(index, input): (usize, &Input<'_>)| {
        Some(vec![clipped(&report.sources.title(index), NAME), printable(input.failure?)])
    };
    let rows: Vec<_> = report.inputs.iter().enumerate().filter_map(row).take(ROWS).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = vec![Column::Path("File"), Column::Text("Why")];
    let mut blocks =
        vec![Block::Heading("Not read, or not to the end".to_owned()), Block::Table(Table { columns, rows })];
    blocks.extend(sections::note_rest(report.total.failed_inputs, ROWS, "file"));
    blocks
}
