//! Splits CSV whose columns are the fields of records: each row becomes a record.

use std::mem::take;

use csv_core::{ReadRecordResult, Reader};
use memchr::memmem;

use super::cell_value::{CellForm, write_field, write_list};
use super::cells::Csv;
use super::exploded::{Exploded, Group};
use super::header::{bare_cell, find_header, record_column, started_reader};
use super::record_cells::{carried_records, may_be_json};
use super::span::{RowSpan, longest_window};
use crate::input::{count_newlines, trimmed_len};
use crate::item::{Reason, Wrapper};
use crate::json::{Members, Object, is_likely_cut, write_string};
use crate::notice::{NoticeKind, QUERIES, row_limit};
use crate::split::{Piece, PiecePlace, Step};
use crate::table::{
    Compose, FieldForm, Layout, NameForm, TABLE, field_form, find_layout, is_depth_limited, lost_fields,
    value,
};
use crate::unwrap::{Envelope, FieldPlaces, has_key_of_record, nest_members, slot_of};

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
    /// Rows of one record, which are put together.
    group: Group,
    /// Columns as the levels of records, once there is such a row.
    exploded: Option<Exploded>,
    /// Records that were put together from several rows, and these rows.
    joined: (u64, u64),
    /// Values that are most likely cut, and the line of the first.
    cut: (u64, u64),
    lost: Vec<LostValues>,
    /// Notices of columns that another header has ended.
    earlier: Vec<(u64, NoticeKind)>,
    /// Splitter that goes on behind a header with a column of records.
    csv: Option<Csv>,
    /// True if the last row was kept as an object with the records of its cells.
    carries_row: bool,
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
            carries_row: false,
            line,
            row: Row::default(),
            count: 0,
            text: vec![0; ROOM_BYTES.min(limit.saturating_add(1))],
            ends: vec![0; CELLS],
            record: Vec::new(),
            dotted: Vec::new(),
            repeats: Repeats::default(),
            group: Group::default(),
            exploded: None,
            joined: (0, 0),
            cut: (0, 0),
        }
    }

    pub(crate) fn wrapper(&self) -> Wrapper {
        match self.layout {
            Layout::Office(..) => Wrapper::OfficeActivity,
            Layout::Dotted { prefix, .. } => dotted_wrapper(prefix),
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
        self.text.len() + self.record.len() + self.group.held_bytes()
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
        let (records, rows) = self.joined;
        let joined = (rows > 0).then_some((0, NoticeKind::JoinedRows { records, rows }));
        self.earlier
            .iter()
            .cloned()
            .chain(values)
            .chain(fields)
            .chain(limit)
            .chain(joined)
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
                if window.len() > longest_window(self.limit) {
                    if !self.group.is_empty() {
                        return self.end_group(window);
                    }
                    self.keep_front(window);
                }
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
                ReadRecordResult::Record => {
                    if let Some(step) = self.end_row(window) {
                        return step;
                    }
                }
                ReadRecordResult::End if self.group.is_empty() => return Step::End,
                ReadRecordResult::End => return self.end_group(window),
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

    /// Ends a row. One that may be the first of several of its record, or is one of these, is kept: then the next row
    /// shows what follows.
    fn end_row(&mut self, window: &[u8]) -> Option<Step> {
        if !self.group.is_empty() {
            return if self.join_row(window) { None } else { Some(self.end_group(window)) };
        }
        let row = take(&mut self.row);
        let line = row.span.began.unwrap_or(self.line);
        let text = &window[..row.span.seen];
        let first_line = self.line;
        self.line += count_newlines(text);
        if self.leave_for_cells(&row, text) || self.follow_header(&row) {
            return Some(Step::Pass(row.span.seen));
        }
        self.count += 1;
        let reason = self.judge_row(&row);
        if reason.is_none() {
            self.count_values(line, &row);
            if !self.holds_more(&row) && self.begin_group(&row) {
                self.line = first_line;
                return None;
            }
            self.write_record();
            self.carry_records();
        }
        let place = match reason {
            None => PiecePlace::Cell(0..self.record.len()),
            Some(_) => self.rejected_place(&row, text),
        };
        Some(Step::Found(Piece { passed: row.span.passed, ..Piece::new(line, place, reason, row.span.seen) }))
    }

    /// Returns the place of a row that is rejected: the same bytes of it, whether it came in one piece or not.
    fn rejected_place(&self, row: &Row, text: &[u8]) -> PiecePlace {
        if row.span.began.is_some() {
            return PiecePlace::Cell(0..trimmed_len(&self.record));
        }
        let is_held = row.span.is_held(self.limit);
        let len = if is_held { trimmed_len(text).min(self.limit) } else { trimmed_len(self.front(text)) };
        PiecePlace::Window(0..len)
    }

    /// Keeps the front of a row that is longer than a window.
    fn keep_front(&mut self, window: &[u8]) {
        if self.row.span.began.is_none() {
            let front = self.front(window).to_vec();
            self.record = front;
        }
    }

    fn front<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[..text.len().min(self.limit)]
    }

    /// Returns the reason why the row is no record.
    fn judge_row(&self, row: &Row) -> Option<Reason> {
        if row.overflow || row.text_len > self.limit {
            return Some(Reason::TooLarge { limit_bytes: self.limit });
        }
        let (found, expected) = (row.cells, self.names.len());
        // Spreadsheets pad rows with empty cells up to the widest one.
        let is_padded = (expected..found).all(|at| self.cell(at).is_empty());
        (found < expected || !is_padded)
            .then_some(Reason::ColumnCount { expected: expected as u32, found: found as u32 })
    }

    /// Counts the values of a row that are lost or cut.
    fn count_values(&mut self, line: u64, row: &Row) {
        let Self { text, ends, lost, .. } = self;
        let cut = (0..row.cells).filter(|&at| is_likely_cut(cell(text, ends, at))).count() as u64;
        self.cut = (if self.cut.1 == 0 { line } else { self.cut.0 }, self.cut.1 + cut);
        if matches!(self.layout, Layout::Fields { .. }) {
            for (at, lost) in lost.iter_mut().enumerate() {
                lost.count(line, cell(text, ends, at));
            }
        }
    }

    /// Returns the column by which rows of one record are known.
    fn id_column(&self) -> Option<usize> {
        match self.layout {
            Layout::Fields { id, .. } => id,
            _ => None,
        }
    }

    /// Keeps a row whose record may go on in the next one.
    fn begin_group(&mut self, row: &Row) -> bool {
        let Some(id) = self.id_column().filter(|&id| !self.cell(id).is_empty()) else { return false };
        if !row.span.is_held(self.limit) {
            return false;
        }
        let Self { text, ends, names, .. } = self;
        self.group.begin(id, names, text, ends, row.span.seen);
        self.row = Row { span: row.span, ..Row::default() };
        true
    }

    /// Adds the row to those of its record, unless it is one of another, or they would be too many.
    fn join_row(&mut self, window: &[u8]) -> bool {
        let (seen, line) = (self.row.span.seen, self.line + self.group.lines());
        if self.row.overflow
            || seen > self.limit
            || self.judge_row(&self.row).is_some()
            || self.holds_more(&self.row)
        {
            return false;
        }
        let Self { text, ends, names, .. } = self;
        if !self.group.join(names, text, ends, window, seen, self.limit) {
            return false;
        }
        let row = take(&mut self.row);
        self.count += 1;
        self.count_values(line, &row);
        self.row = Row { span: row.span, ..Row::default() };
        true
    }

    /// Ends the rows of a record. A row behind them that was read is read again.
    fn end_group(&mut self, window: &[u8]) -> Step {
        self.carries_row = false;
        let (line, used) = (self.line, self.group.end());
        self.line += count_newlines(&window[..used]);
        self.repeats.note_id(line, self.group.id(), self.group.rows());
        if self.group.rows() > 1 {
            self.joined = (self.joined.0 + 1, self.joined.1 + self.group.rows() as u64);
        }
        if let Layout::Fields { names, time, id } = &self.layout {
            let exploded = self.exploded.get_or_insert_with(|| Exploded::new(names, *id, &self.forms, *time));
            self.record.clear();
            exploded.write_record(&self.group, &mut self.record);
        }
        self.group.clear();
        if self.row.span.seen == window.len() {
            // It may be in the middle of a row, or at the end of the input.
            self.reader = started_reader(self.delimiter);
        }
        self.row = Row::default();
        Step::Found(Piece::new(line, PiecePlace::Cell(0..self.record.len()), None, used))
    }

    /// Reports whether a cell of the row may hold a record.
    fn holds_more(&self, row: &Row) -> bool {
        (0..row.cells).any(|at| may_be_json(self.cell(at)) && has_key_of_record(self.cell(at)))
    }

    /// Keeps the records that cells of the row hold in place of the one that its columns make.
    fn carry_records(&mut self) {
        let Self { text, ends, names, record, .. } = self;
        let cells = names.iter().enumerate().map(|(at, name)| (name.as_str(), cell(text, ends, at)));
        let carried = carried_records(cells, record);
        self.carries_row = carried.is_some();
        if let Some(object) = carried {
            self.record = object;
        }
    }

    /// Reports whether the last row was kept as an object with the records of its cells.
    pub(crate) fn carries_row(&self) -> bool {
        self.carries_row
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
            (self.exploded, self.joined, self.cut) = (None, (0, 0), (0, 0));
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

    fn write_record(&mut self) {
        let Self { layout, text, ends, record, dotted, forms, .. } = self;
        let cell = |at| cell(text, ends, at);
        match layout {
            Layout::Office(form, columns) => {
                let mut composed = Compose::begin(record);
                for (at, column) in columns.iter().enumerate() {
                    composed.write_column(column, |out| value::write_text(column.kind, cell(at), out));
                }
                composed.end(*form);
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
                let outer = (0..names.len()).filter(present).map(|at| (names[at].as_str(), cell(at)));
                complete_dotted(record, outer, prefix);
            }
            Layout::Fields { names, time, id } => {
                // A time is text, so it is in quotes exactly if cells are JSON.
                let is_json = cell(*time).starts_with(b"\"");
                record.clear();
                let mut object = Object::begin(record);
                for (at, name) in names.iter().enumerate().filter(|(at, _)| !cell(*at).is_empty()) {
                    let form = if is_json { CellForm::Json } else { CellForm::Text(forms[at]) };
                    write_field(if Some(at) == *id { "Id" } else { name }, cell(at), form, &mut object);
                }
                object.end();
            }
        }
    }
}

/// Fills in what a record behind a prefix lacks of the other columns, as for a document of Elastic.
fn complete_dotted<'a>(
    record: &mut Vec<u8>,
    columns: impl Iterator<Item = (&'a str, &'a [u8])>,
    prefix: &'static str,
) {
    let mut text = Vec::new();
    let mut object = Object::begin(&mut text);
    for (name, cell) in columns.filter(|(name, _)| slot_of(name.as_bytes()).is_some()) {
        write_string(cell, object.write_key(name.as_bytes()));
    }
    object.end();
    let mut places = FieldPlaces::default();
    for member in Members::new(&text, 0..text.len()) {
        places.note(member.key, member.value);
    }
    let wrapper = dotted_wrapper(prefix);
    let envelope = Envelope { text: &text, places: &places, wrapper, delimiter: None };
    let mut filled = Vec::new();
    if envelope.complete(record, &mut filled).is_filled {
        *record = filled;
    }
}

fn dotted_wrapper(prefix: &str) -> Wrapper {
    if prefix == "o365.audit." { Wrapper::ElasticAudit } else { Wrapper::ElasticInput }
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

/// Rows that repeat the id of the record before, and were too many to be put together with it.
#[derive(Debug, Default)]
struct Repeats {
    id: Vec<u8>,
    line: u64,
    rows: u64,
}

impl Repeats {
    /// Takes note of a record that stands in so many rows.
    fn note_id(&mut self, line: u64, id: &[u8], rows: usize) {
        if id == self.id {
            self.line = if self.rows == 0 { line } else { self.line };
            self.rows += rows as u64;
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
