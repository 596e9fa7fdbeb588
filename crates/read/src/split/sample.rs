//! Looks at the first lines of a text whose format the first one alone does not tell.

use csv_core::{ReadFieldResult, Reader};
use memchr::memmem;

use super::csv::{DELIMITERS, Header, content_column, read_cells, started_reader};
use crate::input::{leading_blanks, trimmed_len};
use crate::json::{Embedded, embedded_object, find_embedded};
use crate::unwrap::{begins_with_record, holds_record};

/// Bytes of a text that are looked at.
pub(crate) const SAMPLE_BYTES: usize = 64 * 1024;

/// Lines and rows that are looked at.
const LINES: usize = 32;

/// The front of a text.
pub(crate) struct Sample<'a>(&'a [u8]);

impl<'a> Sample<'a> {
    pub(crate) fn of(text: &'a [u8]) -> Self {
        Self(&text[..text.len().min(SAMPLE_BYTES)])
    }

    pub(crate) fn text(&self) -> &'a [u8] {
        self.0
    }

    /// Returns the first line that is not blank.
    pub(crate) fn first_line(&self) -> &'a [u8] {
        self.lines().next().unwrap_or_default()
    }

    fn lines(&self) -> impl Iterator<Item = &'a [u8]> {
        let lines = self
            .0
            .split(|&byte| byte == b'\n')
            .map(|line| &line[leading_blanks(line)..trimmed_len(line).max(leading_blanks(line))]);
        lines.filter(|line| !line.is_empty()).take(LINES)
    }

    /// Reports whether the first line holds JSON behind a prefix, as no header of a table does.
    pub(crate) fn begins_with_prefix(&self) -> bool {
        find_embedded(self.first_line()).is_some() && self.has_prefixes()
    }

    /// Reports whether most lines hold JSON behind a prefix, or one of them a record. Logs have other lines between.
    pub(crate) fn has_prefixes(&self) -> bool {
        let found = self.lines().filter(|line| find_embedded(line).is_some()).count();
        found * 2 > self.lines().count() || self.has_record_behind_prefix()
    }

    /// Reports whether a line holds a record behind a prefix.
    pub(crate) fn has_record_behind_prefix(&self) -> bool {
        self.lines().any(|line| match find_embedded(line) {
            Some(Embedded::Object(place)) => holds_record(&line[place]),
            Some(Embedded::Array(start)) => begins_with_record(&line[start..]),
            Some(Embedded::Escaped(_)) | None => false,
        })
    }

    /// Returns the header of the table that the text is, if one of its columns holds records in the first rows.
    pub(crate) fn find_record_column(&self, declared: Option<u8>) -> Option<Header> {
        let line_len = memchr::memchr2(b'\r', b'\n', self.0)?;
        let (line, rows) = self.0.split_at(line_len);
        let headers = declared.into_iter().chain(DELIMITERS).filter_map(|delimiter| {
            let names = read_cells(line, delimiter);
            // Without separators and quotes the text is lines of JSON behind a line that says something else.
            if names.len() == 1 && memmem::find(rows, b"{\"\"").is_none() {
                return None;
            }
            let counts = count_records(rows, delimiter, names.len());
            let most = counts.iter().max().copied();
            Some(((most, names.len()), content_column(&names, &counts, delimiter)?))
        });
        // Reversed, since `max_by_key` takes the last of equals, and the declared separator should win.
        let headers: Vec<_> = headers.collect();
        headers.into_iter().rev().max_by_key(|(rank, _)| *rank).map(|(_, header)| header)
    }
}

/// Counts the rows that hold a record, for each column.
fn count_records(rows: &[u8], delimiter: u8, columns: usize) -> Vec<usize> {
    let mut reader = started_reader(delimiter);
    let mut counts = vec![0; columns];
    let mut rest = rows;
    for _ in 0..LINES {
        let mut column = 0;
        loop {
            let (cell, end) = read_cell(&mut reader, &mut rest);
            if let Some(count) = counts.get_mut(column).filter(|_| is_record_cell(&cell)) {
                *count += 1;
            }
            column += 1;
            match end {
                CellEnd::Cell => {}
                CellEnd::Row => break,
                CellEnd::Text => return counts,
            }
        }
    }
    counts
}

/// The end of a cell.
enum CellEnd {
    Cell,
    Row,
    Text,
}

/// Reads a cell, or what the sample has of it.
fn read_cell(reader: &mut Reader, rest: &mut &[u8]) -> (Vec<u8>, CellEnd) {
    let (mut cell, mut room) = (Vec::new(), [0; 256]);
    loop {
        let (result, read, written) = reader.read_field(rest, &mut room);
        *rest = &rest[read..];
        cell.extend_from_slice(&room[..written]);
        match result {
            ReadFieldResult::OutputFull => {}
            ReadFieldResult::Field { record_end: false } => return (cell, CellEnd::Cell),
            ReadFieldResult::Field { record_end: true } => return (cell, CellEnd::Row),
            // A cell that goes on behind the sample shows by its front what it is.
            ReadFieldResult::InputEmpty | ReadFieldResult::End => return (cell, CellEnd::Text),
        }
    }
}

fn is_record_cell(cell: &[u8]) -> bool {
    let text = &cell[leading_blanks(cell)..];
    if let Some(place) = embedded_object(text) {
        return holds_record(&text[place]);
    }
    holds_record(text) || text.starts_with(b"[") && begins_with_record(text)
}
