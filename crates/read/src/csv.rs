//! Splits CSV: the unquoted cell of each row that holds its record.
//!
//! Only that cell is kept, up to the record limit; a quote that is never closed costs no more memory than that. A row
//! whose cell is not one object is looked at once more, since a quote may have taken in the rows behind (see `torn`).

use std::mem::take;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader};

use crate::blank::{SLACK_BYTES, leading, newlines, trimmed_len};
use crate::header::{Header, better, cells, header, leading_ends, only_cell, record_column, started};
use crate::item::Reason;
use crate::notice::NoticeKind;
use crate::rows::{QUERIES, SEARCHES, row_limit};
use crate::scan::Scan;
use crate::step::{Found, Place, Step};
use crate::torn::Torn;
use crate::unwrap::{is_depth_limited, why_empty};
use crate::watch::Rank;
use crate::wrapper::Wrapper;

/// The room for cells that are not kept, and for the first bytes of the one that is.
const ROOM_BYTES: usize = 4096;

/// The most characters that Excel holds in a cell, in units of UTF-16, and the most bytes that one of them has.
const CELL_CHARS: usize = 32_767;
const MOST_BYTES: usize = 3;

/// How much may be read twice beside as much as there was, to find rows again that a quote has taken in.
const SPARE_BYTES: usize = 1024 * 1024;

pub(crate) struct Csv {
    limit: usize,
    reader: Reader,
    header: Header,
    /// The line of the window's front.
    line: u64,
    /// How many rows there have been.
    rows: u64,
    /// What the last row says of its place among the results of its search.
    rank: Option<Rank>,
    row: Row,
    /// How many bytes may be read once more, so that no input takes time by the square of its size.
    spare_bytes: usize,
    kept: Vec<u8>,
    other: Vec<u8>,
    /// Of the table before, which this one follows in the same input.
    told: Vec<(u64, NoticeKind)>,
}

/// How far the current row has been read.
#[derive(Default)]
struct Row {
    /// How much of the window has been read.
    seen: usize,
    /// The line where the row begins, once its front is no longer in the window.
    began: Option<u64>,
    /// How much of it came before the window then.
    passed: u64,
    column: usize,
    /// Where in the window the cell to keep begins.
    start: usize,
    /// How many bytes of the current cell have been read.
    cell_len: usize,
    /// The current cell has outgrown its room.
    overflow: bool,
    kept: Kept,
    /// The column whose cell is the name of such a column, as in a header that a merge left in the middle.
    header: Option<(usize, Wrapper)>,
    /// `ResultIndex` and `ResultCount`.
    rank: (Option<u64>, Option<u64>),
}

/// What a row turned out to be, and how much of the window that takes.
struct Ended {
    place: Place,
    reason: Option<Reason>,
    used: usize,
}

/// The row's cell that holds its record.
#[derive(Default, Clone, Copy)]
enum Kept {
    #[default]
    Missing,
    /// The length of the whole cell.
    Whole(usize),
    TooLarge,
}

impl Csv {
    pub(crate) fn new(limit: usize, header: Header, line: u64) -> Self {
        Self {
            limit,
            reader: started(header.delimiter),
            header,
            line,
            rows: 0,
            rank: None,
            row: Row::default(),
            spare_bytes: SPARE_BYTES,
            kept: vec![0; ROOM_BYTES.min(limit.saturating_add(1))],
            other: vec![0; ROOM_BYTES],
            told: Vec::new(),
        }
    }

    /// The same behind another table, of which this is to be known.
    pub(crate) fn telling(self, told: Vec<(u64, NoticeKind)>) -> Self {
        Self { told, ..self }
    }

    /// What the column makes of its rows.
    pub(crate) fn wrapper(&self) -> Wrapper {
        self.header.wrapper
    }

    /// The unquoted cell of the last row.
    pub(crate) fn cell(&self) -> &[u8] {
        &self.kept
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
            if self.row.seen == window.len() && !last {
                return self.more(window);
            }
            match self.read(&window[self.row.seen..]) {
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

    /// A long row is let go, to keep no more of it than its cell.
    fn more(&mut self, window: &[u8]) -> Step {
        if window.len() <= self.max_bytes() {
            return Step::More;
        }
        self.row.began.get_or_insert(self.line);
        self.row.passed += window.len() as u64;
        self.row.seen = 0;
        self.line += newlines(window);
        Step::Pass(window.len())
    }

    fn max_bytes(&self) -> usize {
        self.limit.saturating_add(SLACK_BYTES)
    }

    fn read(&mut self, input: &[u8]) -> ReadFieldResult {
        let output = if self.keeps() { &mut self.kept } else { &mut self.other };
        let (result, read, written) = self.reader.read_field(input, &mut output[self.row.cell_len..]);
        self.row.seen += read;
        self.row.cell_len += written;
        result
    }

    /// Whether the current cell is the one to keep, and there is room for it.
    fn keeps(&self) -> bool {
        self.row.column == self.header.column && !self.row.overflow
    }

    fn make_room(&mut self) {
        if self.keeps() && self.kept.len() <= self.limit {
            let grown = self.kept.len().saturating_mul(2).min(self.limit.saturating_add(1));
            self.kept.resize(grown, 0);
        } else {
            self.row.overflow = true;
            self.row.cell_len = 0;
        }
    }

    fn end_cell(&mut self) {
        let row = &mut self.row;
        let is_kept = row.column == self.header.column;
        let cell = if is_kept { &self.kept } else { &self.other };
        let name = if row.overflow { &[] } else { &cell[..row.cell_len] };
        if let Some(wrapper) = record_column(name) {
            row.header = better(row.header, (row.column, wrapper));
        }
        if is_kept {
            let fits = !row.overflow && row.cell_len <= self.limit;
            row.kept = if fits { Kept::Whole(row.cell_len) } else { Kept::TooLarge };
        }
        if let Some((index, count)) = self.header.rank {
            let number = |at| if row.column == at { number(name) } else { None };
            row.rank = (row.rank.0.or(number(index)), row.rank.1.or(number(count)));
        }
        row.column += 1;
        row.cell_len = 0;
        row.overflow = false;
        if row.column == self.header.column {
            row.start = row.seen;
        }
    }

    fn end_row(&mut self, window: &[u8], last: bool) -> Step {
        let mut row = take(&mut self.row);
        let line = row.began.unwrap_or(self.line);
        let text = &window[..row.seen];
        if row.column == 1 && row.began.is_none() {
            self.split_cell(&mut row, text);
        }
        let reason = self.judge(row.kept);
        let lines = newlines(text);
        let is_one_line = lines == u64::from(text.ends_with(b"\n"));
        if is_one_line && self.follows(&row, reason, text) {
            self.line += lines;
            return Step::Pass(row.seen);
        }
        self.rows += 1;
        self.rank = row.rank.0.zip(row.rank.1).map(|(index, count)| Rank { index, count });
        let is_last = last && text.len() == window.len();
        let ended = self.mend(&row, reason, text, is_one_line, is_last);
        let Ended { place, reason, used } = ended.unwrap_or_else(|| self.whole(&row, reason, text));
        self.spare_bytes = self.spare_bytes.saturating_add(used);
        self.line += if used < text.len() { newlines(&text[..used]) } else { lines };
        Step::Found(Found { passed: row.passed, ..Found::new(line, place, reason, used) })
    }

    /// The row as it was read.
    fn whole(&self, row: &Row, reason: Option<Reason>, text: &[u8]) -> Ended {
        let is_cell = match reason {
            None | Some(Reason::TooLarge { .. }) => true,
            Some(_) => !self.is_held(row),
        };
        let place = if is_cell { Place::Cell(self.range(row.kept)) } else { self.rejected(text) };
        Ended { place, reason, used: row.seen }
    }

    fn rejected(&self, text: &[u8]) -> Place {
        Place::Window(0..trimmed_len(text).min(self.limit))
    }

    /// Whether all of the row is in the window, however the input comes in.
    fn is_held(&self, row: &Row) -> bool {
        row.began.is_none() && row.seen <= self.max_bytes()
    }

    /// Ends a row where its text shows that it should, and goes on from there: where that is not its end, or its record
    /// is not its cell.
    fn mend(
        &mut self,
        row: &Row,
        reason: Option<Reason>,
        text: &[u8],
        is_one_line: bool,
        is_last: bool,
    ) -> Option<Ended> {
        let (column, delimiter) = (self.header.column, self.header.delimiter);
        // A line that was taken for one cell has its record elsewhere.
        if !self.is_held(row) || row.column == 1 && column > 0 {
            return None;
        }
        let torn = Torn { text, start: row.start, column, delimiter };
        let ended = match reason {
            Some(Reason::TooLarge { .. }) => None,
            Some(_) if is_one_line => None,
            Some(_) => {
                torn.next_row(0).map(|next| Ended { place: self.rejected(&text[..next]), reason, used: next })
            }
            None if !is_last && self.seems_whole(row) => None,
            None => self.mend_record(row, &torn, is_last),
        }?;
        if ended.used < text.len() || ended.reason.is_some() {
            // The cells behind are not those of the row.
            self.rank = None;
        }
        Some(self.afford(ended, text))
    }

    /// Whether the cell is most likely one object: to go through each once more would take time. One that has taken in
    /// the next row ends in the middle of it, mostly at its first quote or comma.
    fn seems_whole(&self, row: &Row) -> bool {
        row.column <= self.header.columns && self.kept[self.range(row.kept)].ends_with(b"}")
    }

    fn mend_record(&mut self, row: &Row, torn: &Torn<'_>, is_last: bool) -> Option<Ended> {
        let cell = self.range(row.kept);
        let Some(len) = Scan::default().feed(&self.kept[cell.clone()]) else {
            return Some(self.mend_open(torn, is_last));
        };
        let end = cell.start + len;
        let used = match end == cell.end {
            false => torn.behind(end),
            // A later cell may have taken in the rows behind.
            true if row.column > self.header.columns => torn.next_row(torn.behind(end))?,
            true => return None,
        };
        Some(Ended { place: Place::Cell(cell.start..end), reason: None, used })
    }

    /// Of a row whose record's cell holds the front of an object alone.
    fn mend_open(&mut self, torn: &Torn<'_>, is_last: bool) -> Ended {
        if let Some(object) = torn.bare_object().filter(|object| object.len() <= self.limit) {
            self.keep(&torn.text[object.clone()]);
            let used = torn.line_end(object.end);
            return Ended { place: Place::Cell(0..object.len()), reason: None, used };
        }
        let used = torn.next_row(torn.start).unwrap_or(torn.text.len());
        let is_cut_off = is_last && used == torn.text.len();
        let reason = if is_cut_off { Reason::CutOff } else { Reason::NotClosed };
        Ended { place: self.rejected(&torn.text[..used]), reason: Some(reason), used }
    }

    /// The same, unless too much has been read once more already. Then all of the row is rejected.
    fn afford(&mut self, ended: Ended, text: &[u8]) -> Ended {
        let again = text.len() - ended.used;
        if again == 0 {
            return ended;
        }
        match self.spare_bytes.checked_sub(again) {
            Some(spare_bytes) => {
                self.spare_bytes = spare_bytes;
                self.reader = started(self.header.delimiter);
                ended
            }
            None => Ended { place: self.rejected(text), reason: Some(Reason::NotClosed), used: text.len() },
        }
    }

    /// Whether the row is a header, as merged exports have it in their middle. Then it is followed.
    fn follows(&mut self, row: &Row, reason: Option<Reason>, text: &[u8]) -> bool {
        let Some((column, wrapper)) = row.header else { return false };
        if !matches!(reason, Some(Reason::NotAnObject | Reason::NoAuditData)) {
            return false;
        }
        let delimiter = self.header.delimiter;
        let whole = header(text, Some(delimiter)).filter(|whole| whole.delimiter == delimiter);
        self.header.rank = whole.and_then(|whole| whole.rank);
        self.header.columns = row.column;
        (self.header.column, self.header.wrapper) = (column, wrapper);
        true
    }

    /// Goes into a row that is one cell, because a program took the whole line for one.
    fn split_cell(&mut self, row: &mut Row, text: &[u8]) {
        let Some(inner) = only_cell(text).filter(|_| self.header.column > 0) else { return };
        let cells = cells(&inner, self.header.delimiter);
        if let Some(cell) = cells.get(self.header.column).filter(|cell| cell.len() <= self.limit) {
            self.keep(cell);
            row.kept = Kept::Whole(cell.len());
        }
    }

    /// Takes `cell` for the one to keep.
    fn keep(&mut self, cell: &[u8]) {
        self.kept.clear();
        self.kept.extend_from_slice(cell);
        // To have room again for the cells that follow.
        self.kept.resize(cell.len().max(ROOM_BYTES.min(self.limit.saturating_add(1))), 0);
    }

    /// What is to be known of the rows so far.
    pub(crate) fn notices(&self) -> Vec<(u64, NoticeKind)> {
        self.told.iter().cloned().chain(self.row_limit()).collect()
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

    /// What the row that was found last says of its place among the results of its search.
    pub(crate) fn rank(&self) -> Option<Rank> {
        self.rank
    }

    fn judge(&self, kept: Kept) -> Option<Reason> {
        match kept {
            Kept::Missing => Some(Reason::NoAuditData),
            Kept::TooLarge => Some(Reason::TooLarge { limit_bytes: self.limit }),
            Kept::Whole(_) => match self.kept[self.range(kept)].first() {
                None => Some(why_empty(self.header.wrapper)),
                Some(b'{') => self.cut_short(self.range(kept)),
                Some(_) if is_depth_limited(&self.kept[self.range(kept)]) => {
                    Some(Reason::DepthLimited { wrapper: self.header.wrapper })
                }
                Some(_) => Some(Reason::NotAnObject),
            },
        }
    }

    /// Whether a spreadsheet has cut the cell short.
    fn cut_short(&self, cell: Range<usize>) -> Option<Reason> {
        let cell = &self.kept[cell];
        let may_be = (CELL_CHARS..=CELL_CHARS * MOST_BYTES).contains(&cell.len());
        if !may_be || Scan::default().feed(cell).is_some() {
            return None;
        }
        let chars = String::from_utf8_lossy(cell).encode_utf16().count();
        (chars.abs_diff(CELL_CHARS) <= 1).then_some(Reason::CellCutShort { chars: chars as u32 })
    }

    /// Where the cell's text is, without the blanks around it.
    fn range(&self, kept: Kept) -> Range<usize> {
        let len = match kept {
            Kept::Missing => 0,
            Kept::Whole(len) => len,
            Kept::TooLarge => self.limit,
        };
        let end = trimmed_len(&self.kept[..len]);
        leading(&self.kept[..end])..end
    }
}

fn number(cell: &[u8]) -> Option<u64> {
    std::str::from_utf8(cell).ok()?.trim().parse().ok()
}

impl Row {
    fn is_new(&self) -> bool {
        self.seen == 0 && self.began.is_none()
    }
}
