//! Rows of CSV whose record does not end where its cell does: cut off in the middle of a file, joined with what
//! follows, or written without quotes. Finds the parts that can be told apart in the text of such a row.

use std::ops::Range;

use csv_core::{ReadFieldResult, Reader};
use memchr::{memchr, memchr_iter};

use super::header::{record_column, started_reader};
use crate::input::leading_blanks;
use crate::json::Scan;

/// Room for cells: names of columns are shorter.
const ROOM_BYTES: usize = 256;

pub(crate) struct Torn<'a> {
    /// Row as it was read, with the rows behind it where a quote has taken them in.
    pub text: &'a [u8],
    /// Start of its record's cell.
    pub start: usize,
    /// Column of that cell.
    pub column: usize,
    pub delimiter: u8,
}

impl Torn<'_> {
    /// Returns where the text goes on behind the first `len` bytes of the record's cell, and behind a quote that
    /// closes it.
    pub(crate) fn end_behind(&self, len: usize) -> usize {
        let cell = &self.text[self.start..];
        let (_, read, _) = started_reader(self.delimiter).read_field(cell, &mut vec![0; len]);
        let is_closed = cell.starts_with(b"\"") && cell.get(read) == Some(&b'"');
        self.start + read + usize::from(is_closed)
    }

    /// Returns the text of the record's cell up to `end`, and reports whether a quote closes the cell before it.
    pub(crate) fn front(&self, end: usize) -> (Vec<u8>, bool) {
        // The row may end in a cell before that of the record.
        let cell = self.text.get(self.start..end).unwrap_or_default();
        let mut front = vec![0; cell.len()];
        let (result, _, len) = started_reader(self.delimiter).read_field(cell, &mut front);
        front.truncate(len);
        (front, cell.starts_with(b"\"") && matches!(result, ReadFieldResult::Field { .. }))
    }

    /// Returns the object that stands in the row without quotes, so that each of its commas has ended a cell.
    pub(crate) fn bare_object(&self) -> Option<Range<usize>> {
        let line = &self.text[self.start..self.line_end(self.start)];
        let len = Scan::default().feed(line).filter(|_| line.starts_with(b"{"))?;
        let ends = line.get(len).is_none_or(|&next| next == self.delimiter || next == b'\r');
        ends.then_some(self.start..self.start + len)
    }

    /// Returns the end of the line that `at` is in.
    pub(crate) fn line_end(&self, at: usize) -> usize {
        memchr(b'\n', &self.text[at..]).map_or(self.text.len(), |newline| at + newline)
    }

    /// Returns the start of the first line behind `from` that looks like a row or a header.
    pub(crate) fn next_row(&self, from: usize) -> Option<usize> {
        let mut reader = started_reader(self.delimiter);
        let starts = memchr_iter(b'\n', &self.text[from..]).map(|newline| from + newline + 1);
        starts.into_iter().find(|&start| self.is_row(&mut reader, &self.text[start..self.line_end(start)]))
    }

    /// Reports whether the record's cell in `line` begins with an object, or any cell is the name of such a column.
    fn is_row(&self, reader: &mut Reader, line: &[u8]) -> bool {
        // One reader for all lines: making one costs more than a short line.
        reader.reset();
        let mut room = [0; ROOM_BYTES];
        let (mut at, mut column, mut len) = (0, 0, 0);
        loop {
            if column == self.column && len == 0 && opens_object(&line[at..]) {
                return true;
            }
            let (result, read, written) = reader.read_field(&line[at..], &mut room[len..]);
            at += read;
            len += written;
            match result {
                ReadFieldResult::Field { .. } if record_column(&room[..len]).is_some() => return true,
                ReadFieldResult::Field { record_end: false } => (column, len) = (column + 1, 0),
                // Longer than any name.
                ReadFieldResult::OutputFull => len = 1,
                ReadFieldResult::InputEmpty => return record_column(&room[..len]).is_some(),
                _ => return false,
            }
        }
    }
}

/// Reports whether a cell begins with an object, be it in quotes.
fn opens_object(cell: &[u8]) -> bool {
    match cell.strip_prefix(b"\"") {
        Some(text) => text[leading_blanks(text)..].starts_with(b"{"),
        None => cell.starts_with(b"{"),
    }
}

#[cfg(test)]
mod tests {
    use super::Torn;

    fn torn(text: &str, start: usize, column: usize) -> Torn<'_> {
        Torn { text: text.as_bytes(), start, column, delimiter: b',' }
    }

    #[test]
    fn the_text_goes_on_behind_the_object_and_its_quote() {
        assert_eq!(torn("1,{}x", 2, 1).end_behind(2), 4);
        assert_eq!(torn("1,\"{}\"x", 2, 1).end_behind(2), 6);
        assert_eq!(torn("1,\"{\"\"a\"\":1} x\"", 2, 1).end_behind(7), 12);
    }

    #[test]
    fn an_object_without_quotes_ends_its_cell() {
        assert_eq!(torn("1,{\"a\":1,\"b\":2},x\n", 2, 1).bare_object(), Some(2..15));
        assert_eq!(torn("1,{\"a\":1,\"b\":2}x\n", 2, 1).bare_object(), None);
        assert_eq!(torn("1,{\"a\":1,\n\"b\":2}\n", 2, 1).bare_object(), None);
    }

    #[test]
    fn a_line_with_an_object_in_its_place_is_a_row_and_so_is_a_header() {
        let next = |text| torn(text, 2, 1).next_row(0);
        assert_eq!(next("1,\"{\n2,\"{}\"\n"), Some(5));
        assert_eq!(next("1,\"{\n  \"\"a\"\": {\n\"2, 3\",{}\n"), Some(16));
        assert_eq!(next("1,\"{\nId,AuditData\n"), Some(5));
        assert_eq!(next("1,\"{\n{},\n2,x\n3\n\n"), None);
    }
}
