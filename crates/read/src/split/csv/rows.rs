//! Splits CSV whose columns are the fields of records: each row becomes a record.

use std::mem::take;

use csv_core::{ReadRecordResult, Reader};
use memchr::memmem;

use super::cells::Csv;
use super::header::{bare_cell, find_header, record_column, started_reader};
use super::span::RowSpan;
use crate::input::{count_newlines, leading_blanks, trimmed_len};
use crate::item::{Reason, Wrapper};
use crate::json::{Object, is_json, is_likely_cut, write_escaped, write_string};
use crate::notice::{NoticeKind, QUERIES, row_limit};
use crate::split::{Piece, PiecePlace, Step};
use crate::table::{
    Compose, FieldForm, Layout, NameForm, TABLE, field_form, find_layout, is_depth_limited, lost_fields,
    value,
};
use crate::unwrap::nest_members;

/// Room that a row begins with, and most cells that it may have.
const ROOM_BYTES: usize = 16 * 1024;
const CELLS: usize = 4096;

/// Most notices that are kept of columns under other headers.
const NOTICES: usize = 1000;

pub(crate) struct Rows {
    limit: usize,
    delimiter: u8,
    reader: Reader,
    layout: Layout,
    names: Vec<String>,
    /// Line of the window's front.
    line: u64,
    row: Row,
    /// Rows so far.
    count: u64,
    /// Text of the row's cells, and the end of each in it.
    text: Vec<u8>,
    ends: Vec<usize>,
    record: Vec<u8>,
    /// Record with dots in its keys.
    dotted: Vec<u8>,
    /// Forms of the fields, for cells that are text.
    forms: Vec<FieldForm>,
    repeats: Repeats,
    /// Values that are most likely cut, and the line of the first.
    cut: (u64, u64),
    lost: Vec<LostValues>,
    /// Notices of columns that another header has ended.
    earlier: Vec<(u64, NoticeKind)>,
    /// Splitter that goes on behind a header with a column of records.
    csv: Option<Csv>,
}

/// The current row, as far as it has been read.
#[derive(Default)]
struct Row {
    span: RowSpan,
    text_len: usize,
    cells: usize,
    /// True if the row has outgrown the limit.
    overflow: bool,
}

/// Values of a column that PowerShell did not write.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct LostValues {
    line: u64,
    rows: u64,
}

impl Rows {
    pub(crate) fn new(limit: usize, delimiter: u8, names: &[Vec<u8>], layout: Layout, line: u64) -> Self {
        Self {
            limit,
            delimiter,
            reader: started_reader(delimiter),
            forms: forms_of(&layout, names.len()),
            layout,
            lost: vec![LostValues::default(); names.len()],
            names: to_texts(names),
            earlier: Vec::new(),
            csv: None,
            line,
            row: Row::default(),
            count: 0,
            text: vec![0; ROOM_BYTES.min(limit.saturating_add(1))],
            ends: vec![0; CELLS],
            record: Vec::new(),
            dotted: Vec::new(),
            repeats: Repeats::default(),
            cut: (0, 0),
        }
    }

    pub(crate) fn wrapper(&self) -> Wrapper {
        match self.layout {
            Layout::Office(..) => Wrapper::OfficeActivity,
            Layout::Dotted { prefix: "o365.audit.", .. } => Wrapper::ElasticAudit,
            Layout::Dotted { .. } => Wrapper::ElasticInput,
            Layout::Fields { .. } => Wrapper::Columns,
        }
    }

    /// Returns the record of the row that was found last.
    pub(crate) fn record(&self) -> &[u8] {
        &self.record
    }

    /// Returns how much memory the cells and the record of a row take.
    #[cfg(test)]
    pub(crate) fn held_bytes(&self) -> usize {
        self.text.len() + self.record.len()
    }

    /// Returns the notices of the rows so far.
    pub(crate) fn notices(&self) -> Vec<(u64, NoticeKind)> {
        let lost = self.names.iter().zip(&self.lost).filter(|(_, lost)| lost.rows > 0);
        let values = lost.map(|(column, lost)| {
            (lost.line, NoticeKind::LostValues { column: column.clone(), rows: lost.rows })
        });
        let fields = lost_fields(|name| self.names.iter().any(|column| column == name));
        let is_office = matches!(self.layout, Layout::Office(NameForm::Office, _)) && !fields.is_empty();
        let limit =
            matches!(self.layout, Layout::Office(..)).then(|| row_limit(&QUERIES, self.count)).flatten();
        let fields = is_office.then_some((0, NoticeKind::LostFields { table: TABLE, fields }));
        let (line, cut) = self.cut;
        let cut = (cut > 0).then_some((line, NoticeKind::LikelyCut { values: cut }));
        let repeats = self.repeats.notice();
        self.earlier
            .iter()
            .cloned()
            .chain(values)
            .chain(fields)
            .chain(limit)
            .chain(repeats)
            .chain(cut)
            .collect()
    }

    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if let Some(step) = self.row.span.pass_line_ends(window, &mut self.line) {
            return step;
        }
        loop {
            let rest = &window[self.row.span.seen..];
            if rest.is_empty() && !last {
                return self.row.span.ask_or_let_go(window, self.limit, &mut self.line);
            }
            let (result, read, written, cells) = self.reader.read_record(
                rest,
                &mut self.text[self.row.text_len..],
                &mut self.ends[self.row.cells..],
            );
            self.row.span.seen += read;
            self.row.text_len += written;
            self.row.cells += cells;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.make_room(),
                ReadRecordResult::OutputEndsFull => self.mark_overflow(),
                ReadRecordResult::Record => return self.end_row(window),
                ReadRecordResult::End => return Step::End,
            }
        }
    }

    fn make_room(&mut self) {
        if self.text.len() <= self.limit && !self.row.overflow {
            let grown = self.text.len().saturating_mul(2).min(self.limit.saturating_add(1));
            self.text.resize(grown, 0);
        } else {
            self.mark_overflow();
        }
    }

    fn mark_overflow(&mut self) {
        self.row.overflow = true;
        self.row.text_len = 0;
        self.row.cells = 0;
    }

    fn end_row(&mut self, window: &[u8]) -> Step {
        let row = take(&mut self.row);
        let line = row.span.began.unwrap_or(self.line);
        self.line += count_newlines(&window[..row.span.seen]);
        if self.leave_for_cells(&row, &window[..row.span.seen]) || self.follow_header(&row) {
            return Step::Pass(row.span.seen);
        }
        self.count += 1;
        let reason = self.judge_row(&row, line);
        let place = match reason {
            None => PiecePlace::Cell(0..self.record.len()),
            Some(_) => PiecePlace::Window(0..trimmed_len(&window[..row.span.seen]).min(self.limit)),
        };
        Step::Found(Piece { passed: row.span.passed, ..Piece::new(line, place, reason, row.span.seen) })
    }

    /// Returns the reason why the row is no record; if it is one, writes it.
    fn judge_row(&mut self, row: &Row, line: u64) -> Option<Reason> {
        if row.overflow || row.text_len > self.limit {
            return Some(Reason::TooLarge { limit_bytes: self.limit });
        }
        let (found, expected) = (row.cells, self.names.len());
        // Spreadsheets pad rows with empty cells up to the widest one.
        let is_padded = (expected..found).all(|at| self.cell(at).is_empty());
        if found < expected || !is_padded {
            return Some(Reason::ColumnCount { expected: expected as u32, found: found as u32 });
        }
        if let Layout::Fields { id: Some(id), .. } = self.layout {
            self.repeats.note_id(line, cell(&self.text, &self.ends, id));
        }
        let cut = (0..found).filter(|&at| is_likely_cut(cell(&self.text, &self.ends, at))).count() as u64;
        self.cut = (if self.cut.1 == 0 { line } else { self.cut.0 }, self.cut.1 + cut);
        self.write_record(line);
        None
    }

    /// Reports whether the row is a header, as merged exports have it in their middle. If so, the splitter follows
    /// it.
    fn follow_header(&mut self, row: &Row) -> bool {
        // A header names its operation column: one search spares the comparison of all cells.
        if row.overflow || memmem::find(&self.text[..row.text_len], b"Operation").is_none() {
            return false;
        }
        let names: Vec<_> = (0..row.cells).map(|at| bare_cell(self.cell(at)).to_vec()).collect();
        let Some(layout) = find_layout(&names) else { return false };
        if layout != self.layout {
            self.earlier.extend(self.notices());
            // A merge may have a header for each row.
            self.earlier.truncate(NOTICES);
            self.forms = forms_of(&layout, names.len());
            self.layout = layout;
            self.repeats = Repeats::default();
            self.names = to_texts(&names);
            self.lost = vec![LostValues::default(); names.len()];
        }
        true
    }

    /// Reports whether the row is a header with a column of records. The rows behind it belong to another splitter.
    fn leave_for_cells(&mut self, row: &Row, text: &[u8]) -> bool {
        // Of a row that is not in the window the names are not at hand.
        let is_whole = !row.overflow && row.span.began.is_none();
        if !is_whole || !self.names_record(row) || self.has_time(row) {
            return false;
        }
        let header =
            find_header(text, Some(self.delimiter)).filter(|header| header.delimiter == self.delimiter);
        self.csv = header.map(|header| Csv::new(self.limit, header, self.line).after_notices(self.notices()));
        self.csv.is_some()
    }

    /// Reports whether a cell is the name of a column of records, in any case.
    fn names_record(&self, row: &Row) -> bool {
        let text = &self.text[..row.text_len];
        // Part of both names in the usual cases: one search over the text spares looking at each cell.
        let may = memmem::find(text, b"ata").or_else(|| memmem::find(text, b"ATA")).is_some();
        may && (0..row.cells).any(|at| record_column(self.cell(at)).is_some())
    }

    /// Reports whether the row has a time where its table has one, as no header does.
    fn has_time(&self, row: &Row) -> bool {
        let is_time = |name: &String| name.starts_with("CreationTime") || name.starts_with("TimeGenerated");
        let place = self.names.iter().position(is_time).filter(|&place| place < row.cells);
        place.is_some_and(|place| self.cell(place).iter().any(u8::is_ascii_digit))
    }

    /// Returns the splitter that goes on in place of this one, once, if there is one.
    pub(crate) fn take_csv(&mut self) -> Option<Csv> {
        self.csv.take()
    }

    fn cell(&self, at: usize) -> &[u8] {
        cell(&self.text, &self.ends, at)
    }

    fn write_record(&mut self, line: u64) {
        let Self { layout, text, ends, record, dotted, forms, lost, .. } = self;
        let cell = |at| cell(text, ends, at);
        match layout {
            Layout::Office(_, columns) => {
                let mut composed = Compose::begin(record);
                for (at, column) in columns.iter().enumerate() {
                    composed.write_column(column, |out| value::write_text(column.kind, cell(at), out));
                }
                composed.end();
            }
            Layout::Dotted { names, prefix } => {
                dotted.clear();
                let mut object = Object::begin(dotted);
                let present = |at: &usize| !matches!(cell(*at), b"" | b"-");
                for at in (0..names.len()).filter(present).filter(|&at| names[at].starts_with(*prefix)) {
                    match forms[at] {
                        FieldForm::List if !cell(at).starts_with(b"[") => {
                            write_list(&names[at], cell(at), &mut object);
                        }
                        form => write_field(&names[at], cell(at), CellForm::Text(form), &mut object),
                    }
                }
                object.end();
                nest_members(dotted, prefix.as_bytes(), record);
            }
            Layout::Fields { names, time, id } => {
                // A time is text, so it is in quotes exactly if cells are JSON.
                let is_json = cell(*time).starts_with(b"\"");
                record.clear();
                let mut object = Object::begin(record);
                for (at, name) in names.iter().enumerate().filter(|(at, _)| !cell(*at).is_empty()) {
                    let form = if is_json { CellForm::Json } else { CellForm::Text(forms[at]) };
                    write_field(if Some(at) == *id { "Id" } else { name }, cell(at), form, &mut object);
                    lost[at].count(line, cell(at));
                }
                object.end();
            }
        }
    }
}

/// Returns the forms of the fields in columns.
fn forms_of(layout: &Layout, columns: usize) -> Vec<FieldForm> {
    match layout {
        Layout::Fields { names, .. } => names.iter().map(|name| field_form(name)).collect(),
        Layout::Dotted { names, prefix } => {
            names.iter().map(|name| field_form(name.strip_prefix(prefix).unwrap_or(name))).collect()
        }
        Layout::Office(..) => vec![FieldForm::Scalar; columns],
    }
}

/// Rows that repeat the id of the row before.
#[derive(Debug, Default)]
struct Repeats {
    id: Vec<u8>,
    line: u64,
    rows: u64,
}

impl Repeats {
    fn note_id(&mut self, line: u64, id: &[u8]) {
        if !id.is_empty() && id == self.id {
            self.line = if self.rows == 0 { line } else { self.line };
            self.rows += 1;
        }
        self.id.clear();
        self.id.extend_from_slice(id);
    }

    fn notice(&self) -> Option<(u64, NoticeKind)> {
        (self.rows > 0).then_some((self.line, NoticeKind::RepeatedIds { rows: self.rows }))
    }
}

fn to_texts(names: &[Vec<u8>]) -> Vec<String> {
    names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

impl LostValues {
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

/// The form of a cell.
#[derive(Clone, Copy)]
enum CellForm {
    /// A fragment of JSON.
    Json,
    /// Text, in a field with values of this form.
    Text(FieldForm),
}

fn write_field(name: &str, cell: &[u8], form: CellForm, object: &mut Object<'_>) {
    let value = begin_member(name, object);
    let may_be_json = match form {
        CellForm::Json => true,
        CellForm::Text(FieldForm::Scalar) => false,
        CellForm::Text(_) => matches!(cell[leading_blanks(cell)..].first(), Some(b'{' | b'[')),
    };
    if may_be_json && is_json(cell) {
        value.extend_from_slice(cell);
    } else {
        write_string(cell, value);
    }
}

/// Writes the list that Kibana writes with commas between.
fn write_list(name: &str, cell: &[u8], object: &mut Object<'_>) {
    let value = begin_member(name, object);
    value.push(b'[');
    let mut rest = cell;
    loop {
        let comma = memmem::find(rest, b", ");
        write_string(&rest[..comma.unwrap_or(rest.len())], value);
        let Some(comma) = comma else { break };
        value.push(b',');
        rest = &rest[comma + 2..];
    }
    value.push(b']');
}

fn begin_member<'a>(name: &str, object: &'a mut Object<'_>) -> &'a mut Vec<u8> {
    let mut key = Vec::new();
    write_escaped(name.as_bytes(), &mut key);
    object.write_key(&key)
}
