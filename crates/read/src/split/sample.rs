//! Looks at the first lines of a text whose format the first one alone does not tell.

use csv_core::{ReadFieldResult, Reader};
use memchr::memmem;

use super::csv::{DELIMITERS, Header, content_column, read_cells, started_reader};
use crate::input::{leading_blanks, trimmed_len};
use crate::json::{Embedded, embedded_object, find_embedded};
use crate::unwrap::{begins_with_record, carries_record, holds_record};

/// Bytes of a text that are looked at.
pub(crate) const SAMPLE_BYTES: usize = 64 * 1024;

/// Lines and rows that are looked at.
const LINES: usize = 32;

/// The front of a text, or more of it.
pub(crate) struct Sample<'a> {
    text: &'a [u8],
    /// Most lines and rows that are looked at.
    lines: usize,
}

impl<'a> Sample<'a> {
    /// Returns the front of a text.
    pub(crate) fn of(text: &'a [u8]) -> Self {
        Self { text: &text[..text.len().min(SAMPLE_BYTES)], lines: LINES }
    }

    /// Returns all of a text, which is longer than a front and shows nothing there.
    pub(crate) fn whole(text: &'a [u8]) -> Self {
        Self { text, lines: usize::MAX }
    }

    pub(crate) fn text(&self) -> &'a [u8] {
        self.text
    }

    /// Returns the first line that is not blank.
    pub(crate) fn first_line(&self) -> &'a [u8] {
        self.lines().next().unwrap_or_default()
    }

    fn lines(&self) -> impl Iterator<Item = &'a [u8]> {
        let lines = self
            .text
            .split(|&byte| byte == b'\n')
            .map(|line| &line[leading_blanks(line)..trimmed_len(line).max(leading_blanks(line))]);
        lines.filter(|line| !line.is_empty()).take(self.lines)
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
            Some(Embedded::Object(place)) => {
                holds_record(&line[place.clone()]) || carries_record(&line[place])
            }
            Some(Embedded::Array(start)) => {
                begins_with_record(&line[start..]) || carries_record(&line[start..])
            }
            Some(Embedded::Escaped(_)) | None => false,
        })
    }

    /// Returns the lines behind the first one.
    pub(crate) fn rows(&self) -> Self {
        let line_len = memchr::memchr2(b'\r', b'\n', self.text).unwrap_or(self.text.len());
        Self { text: &self.text[line_len..], lines: self.lines - 1 }
    }

    /// Returns the header that `line` is, if the rows that the text is hold records in one of its columns. Only rows of
    /// this width count.
    pub(crate) fn find_record_column(
        &self,
        line: &[u8],
        declared: Option<u8>,
        width: Width,
    ) -> Option<Header> {
        let rows = self.text;
        let headers = declared.into_iter().chain(DELIMITERS).filter_map(|delimiter| {
            let names = read_cells(line, delimiter);
            // Without separators and quotes the text is lines of JSON behind a line that says something else.
            if names.len() == 1 && memmem::find(rows, b"{\"\"").is_none() {
                return None;
            }
            let counts = count_records(rows, self.lines, delimiter, names.len(), width);
            let most = counts.iter().max().copied();
            Some(((most, names.len()), content_column(&names, &counts, delimiter)?))
        });
        // Reversed, since `max_by_key` takes the last of equals, and the declared separator should win.
        let headers: Vec<_> = headers.collect();
        headers.into_iter().rev().max_by_key(|(rank, _)| *rank).map(|(_, header)| header)
    }
}

/// The rows of a table that tell what its columns hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// Rows with as many cells as the header has. Lines of a log, whose commas separate nothing, are none.
    Whole,
    /// All rows.
    Any,
}

/// Counts those of the first rows that hold a record, for each column.
fn count_records(rows: &[u8], most: usize, delimiter: u8, columns: usize, width: Width) -> Vec<usize> {
    let mut reader = started_reader(delimiter);
    let mut counts = vec![0; columns];
    let mut rest = rows;
    for _ in 0..most {
        let (mut column, mut found) = (0, Vec::new());
        let end = loop {
            let (cell, end) = read_cell(&mut reader, &mut rest);
            if column < columns && is_record_cell(&cell) {
                found.push(column);
            }
            column += 1;
            if !matches!(end, CellEnd::Cell) {
                break end;
            }
        };
        if width == Width::Any || column == columns {
            for column in found {
                counts[column] += 1;
            }
        }
        if matches!(end, CellEnd::Text) {
            break;
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
    let front = embedded_object(text).map_or(text, |place| &text[place]);
    let begins = holds_record(front) || front.starts_with(b"[") && begins_with_record(front);
    begins || carries_record(text)
}
