//! The lines at the top of a CSV export: the column that holds the records, and the separator of columns.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::input::{BOM, leading_blanks};
use crate::item::Wrapper;
use crate::json::value_places;
use crate::unwrap::{Slot, holds_record, slot_of};

/// Length that no cell with the name, its blanks and its quotes reaches.
const NAME_CELL_BYTES: usize = 64;

/// The separators that exports use.
pub(crate) const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A line that may stand before the header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Preface {
    /// `#TYPE ...`, as PowerShell's `Export-Csv` writes it.
    Type,
    /// `sep=,`, as Excel reads it.
    Separator(u8),
}

/// The place of the records in a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub delimiter: u8,
    pub column: usize,
    /// Columns of the table.
    pub columns: usize,
    pub wrapper: Wrapper,
    /// Places of the columns `ResultIndex` and `ResultCount`.
    pub rank: Option<(usize, usize)>,
    /// True if the header is one of `Search-UnifiedAuditLog`, or could be: that of the old portal is the same.
    pub is_search: bool,
    /// Slots of the columns that say the same as a field of the record.
    pub slots: Vec<Option<Slot>>,
    /// Names of the columns, as they stand in the header; none if the table has no header.
    pub names: Vec<Vec<u8>>,
}

pub(crate) fn find_preface(line: &[u8]) -> Option<Preface> {
    let line = bare_cell(line);
    if line.get(..5).is_some_and(|head| head.eq_ignore_ascii_case(b"#TYPE")) {
        return Some(Preface::Type);
    }
    match line {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            Some(Preface::Separator(*delimiter))
        }
        _ => None,
    }
}

/// Returns the header in `line`, if one of its columns holds records. A program that took all of each line for one
/// cell has put quotes around it.
pub(crate) fn find_header(line: &[u8], declared: Option<u8>) -> Option<Header> {
    let found = split_header(line, declared, header_of);
    found.or_else(|| split_header(&only_cell(line)?, declared, header_of))
}

/// Returns what `read` makes of the cells of `line`, with the first separator for which it makes something of them.
pub(crate) fn split_header<T>(
    line: &[u8],
    declared: Option<u8>,
    read: fn(&[Vec<u8>], u8) -> Option<T>,
) -> Option<T> {
    // The usual separators are tried behind a declared one: a file may have been converted since.
    declared.into_iter().chain(DELIMITERS).find_map(|delimiter| read(&read_cells(line, delimiter), delimiter))
}

fn header_of(cells: &[Vec<u8>], delimiter: u8) -> Option<Header> {
    let columns = cells.iter().enumerate().filter_map(|(at, cell)| Some((at, record_column(cell)?)));
    let (column, wrapper) = columns.fold(None, better_column)?;
    let place =
        |name: &str| cells.iter().position(|cell| column_name(cell).eq_ignore_ascii_case(name.as_bytes()));
    Some(Header {
        delimiter,
        column,
        columns: cells.len(),
        wrapper,
        rank: place("ResultIndex").zip(place("ResultCount")),
        is_search: place("UserIds").or_else(|| place("Operations")).is_some(),
        slots: slots_of(cells, column),
        names: cells.to_vec(),
    })
}

/// Returns the slots of the columns beside the one with the records.
fn slots_of(names: &[Vec<u8>], records: usize) -> Vec<Option<Slot>> {
    let slot = |(at, name): (usize, &Vec<u8>)| slot_of(column_name(name)).filter(|_| at != records);
    names.iter().enumerate().map(slot).collect()
}

/// Names of text columns that exports fill with records, the best first: Splunk's, Elastic's, and those of forwarders.
const TEXT_COLUMNS: [&str; 6] = ["_raw", "event.original", "raw", "message", "log", "body"];

/// Returns the header of a table whose columns hold so many records each. Of equal columns the one with the better
/// name counts, and then the first.
pub(crate) fn content_column(names: &[Vec<u8>], counts: &[usize], delimiter: u8) -> Option<Header> {
    let rank = |at: usize| {
        let name = column_name(&names[at]);
        let rank = TEXT_COLUMNS.iter().position(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        (counts[at], TEXT_COLUMNS.len() - rank.unwrap_or(TEXT_COLUMNS.len()))
    };
    // Reversed, since `max_by_key` takes the last of equals.
    let column = (0..names.len()).rev().max_by_key(|&at| rank(at)).filter(|&at| counts[at] > 0)?;
    let wrapper = match column_name(&names[column]) {
        b"_raw" => Wrapper::SplunkRaw,
        b"event.original" => Wrapper::ElasticOriginal,
        _ => Wrapper::TextColumn,
    };
    Some(Header {
        delimiter,
        column,
        columns: names.len(),
        wrapper,
        rank: None,
        is_search: false,
        slots: slots_of(names, column),
        names: names.to_vec(),
    })
}

/// Returns what stands for the header of a row that has none: the column of the longest cell that begins as an object,
/// by the separator that leaves nothing behind it, or else gives the longest one.
pub(crate) fn find_row(row: &[u8]) -> Option<Header> {
    find_row_where(row, None, |_| true)
}

/// Returns what stands for the header of a table that has none, if a cell of its first row holds a record.
pub(crate) fn find_first_row(row: &[u8], declared: Option<u8>) -> Option<Header> {
    find_row_where(row, declared, |cell| holds_record(&cell[leading_blanks(cell)..]))
}

fn find_row_where(row: &[u8], declared: Option<u8>, is_wanted: fn(&[u8]) -> bool) -> Option<Header> {
    let columns = declared.into_iter().chain(DELIMITERS).filter_map(|delimiter| {
        let cells = read_row(row, delimiter);
        let objects =
            cells.iter().enumerate().filter(|(_, cell)| cell[leading_blanks(cell)..].starts_with(b"{"));
        let (column, cell) =
            objects.filter(|(_, cell)| is_wanted(cell)).max_by_key(|(_, cell)| cell.len())?;
        let is_closed = value_places(cell).iter().all(|value| value.is_closed);
        Some(((is_closed, cell.len()), (delimiter, column, cells.len())))
    });
    // Reversed, since `max_by_key` takes the last of equals, and the comma should win.
    let columns: Vec<_> = columns.collect();
    let (_, (delimiter, column, columns)) = columns.into_iter().rev().max_by_key(|(rank, _)| *rank)?;
    Some(Header {
        delimiter,
        column,
        columns,
        wrapper: Wrapper::TextColumn,
        rank: None,
        is_search: false,
        slots: vec![None; columns],
        names: Vec::new(),
    })
}

/// Returns the text of `line`, if it is one cell in quotes, with nothing but separators behind it.
pub(crate) fn only_cell(line: &[u8]) -> Option<Vec<u8>> {
    let line = line.strip_prefix(BOM).unwrap_or(line);
    let end = line.iter().rposition(|byte| !matches!(byte, b' ' | b'\r' | b'\n' | b',' | b';' | b'\t'))?;
    let inner = line[..=end].strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let cells = read_cells(&line[..=end], b',');
    (cells.len() == 1 && inner.contains(&b'"') || cells.len() == 1 && inner.contains(&b','))
        .then(|| cells.into_iter().next())
        .flatten()
}

/// Returns the names in `line`, by the separator that gives the most.
pub(crate) fn column_names(line: &[u8]) -> Vec<Vec<u8>> {
    let split = DELIMITERS.map(|delimiter| read_cells(line, delimiter));
    // Reversed, since `max_by_key` takes the last of equals, and the comma should win.
    let most = split.into_iter().rev().max_by_key(Vec::len).unwrap_or_default();
    most.iter().map(|cell| bare_cell(cell).to_vec()).collect()
}

/// Returns the wrapper of the column that `cell` names, in any case, with blanks and quotes around it or not.
pub(crate) fn record_column(cell: &[u8]) -> Option<Wrapper> {
    if cell.len() > NAME_CELL_BYTES {
        return None;
    }
    let name = column_name(cell);
    if name == Wrapper::GraphAuditData.key().as_bytes() {
        return Some(Wrapper::GraphAuditData);
    }
    let is_named = |wrapper: &Wrapper| name.eq_ignore_ascii_case(wrapper.key().as_bytes());
    [Wrapper::AuditData, Wrapper::RawEventData].into_iter().find(is_named)
}

/// Returns the better of two columns that hold records: the first, unless only the second is `AuditData`.
#[expect(clippy::unnecessary_wraps, reason = "to fold with")]
pub(crate) fn better_column(
    first: Option<(usize, Wrapper)>,
    second: (usize, Wrapper),
) -> Option<(usize, Wrapper)> {
    match first {
        Some(first) if first.1 != Wrapper::RawEventData || second.1 == Wrapper::RawEventData => Some(first),
        _ => Some(second),
    }
}

pub(crate) fn bare_cell(cell: &[u8]) -> &[u8] {
    let cell = cell.strip_prefix(BOM).unwrap_or(cell);
    // A tab is no blank here: it may separate columns.
    let outside = |byte: &u8| matches!(byte, b' ' | b'\r' | b'"');
    let start = cell.iter().position(|byte| !outside(byte)).unwrap_or(cell.len());
    let end = cell.iter().rposition(|byte| !outside(byte)).map_or(start, |last| last + 1);
    &cell[start..end]
}

/// Returns the name in a cell, without the empty cells that a program has put behind it with a separator of its
/// own.
pub(crate) fn column_name(cell: &[u8]) -> &[u8] {
    let cell = bare_cell(cell);
    let end = cell.iter().rposition(|&byte| byte != b';').map_or(0, |last| last + 1);
    bare_cell(&cell[..end])
}

pub(crate) fn read_cells(line: &[u8], delimiter: u8) -> Vec<Vec<u8>> {
    read_with(ReaderBuilder::new().delimiter(delimiter).build(), line)
}

/// Returns the cells of the first row, which is not the first of its table.
pub(crate) fn read_row(row: &[u8], delimiter: u8) -> Vec<Vec<u8>> {
    read_with(started_reader(delimiter), row)
}

fn read_with(mut reader: Reader, line: &[u8]) -> Vec<Vec<u8>> {
    let mut text = vec![0; line.len() + 1];
    let mut ends = vec![0; line.len() + 2];
    let (result, _, written, mut count) = reader.read_record(line, &mut text, &mut ends);
    if result == ReadRecordResult::InputEmpty {
        count += reader.read_record(&[], &mut text[written..], &mut ends[count..]).3;
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends[..count]).map(|(start, &end)| text[start..end].to_vec()).collect()
}

/// Counts the line ends that `bytes` begins with.
pub(crate) fn leading_ends(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

/// Returns a reader that is past its first line: only in that it would drop a byte order mark, if it got the mark
/// in one piece.
pub(crate) fn started_reader(delimiter: u8) -> Reader {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    reader.read_field(b"\n", &mut [0]);
    reader
}

#[cfg(test)]
mod tests {
    use super::{Header, Preface, find_header, find_preface};

    fn found(line: &str, declared: Option<u8>) -> Option<(char, usize)> {
        find_header(line.as_bytes(), declared)
            .map(|Header { delimiter, column, .. }| (char::from(delimiter), column))
    }

    #[test]
    fn the_name_is_found_in_any_dress() {
        assert_eq!(found("AuditData", None), Some((',', 0)));
        assert_eq!(found("a,b,AuditData", None), Some((',', 2)));
        assert_eq!(found("\"a,b\", \"auditdata\" ,c", None), Some((',', 1)));
        assert_eq!(found("\u{feff}\"AUDITDATA\";b", None), Some((';', 0)));
        assert_eq!(found("\tAuditData\tb", None), Some(('\t', 1)));
        assert_eq!(found("a|AuditData", Some(b'|')), Some(('|', 1)));
        assert_eq!(found("a|AuditData", None), None);
        assert_eq!(found("AuditDataX,b", None), None);
        assert_eq!(found("", None), None);
    }

    #[test]
    fn prefaces_are_told_from_headers() {
        assert_eq!(find_preface(b"#TYPE System.Object\r"), Some(Preface::Type));
        assert_eq!(find_preface(b"\"sep=;\""), Some(Preface::Separator(b';')));
        assert_eq!(find_preface(b"SEP=,"), Some(Preface::Separator(b',')));
        assert_eq!(find_preface(b"separator,AuditData"), None);
    }
}
