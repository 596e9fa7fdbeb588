//! Splits CSV: the unquoted cell of each row that holds its record.
//!
//! Only that cell is kept, up to the record limit; a quote that is never closed costs no more memory than that.

use std::mem::take;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use crate::blank::{SLACK_BYTES, leading, newlines, trimmed_len};
use crate::header::{Header, better, record_column};
use crate::item::Reason;
use crate::step::{Found, Place, Step};
use crate::unwrap::{is_depth_limited, why_empty};
use crate::wrapper::Wrapper;

/// The room for cells that are not kept, and for the first bytes of the one that is.
const ROOM_BYTES: usize = 4096;

pub(crate) struct Csv {
    limit: usize,
    reader: Reader,
    /// The column that holds the records, from 0.
    column: usize,
    wrapper: Wrapper,
    /// The line of the window's front.
    line: u64,
    row: Row,
    kept: Vec<u8>,
    other: Vec<u8>,
}

/// How far the current row has been read.
#[derive(Default)]
struct Row {
    /// How much of the window has been read.
    seen: usize,
    /// The line where the row begins, once its front is no longer in the window.
    began: Option<u64>,
    column: usize,
    /// How many bytes of the current cell have been read.
    cell_len: usize,
    /// The current cell has outgrown its room.
    overflow: bool,
    kept: Kept,
    /// The column whose cell is the name of such a column, as in a header that a merge left in the middle.
    header: Option<(usize, Wrapper)>,
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
    pub(crate) fn new(limit: usize, header: &Header, line: u64) -> Self {
        Self {
            limit,
            reader: started(header.delimiter),
            column: header.column,
            wrapper: header.wrapper,
            line,
            row: Row::default(),
            kept: vec![0; ROOM_BYTES.min(limit.saturating_add(1))],
            other: vec![0; ROOM_BYTES],
        }
    }

    /// What the column makes of its rows.
    pub(crate) fn wrapper(&self) -> Wrapper {
        self.wrapper
    }

    /// The unquoted cell of the last row.
    pub(crate) fn cell(&self) -> &[u8] {
        &self.kept
    }

    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if self.row.is_new() {
            let blanks = window.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
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
                        return self.end_row(window);
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
        self.row.column == self.column && !self.row.overflow
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
        let is_kept = row.column == self.column;
        let cell = if is_kept { &self.kept } else { &self.other };
        let name = if row.overflow { &[] } else { &cell[..row.cell_len] };
        if let Some(wrapper) = record_column(name) {
            row.header = better(row.header, (row.column, wrapper));
        }
        if is_kept {
            let fits = !row.overflow && row.cell_len <= self.limit;
            row.kept = if fits { Kept::Whole(row.cell_len) } else { Kept::TooLarge };
        }
        row.column += 1;
        row.cell_len = 0;
        row.overflow = false;
    }

    fn end_row(&mut self, window: &[u8]) -> Step {
        let row = take(&mut self.row);
        let line = row.began.unwrap_or(self.line);
        self.line += newlines(&window[..row.seen]);
        let reason = self.judge(row.kept);
        if let (Some((column, wrapper)), Some(Reason::NotAnObject | Reason::NoAuditData)) =
            (row.header, reason)
        {
            self.column = column;
            self.wrapper = wrapper;
            return Step::Pass(row.seen);
        }
        let place = match reason {
            None | Some(Reason::TooLarge { .. }) => Place::Cell(self.range(row.kept)),
            Some(_) if row.began.is_some() || row.seen > self.max_bytes() => {
                Place::Cell(self.range(row.kept))
            }
            Some(_) => Place::Window(0..trimmed_len(&window[..row.seen]).min(self.limit)),
        };
        Step::Found(Found { line, place, reason, used: row.seen })
    }

    fn judge(&self, kept: Kept) -> Option<Reason> {
        match kept {
            Kept::Missing => Some(Reason::NoAuditData),
            Kept::TooLarge => Some(Reason::TooLarge { limit_bytes: self.limit }),
            Kept::Whole(_) => match self.kept[self.range(kept)].first() {
                None => Some(why_empty(self.wrapper)),
                Some(b'{') => None,
                Some(_) if is_depth_limited(&self.kept[self.range(kept)]) => {
                    Some(Reason::DepthLimited { wrapper: self.wrapper })
                }
                Some(_) => Some(Reason::NotAnObject),
            },
        }
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

/// A reader that is past its first line: in that alone it would drop a byte order mark, if it got it in one piece.
fn started(delimiter: u8) -> Reader {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    reader.read_field(b"\n", &mut [0]);
    reader
}

impl Row {
    fn is_new(&self) -> bool {
        self.seen == 0 && self.began.is_none()
    }
}
