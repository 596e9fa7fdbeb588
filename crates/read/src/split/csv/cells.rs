//! Splits CSV with a column of records: yields the unquoted cell of each row that holds its record.
//!
//! Only that cell is kept, up to the record limit, so that a quote that is never closed costs no more memory than
//! that. A row whose cell is not one object is looked at once more, since a quote may have taken in the rows behind
//! (see `torn`).

use std::mem::{replace, take};
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader};

use super::header::{
    Header, better_column, find_header, only_cell, read_cells, record_column, started_reader,
};
use super::quoted::begin_cell;
use super::record_cells::{may_be_json, row_object};
use super::span::RowSpan;
use super::torn::Torn;
use crate::input::{count_newlines, leading_blanks, trimmed_len};
use crate::item::{Reason, Wrapper};
use crate::json::{
    Scan, count_open, embedded_object, is_object_list, only_element, repair_quotes, value_places,
};
use crate::notice::{NoticeKind, QUERIES, ResultRank, SEARCHES, row_limit};
use crate::split::{Piece, PiecePlace, Step};
use crate::table::is_depth_limited;
use crate::unwrap::{Envelope, FieldPlaces, holds_record};

/// Room for cells that are not kept, and for the first bytes of the one that is.
const ROOM_BYTES: usize = 4096;

/// Most characters that Excel holds in a cell, in units of UTF-16, and most bytes of one of them.
const CELL_CHARS: usize = 32_767;
const MOST_BYTES: usize = 3;

/// Bytes that may be read a second time, besides as many as there were, to find rows that a quote has taken in.
const SPARE_BYTES: usize = 1024 * 1024;

pub(crate) struct Csv {
    limit: usize,
    reader: Reader,
    header: Header,
    /// Line of the window's front.
    line: u64,
    /// Rows so far.
    rows: u64,
    /// Place of the last row among the results of its search.
    rank: Option<ResultRank>,
    row: Row,
    /// Bytes that may be read once more, so that no input takes time by the square of its size.
    spare_bytes: usize,
    kept: Vec<u8>,
    other: Vec<u8>,
    /// Cell of the last row, in `kept`.
    last_cell: Range<usize>,
    /// Rows with the name of a type in place of their record, and rows whose quotes were repaired.
    lost_rows: u64,
    repaired_rows: u64,
    /// Cells of the last row that repeat a field of its record.
    places: FieldPlaces,
    /// Notices of the table before, which this one follows in the same input.
    earlier: Vec<(u64, NoticeKind)>,
    carries_row: bool,
}

/// The current row, as far as it has been read.
#[derive(Default)]
struct Row {
    span: RowSpan,
    column: usize,
    /// Start of the cell to keep, in the window.
    start: usize,
    /// Bytes of the current cell that have been read.
    cell_len: usize,
    /// True if the current cell has outgrown its room.
    overflow: bool,
    kept: Kept,
    /// Column whose cell is the name of a column of records, as in a header that a merge left in the middle.
    header: Option<(usize, Wrapper)>,
    /// `ResultIndex` and `ResultCount`.
    rank: (Option<u64>, Option<u64>),
    /// Start of the current cell in the window.
    cell_start: usize,
    /// True if a byte of the current cell has been read.
    is_in_cell: bool,
    /// Cells that repeat a field of the record.
    places: FieldPlaces,
    /// True if a cell beside that of the record may hold one, too.
    has_more: bool,
}

/// The outcome of a row, and the bytes of the window that it takes.
struct RowEnd {
    place: PiecePlace,
    reason: Option<Reason>,
    used: usize,
}

/// The cell of a row that holds its record.
#[derive(Default, Clone, Copy)]
enum Kept {
    #[default]
    Missing,
    /// Length of the whole cell.
    Whole(usize),
    TooLarge,
}

impl Csv {
    pub(crate) fn new(limit: usize, header: Header, line: u64) -> Self {
        Self {
            limit,
            reader: started_reader(header.delimiter),
            header,
            line,
            rows: 0,
            rank: None,
            row: Row::default(),
            spare_bytes: SPARE_BYTES,
            kept: vec![0; ROOM_BYTES.min(limit.saturating_add(1))],
            other: vec![0; ROOM_BYTES],
            last_cell: 0..0,
            lost_rows: 0,
            repaired_rows: 0,
            places: FieldPlaces::default(),
            earlier: Vec::new(),
            carries_row: false,
        }
    }

    /// Returns the same splitter behind another table with these notices.
    pub(crate) fn after_notices(self, earlier: Vec<(u64, NoticeKind)>) -> Self {
        Self { earlier, ..self }
    }

    /// Returns the wrapper that the column makes of its rows.
    pub(crate) fn wrapper(&self) -> Wrapper {
        self.header.wrapper
    }

    /// Returns the row that was found last, which takes so many bytes of the window, as the envelope of its record.
    pub(crate) fn envelope<'a>(&'a self, window: &'a [u8], used: usize) -> Envelope<'a> {
        let text = &window[..used.min(window.len())];
        let delimiter = self.header.delimiter;
        Envelope { text, places: &self.places, wrapper: self.header.wrapper, delimiter: Some(delimiter) }
    }

    /// Returns the unquoted cell of the last row.
    pub(crate) fn cell(&self) -> &[u8] {
        &self.kept
    }

    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if let Some(step) = self.row.span.pass_line_ends(window, &mut self.line) {
            return step;
        }
        loop {
            if self.row.span.seen == window.len() && !last {
                return self.row.span.ask_or_let_go(window, self.limit, &mut self.line);
            }
            match self.read_cell(&window[self.row.span.seen..]) {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => self.make_room(),
                ReadFieldResult::Field { record_end } => {
                    self.end_cell();
                    if record_end {
                        return self.end_row(window, last);
                    }
                }
                ReadFieldResult::End => return Step::End,
            }
        }
    }

    fn read_cell(&mut self, input: &[u8]) -> ReadFieldResult {
        let output = if self.is_keeping() { &mut self.kept } else { &mut self.other };
        let output = &mut output[self.row.cell_len..];
        let (result, read, written) = if replace(&mut self.row.is_in_cell, true) {
            self.reader.read_field(input, output)
        } else {
            begin_cell(&mut self.reader, input, output)
        };
        self.row.span.seen += read;
        self.row.cell_len += written;
        result
    }

    /// Reports whether the current cell is the one to keep, and there is room for it.
    fn is_keeping(&self) -> bool {
        self.row.column == self.header.column && !self.row.overflow
    }

    fn make_room(&mut self) {
        // One byte over the limit is room enough to see that a cell is too large.
        if self.is_keeping() && self.kept.len() <= self.limit {
            let grown = self.kept.len().saturating_mul(2).min(self.limit.saturating_add(1));
            self.kept.resize(grown, 0);
        } else {
            self.note_more();
            self.row.overflow = true;
            self.row.cell_len = 0;
        }
    }

    /// Takes note of a cell that may hold a record beside the one that is kept, by its front.
    fn note_more(&mut self) {
        let row = &mut self.row;
        if row.column != self.header.column && !row.overflow {
            row.has_more |= may_be_json(&self.other[..row.cell_len]);
        }
    }

    fn end_cell(&mut self) {
        self.note_more();
        let row = &mut self.row;
        let is_kept = row.column == self.header.column;
        let cell = if is_kept { &self.kept } else { &self.other };
        let name = if row.overflow { &[] } else { &cell[..row.cell_len] };
        if let Some(wrapper) = record_column(name) {
            row.header = better_column(row.header, (row.column, wrapper));
        }
        if is_kept {
            let fits = !row.overflow && row.cell_len <= self.limit;
            row.kept = if fits { Kept::Whole(row.cell_len) } else { Kept::TooLarge };
        }
        if let Some((index, count)) = self.header.rank {
            let number_at = |at| if row.column == at { parse_number(name) } else { None };
            row.rank = (row.rank.0.or(number_at(index)), row.rank.1.or(number_at(count)));
        }
        if let Some(Some(slot)) = self.header.slots.get(row.column) {
            row.places.set(*slot, row.cell_start..row.span.seen);
        }
        row.cell_start = row.span.seen;
        row.column += 1;
        row.cell_len = 0;
        row.is_in_cell = false;
        row.overflow = false;
        if row.column == self.header.column {
            row.start = row.span.seen;
        }
    }

    fn end_row(&mut self, window: &[u8], last: bool) -> Step {
        let mut row = take(&mut self.row);
        let line = row.span.began.unwrap_or(self.line);
        let text = &window[..row.span.seen];
        if row.column == 1 && row.span.began.is_none() {
            self.split_cell(&mut row, text);
        }
        self.repair_cell(&mut row);
        let reason = self.judge_cell(row.kept);
        let lines = count_newlines(text);
        // A row on one line has taken in no other row.
        let is_one_line = lines == u64::from(text.ends_with(b"\n"));
        if is_one_line && self.follow_header(&row, reason, text) {
            self.line += lines;
            return Step::Pass(row.span.seen);
        }
        self.rows += 1;
        self.carries_row = false;
        self.last_cell = self.cell_range(row.kept);
        self.rank = row.rank.0.zip(row.rank.1).map(|(index, count)| ResultRank { index, count });
        // Only the last row can be cut off by the end of the input.
        let is_last = last && text.len() == window.len();
        let ended = self.mend_row(&row, reason, text, is_one_line, is_last);
        // Cells behind the record of a row that ends elsewhere than it was read are not at hand one by one.
        let is_read = ended.as_ref().is_none_or(|ended| ended.used == text.len());
        let is_at_hand = row.span.began.is_none() && row.column > 1;
        self.places = match (is_at_hand, is_read) {
            (true, true) => row.places,
            // Those before its record are in any case.
            (true, false) => row.places.before(row.start),
            (false, _) => FieldPlaces::default(),
        };
        let ended = ended.or_else(|| self.carry_row(&row, reason, text));
        let RowEnd { place, reason, used } = ended.unwrap_or_else(|| self.end_whole(&row, reason, text));
        self.lost_rows += u64::from(matches!(reason, Some(Reason::DepthLimited { .. })));
        // Every byte that is used may be read once more: in all, each is read twice at most, and a spare beyond.
        self.spare_bytes = self.spare_bytes.saturating_add(used);
        self.line += if used < text.len() { count_newlines(&text[..used]) } else { lines };
        Step::Found(Piece { passed: row.span.passed, ..Piece::new(line, place, reason, used) })
    }

    /// Ends a row that may have records in several cells: the object that it is takes the place of its record.
    fn carry_row(&mut self, row: &Row, reason: Option<Reason>, text: &[u8]) -> Option<RowEnd> {
        // A cell that was cut or is too large is told of, and its row is kept with the others' records.
        let may_carry = match reason {
            None | Some(Reason::NotAnObject | Reason::NoAuditData | Reason::DepthLimited { .. }) => true,
            Some(reason) => reason.is_of_empty(),
        };
        if !may_carry || !row.has_more || !row.span.is_held(self.limit) {
            return None;
        }
        let object = row_object(&self.header, &self.kept[self.cell_range(row.kept)], text)?;
        self.keep_cell(&object);
        self.last_cell = 0..object.len();
        self.carries_row = true;
        Some(RowEnd { place: PiecePlace::Cell(0..object.len()), reason: None, used: text.len() })
    }

    /// Reports whether the last row was kept as the object that it is, with the records of several cells.
    pub(crate) fn carries_row(&self) -> bool {
        self.carries_row
    }

    /// Ends the row as it was read.
    fn end_whole(&self, row: &Row, reason: Option<Reason>, text: &[u8]) -> RowEnd {
        let is_cell = match reason {
            None | Some(Reason::TooLarge { .. }) => true,
            Some(_) => !row.span.is_held(self.limit),
        };
        let place =
            if is_cell { PiecePlace::Cell(self.cell_range(row.kept)) } else { self.rejected_place(text) };
        RowEnd { place, reason, used: row.span.seen }
    }

    fn rejected_place(&self, text: &[u8]) -> PiecePlace {
        PiecePlace::Window(0..trimmed_len(text).min(self.limit))
    }

    /// Ends a row where its text shows that it should end, and goes on from there: where that is not its end, or
    /// its record is not its cell.
    fn mend_row(
        &mut self,
        row: &Row,
        reason: Option<Reason>,
        text: &[u8],
        is_one_line: bool,
        is_last: bool,
    ) -> Option<RowEnd> {
        let (column, delimiter) = (self.header.column, self.header.delimiter);
        // A line that was taken for one cell has its record elsewhere.
        if !row.span.is_held(self.limit) || row.column == 1 && column > 0 {
            return None;
        }
        let torn = Torn { text, start: row.start, column, delimiter };
        let ended = match reason {
            Some(Reason::TooLarge { .. }) => None,
            Some(_) if is_one_line => None,
            Some(_) => torn.next_row(0).map(|next| {
                self.keep_front(&torn, next);
                RowEnd { place: self.rejected_place(&text[..next]), reason, used: next }
            }),
            None if !is_last && self.seems_whole(row) => None,
            None => self.mend_record(row, &torn, is_last),
        }?;
        if ended.used < text.len() || ended.reason.is_some() {
            // The cells behind are not those of the row.
            self.rank = None;
        }
        Some(self.within_spare(ended, text))
    }

    /// Reports whether the cell is most likely one object. One that has taken in the next row ends in the middle of
    /// it, mostly at its first quote or comma, so its last byte shows it. Scanning each cell again took a third
    /// more time on 105 MB of records over several lines.
    fn seems_whole(&self, row: &Row) -> bool {
        let cell = &self.kept[self.cell_range(row.kept)];
        row.column <= self.header.columns
            && match cell {
                // One that is cut off inside another object lacks its own bracket.
                [b'{', .., b'}'] => count_open(cell) == 0,
                [b'[', .., b']'] => true,
                _ => false,
            }
    }

    fn mend_record(&mut self, row: &Row, torn: &Torn<'_>, is_last: bool) -> Option<RowEnd> {
        let cell = self.cell_range(row.kept);
        let Some(len) = Scan::default().feed(&self.kept[cell.clone()]) else {
            return Some(self.mend_open(torn, is_last));
        };
        let end = cell.start + len;
        // A cell may hold several values behind each other, as events that were put together do.
        let is_of_values = || {
            let places = value_places(&self.kept[cell.clone()]);
            places.len() > 1 && places.iter().all(|value| value.is_closed)
        };
        if end < cell.end && row.column <= self.header.columns && is_of_values() {
            return None;
        }
        let used = match end == cell.end {
            false => torn.end_behind(end),
            // A later cell may have taken in the rows behind.
            true if row.column > self.header.columns => torn.next_row(torn.end_behind(end))?,
            true => return None,
        };
        Some(RowEnd { place: PiecePlace::Cell(cell.start..end), reason: None, used })
    }

    /// Ends a row whose record's cell holds only the front of an object.
    fn mend_open(&mut self, torn: &Torn<'_>, is_last: bool) -> RowEnd {
        if let Some(object) = torn.bare_object().filter(|object| object.len() <= self.limit) {
            self.keep_cell(&torn.text[object.clone()]);
            let used = torn.line_end(object.end);
            return RowEnd { place: PiecePlace::Cell(0..object.len()), reason: None, used };
        }
        let used = torn.next_row(torn.start).unwrap_or(torn.text.len());
        let is_closed = self.keep_front(torn, used);
        let is_cut_off = is_last && used == torn.text.len() && !is_closed;
        let reason = if is_cut_off { Reason::CutOff } else { Reason::NotClosed };
        RowEnd { place: self.rejected_place(&torn.text[..used]), reason: Some(reason), used }
    }

    /// Keeps what the record's cell has before the end of its row, without what it has taken in of others. Reports whether
    /// a quote closes it there.
    fn keep_front(&mut self, torn: &Torn<'_>, end: usize) -> bool {
        let (mut front, is_closed) = torn.front(end);
        front.truncate(self.limit);
        let start = leading_blanks(&front);
        self.last_cell = start..trimmed_len(&front).max(start);
        self.keep_cell(&front);
        is_closed
    }

    /// Returns the same end, unless too much has been read a second time already. Then all of the row is rejected.
    fn within_spare(&mut self, ended: RowEnd, text: &[u8]) -> RowEnd {
        let again = text.len() - ended.used;
        if again == 0 {
            return ended;
        }
        match self.spare_bytes.checked_sub(again) {
            Some(spare_bytes) => {
                self.spare_bytes = spare_bytes;
                self.reader = started_reader(self.header.delimiter);
                ended
            }
            None => {
                RowEnd { place: self.rejected_place(text), reason: Some(Reason::NotClosed), used: text.len() }
            }
        }
    }

    /// Reports whether the row is a header, as merged exports have it in their middle. If so, the splitter follows
    /// it.
    fn follow_header(&mut self, row: &Row, reason: Option<Reason>, text: &[u8]) -> bool {
        let Some((column, wrapper)) = row.header else { return false };
        if !matches!(reason, Some(Reason::NotAnObject | Reason::NoAuditData)) {
            return false;
        }
        let delimiter = self.header.delimiter;
        let whole = find_header(text, Some(delimiter)).filter(|whole| whole.delimiter == delimiter);
        (self.header.rank, self.header.slots, self.header.names) =
            whole.map_or((None, Vec::new(), Vec::new()), |whole| (whole.rank, whole.slots, whole.names));
        self.header.columns = row.column;
        (self.header.column, self.header.wrapper) = (column, wrapper);
        true
    }

    /// Splits a row that is one cell, because a program took the whole line for one.
    fn split_cell(&mut self, row: &mut Row, text: &[u8]) {
        let Some(inner) = only_cell(text).filter(|_| self.header.column > 0) else { return };
        let cells = read_cells(&inner, self.header.delimiter);
        if let Some(cell) = cells.get(self.header.column).filter(|cell| cell.len() <= self.limit) {
            self.keep_cell(cell);
            row.kept = Kept::Whole(cell.len());
        }
    }

    /// Repairs the quotes of the record's cell, and takes a single record out of a list, or from behind a prefix.
    fn repair_cell(&mut self, row: &mut Row) {
        let range = self.cell_range(row.kept);
        let (Kept::Whole(_), cell) = (row.kept, &self.kept[range]) else { return };
        let repaired = repair_quotes(cell);
        self.repaired_rows += u64::from(repaired.is_some());
        let mended = repaired.or_else(|| only_element(cell).map(<[u8]>::to_vec)).or_else(|| {
            embedded_object(cell).map(|place| cell[place].to_vec()).filter(|text| holds_record(text))
        });
        if let Some(text) = mended {
            self.keep_cell(&text);
            row.kept = Kept::Whole(text.len());
        }
    }

    /// Returns the record's cell of the last row, which was cut off.
    pub(crate) fn cut_cell(&self) -> &[u8] {
        &self.kept[self.last_cell.clone()]
    }

    /// Keeps `cell` as that of the record.
    fn keep_cell(&mut self, cell: &[u8]) {
        self.kept.clear();
        self.kept.extend_from_slice(cell);
        // The cells that follow need their room again.
        self.kept.resize(cell.len().max(ROOM_BYTES.min(self.limit.saturating_add(1))), 0);
    }

    /// Returns the notices of the rows so far.
    pub(crate) fn notices(&self) -> Vec<(u64, NoticeKind)> {
        let lost = (self.lost_rows > 0).then_some((0, NoticeKind::LostRecords { rows: self.lost_rows }));
        let repaired =
            (self.repaired_rows > 0).then_some((0, NoticeKind::RepairedQuotes { rows: self.repaired_rows }));
        self.earlier.iter().cloned().chain(self.row_limit()).chain(lost).chain(repaired).collect()
    }

    fn row_limit(&self) -> Option<(u64, NoticeKind)> {
        let limits: &[u64] = match self.header.wrapper {
            Wrapper::GraphAuditData => return None,
            Wrapper::RawEventData => &QUERIES,
            _ if self.header.is_search && self.header.rank.is_none() => &SEARCHES,
            _ => &[],
        };
        row_limit(limits, self.rows)
    }

    /// Returns the place of the row that was found last among the results of its search.
    pub(crate) fn rank(&self) -> Option<ResultRank> {
        self.rank
    }

    fn judge_cell(&self, kept: Kept) -> Option<Reason> {
        match kept {
            Kept::Missing => Some(Reason::NoAuditData),
            Kept::TooLarge => Some(Reason::TooLarge { limit_bytes: self.limit }),
            Kept::Whole(_) => match self.kept[self.cell_range(kept)].first() {
                None => Some(Reason::of_empty(self.header.wrapper)),
                Some(b'{') => self.cut_short(self.cell_range(kept)),
                Some(_) if is_depth_limited(&self.kept[self.cell_range(kept)]) => {
                    Some(Reason::DepthLimited { wrapper: self.header.wrapper })
                }
                Some(_) if is_object_list(&self.kept[self.cell_range(kept)]) => None,
                Some(_) => Some(Reason::NotAnObject),
            },
        }
    }

    /// Returns the reason of a cell that a spreadsheet has cut short, if one has.
    fn cut_short(&self, cell: Range<usize>) -> Option<Reason> {
        let cell = &self.kept[cell];
        let may_be = (CELL_CHARS..=CELL_CHARS * MOST_BYTES).contains(&cell.len());
        if !may_be || Scan::default().feed(cell).is_some() {
            return None;
        }
        // Excel counts UTF-16 units. One more or less comes from a pair that the cut has halved.
        let chars = String::from_utf8_lossy(cell).encode_utf16().count();
        (chars.abs_diff(CELL_CHARS) <= 1).then_some(Reason::CellCutShort { chars: chars as u32 })
    }

    /// Returns the range of the cell's text, without the blanks around it.
    fn cell_range(&self, kept: Kept) -> Range<usize> {
        let len = match kept {
            Kept::Missing => 0,
            Kept::Whole(len) => len,
            Kept::TooLarge => self.limit,
        };
        let end = trimmed_len(&self.kept[..len]);
        leading_blanks(&self.kept[..end])..end
    }
}

fn parse_number(cell: &[u8]) -> Option<u64> {
    std::str::from_utf8(cell).ok()?.trim().parse().ok()
}
