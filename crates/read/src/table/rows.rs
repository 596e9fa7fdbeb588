//! Splits CSV whose columns are the fields of records.

use std::mem::take;

use csv_core::{ReadRecordResult, Reader};
use memchr::memmem;

use super::column::Form;
use super::compose::Compose;
use super::layout::{Layout, layout};
use super::office::{TABLE, lost_fields};
use super::value;
use crate::blank::{SLACK_BYTES, newlines, trimmed_len};
use crate::csv::Csv;
use crate::header::{bare, header, leading_ends, record_column, started};
use crate::item::Reason;
use crate::json::{Object, is_json, string};
use crate::notice::NoticeKind;
use crate::rows::{QUERIES, row_limit};
use crate::step::{Found, Place, Step};
use crate::unwrap::is_depth_limited;
use crate::wrapper::Wrapper;

/// The room that a row begins with, and the most cells it may have.
const ROOM_BYTES: usize = 16 * 1024;
const CELLS: usize = 4096;

/// How much is kept to be told of columns under other headers.
const NOTICES: usize = 1000;

pub(crate) struct Rows {
    limit: usize,
    delimiter: u8,
    reader: Reader,
    layout: Layout,
    names: Vec<String>,
    /// The line of the window's front.
    line: u64,
    row: Row,
    /// How many rows there have been.
    count: u64,
    /// The text of the row's cells, and where each ends in it.
    text: Vec<u8>,
    ends: Vec<usize>,
    record: Vec<u8>,
    lost: Vec<Lost>,
    /// Of columns that another header has ended.
    told: Vec<(u64, NoticeKind)>,
    /// What goes on behind a header with a column that holds records.
    csv: Option<Csv>,
}

/// How far the current row has been read.
#[derive(Default)]
struct Row {
    /// How much of the window has been read.
    seen: usize,
    /// The line where the row begins, and how much of it came before the window, once its front is no longer there.
    began: Option<u64>,
    passed: u64,
    text_len: usize,
    cells: usize,
    /// The row has outgrown the limit.
    overflow: bool,
}

/// Values of a column that PowerShell has not written.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Lost {
    line: u64,
    rows: u64,
}

impl Rows {
    pub(crate) fn new(limit: usize, delimiter: u8, names: &[Vec<u8>], layout: Layout, line: u64) -> Self {
        Self {
            limit,
            delimiter,
            reader: started(delimiter),
            layout,
            lost: vec![Lost::default(); names.len()],
            names: texts(names),
            told: Vec::new(),
            csv: None,
            line,
            row: Row::default(),
            count: 0,
            text: vec![0; ROOM_BYTES.min(limit.saturating_add(1))],
            ends: vec![0; CELLS],
            record: Vec::new(),
        }
    }

    pub(crate) fn wrapper(&self) -> Wrapper {
        match self.layout {
            Layout::Office(..) => Wrapper::OfficeActivity,
            Layout::Fields { .. } => Wrapper::Columns,
        }
    }

    /// The record of the row that was found last.
    pub(crate) fn record(&self) -> &[u8] {
        &self.record
    }

    /// How much the cells and the record of a row may take.
    #[cfg(test)]
    pub(crate) fn held_bytes(&self) -> usize {
        self.text.len() + self.record.len()
    }

    /// What is to be known of the rows so far.
    pub(crate) fn notices(&self) -> Vec<(u64, NoticeKind)> {
        let lost = self.names.iter().zip(&self.lost).filter(|(_, lost)| lost.rows > 0);
        let values = lost.map(|(column, lost)| {
            (lost.line, NoticeKind::LostValues { column: column.clone(), rows: lost.rows })
        });
        let fields = lost_fields(|name| self.names.iter().any(|column| column == name));
        let is_office = matches!(self.layout, Layout::Office(Form::Office, _)) && !fields.is_empty();
        let limit =
            matches!(self.layout, Layout::Office(..)).then(|| row_limit(&QUERIES, self.count)).flatten();
        let fields = is_office.then_some((0, NoticeKind::LostFields { table: TABLE, fields }));
        self.told.iter().cloned().chain(values).chain(fields).chain(limit).collect()
    }

    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if self.row.is_new() {
            let blanks = leading_ends(window);
            if blanks > 0 {
                self.line += newlines(&window[..blanks]);
                return Step::Pass(blanks);
            }
        }
        loop {
            let rest = &window[self.row.seen..];
            if rest.is_empty() && !last {
                return self.more(window);
            }
            let (result, read, written, cells) = self.reader.read_record(
                rest,
                &mut self.text[self.row.text_len..],
                &mut self.ends[self.row.cells..],
            );
            self.row.seen += read;
            self.row.text_len += written;
            self.row.cells += cells;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.make_room(),
                ReadRecordResult::OutputEndsFull => self.overflow(),
                ReadRecordResult::Record => return self.end_row(window),
                ReadRecordResult::End => return Step::End,
            }
        }
    }

    /// A long row is let go, to keep no more of it than its cells.
    fn more(&mut self, window: &[u8]) -> Step {
        if window.len() <= self.limit.saturating_add(SLACK_BYTES) {
            return Step::More;
        }
        self.row.began.get_or_insert(self.line);
        self.row.passed += window.len() as u64;
        self.row.seen = 0;
        self.line += newlines(window);
        Step::Pass(window.len())
    }

    fn make_room(&mut self) {
        if self.text.len() <= self.limit && !self.row.overflow {
            let grown = self.text.len().saturating_mul(2).min(self.limit.saturating_add(1));
            self.text.resize(grown, 0);
        } else {
            self.overflow();
        }
    }

    fn overflow(&mut self) {
        self.row.overflow = true;
        self.row.text_len = 0;
        self.row.cells = 0;
    }

    fn end_row(&mut self, window: &[u8]) -> Step {
        let row = take(&mut self.row);
        let line = row.began.unwrap_or(self.line);
        self.line += newlines(&window[..row.seen]);
        if self.leaves(&row, &window[..row.seen]) || self.follows(&row) {
            return Step::Pass(row.seen);
        }
        self.count += 1;
        let reason = self.judge(&row, line);
        let place = match reason {
            None => Place::Cell(0..self.record.len()),
            Some(_) => Place::Window(0..trimmed_len(&window[..row.seen]).min(self.limit)),
        };
        Step::Found(Found { passed: row.passed, ..Found::new(line, place, reason, row.seen) })
    }

    /// Why the row is no record; if it is one, it has been written.
    fn judge(&mut self, row: &Row, line: u64) -> Option<Reason> {
        if row.overflow || row.text_len > self.limit {
            return Some(Reason::TooLarge { limit_bytes: self.limit });
        }
        let (found, expected) = (row.cells, self.names.len());
        let is_padded = (expected..found).all(|at| self.cell(at).is_empty());
        if found < expected || !is_padded {
            return Some(Reason::ColumnCount { expected: expected as u32, found: found as u32 });
        }
        self.write(line);
        None
    }

    /// Whether the row is a header, as merged exports have it in their middle. Then it is followed.
    fn follows(&mut self, row: &Row) -> bool {
        if row.overflow || memmem::find(&self.text[..row.text_len], b"Operation").is_none() {
            return false;
        }
        let names: Vec<_> = (0..row.cells).map(|at| bare(self.cell(at)).to_vec()).collect();
        let Some(layout) = layout(&names) else { return false };
        if layout != self.layout {
            self.told.extend(self.notices());
            self.told.truncate(NOTICES);
            self.layout = layout;
            self.names = texts(&names);
            self.lost = vec![Lost::default(); names.len()];
        }
        true
    }

    /// Whether the row is a header with a column that holds records. Then the rows behind it are not for this one.
    fn leaves(&mut self, row: &Row, text: &[u8]) -> bool {
        let is_whole = !row.overflow && row.began.is_none();
        if !is_whole || !self.names_record(row) || self.has_time(row) {
            return false;
        }
        let header = header(text, Some(self.delimiter)).filter(|header| header.delimiter == self.delimiter);
        self.csv = header.map(|header| Csv::new(self.limit, header, self.line).telling(self.notices()));
        self.csv.is_some()
    }

    /// Whether a cell is the name of a column that holds records, in any case.
    fn names_record(&self, row: &Row) -> bool {
        let text = &self.text[..row.text_len];
        let may = memmem::find(text, b"ata").or_else(|| memmem::find(text, b"ATA")).is_some();
        may && (0..row.cells).any(|at| record_column(self.cell(at)).is_some())
    }

    /// Whether the row has a time where it should, which a header has not.
    fn has_time(&self, row: &Row) -> bool {
        let is_time = |name: &String| name.starts_with("CreationTime") || name.starts_with("TimeGenerated");
        let place = self.names.iter().position(is_time).filter(|&place| place < row.cells);
        place.is_some_and(|place| self.cell(place).iter().any(u8::is_ascii_digit))
    }

    /// What goes on in place of this, once, if something does.
    pub(crate) fn take_csv(&mut self) -> Option<Csv> {
        self.csv.take()
    }

    fn cell(&self, at: usize) -> &[u8] {
        cell(&self.text, &self.ends, at)
    }

    fn write(&mut self, line: u64) {
        let Self { layout, text, ends, record, lost, .. } = self;
        let cell = |at| cell(text, ends, at);
        match layout {
            Layout::Office(_, columns) => {
                let mut composed = Compose::begin(record);
                for (at, column) in columns.iter().enumerate() {
                    composed.put(column, |out| value::text(column.kind, cell(at), out));
                }
                composed.end();
            }
            Layout::Fields { names, time } => {
                let is_json = cell(*time).starts_with(b"\"");
                record.clear();
                let mut object = Object::begin(record);
                for (at, name) in names.iter().enumerate().filter(|(at, _)| !cell(*at).is_empty()) {
                    field(name, cell(at), is_json, &mut object);
                    lost[at].count(line, cell(at));
                }
                object.end();
            }
        }
    }
}

fn texts(names: &[Vec<u8>]) -> Vec<String> {
    names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

impl Row {
    fn is_new(&self) -> bool {
        self.seen == 0 && self.began.is_none()
    }
}

impl Lost {
    fn count(&mut self, line: u64, cell: &[u8]) {
        if is_depth_limited(cell) {
            self.line = if self.rows == 0 { line } else { self.line };
            self.rows += 1;
        }
    }
}

fn cell<'a>(text: &'a [u8], ends: &[usize], at: usize) -> &'a [u8] {
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[at]]
}

fn field(name: &str, cell: &[u8], is_fragment: bool, object: &mut Object<'_>) {
    let mut key = Vec::new();
    crate::json::escape(name.as_bytes(), &mut key);
    let value = object.key(&key);
    if is_fragment && is_json(cell) {
        value.extend_from_slice(cell);
    } else {
        string(cell, value);
    }
}
