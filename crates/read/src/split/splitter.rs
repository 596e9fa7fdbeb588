//! The splitter for the format of an input.

use std::ops::Range;

use super::csv::{Csv, Rows};
use super::lines::Lines;
use super::step::{Piece, PiecePlace, Step};
use super::values::Values;
use crate::item::Wrapper;
use crate::notice::{NoticeKind, ResultRank};
use crate::unwrap::{Columns, Joint};

/// The splitter for the input's format.
pub(crate) enum Splitter {
    Empty,
    Lines(Lines),
    Values(Values),
    Csv(Box<Csv>),
    Rows(Box<Rows>),
}

impl Splitter {
    /// Looks at the window; `last` says that no more input follows it.
    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        match self {
            Splitter::Empty => Step::End,
            Splitter::Lines(lines) => lines.step(window, last),
            Splitter::Values(values) => values.step(window, last),
            Splitter::Csv(csv) => csv.step(window, last),
            Splitter::Rows(rows) => {
                let step = rows.step(window, last);
                if let Some(csv) = rows.take_csv() {
                    *self = Splitter::Csv(Box::new(csv));
                }
                step
            }
        }
    }

    /// Shortens the line that was found last to what is before the joint.
    pub(crate) fn cut_at_joint(&mut self, window: &[u8], found: &mut Piece, joint: &Joint) {
        if let Splitter::Lines(lines) = self {
            lines.cut_at_joint(window, found, joint);
        }
    }

    /// Enters the page that the line found last begins and does not end, and reports whether it begins one.
    pub(crate) fn enter_open_page(&mut self, window: &[u8], found: &Piece) -> bool {
        match self {
            Splitter::Lines(lines) => lines.enter_open_page(window, found),
            _ => false,
        }
    }

    /// Reports whether what comes next belongs to a piece that was found.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Splitter::Lines(lines) => lines.is_passing(),
            Splitter::Values(values) => values.is_passing(),
            Splitter::Empty | Splitter::Csv(_) | Splitter::Rows(_) => false,
        }
    }

    /// Returns the carrier of all records; `None` if each record is to be looked at.
    pub(crate) fn wrapper(&self) -> Option<Wrapper> {
        match self {
            Splitter::Csv(csv) => Some(csv.wrapper()),
            Splitter::Rows(rows) => Some(rows.wrapper()),
            Splitter::Empty | Splitter::Lines(_) | Splitter::Values(_) => None,
        }
    }

    /// Returns the carrier of what the last row holds, if it was kept as an object with the records of several cells.
    pub(crate) fn row_wrapper(&self) -> Option<Wrapper> {
        match self {
            Splitter::Csv(csv) => csv.carries_row().then(|| csv.wrapper()),
            Splitter::Rows(rows) => rows.carries_row().then_some(Wrapper::TextColumn),
            Splitter::Empty | Splitter::Lines(_) | Splitter::Values(_) => None,
        }
    }

    /// Returns the place of the row that was found last among the results of its search.
    pub(crate) fn rank(&self) -> Option<ResultRank> {
        match self {
            Splitter::Csv(csv) => csv.rank(),
            _ => None,
        }
    }

    /// Returns the last page that was left with all its elements, once: its line, and whether it names a next one.
    pub(crate) fn take_page(&mut self) -> Option<(u64, bool)> {
        match self {
            Splitter::Lines(lines) => lines.take_page(),
            Splitter::Values(values) => values.take_page(),
            Splitter::Empty | Splitter::Csv(_) | Splitter::Rows(_) => None,
        }
    }

    /// Returns the columns of the piece that was found last, if it is a row of a page.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        match self {
            Splitter::Lines(lines) => lines.columns(),
            Splitter::Values(values) => values.columns(),
            Splitter::Empty | Splitter::Csv(_) | Splitter::Rows(_) => None,
        }
    }

    /// Returns the notices of the input so far.
    pub(crate) fn notices(&self) -> Vec<(u64, NoticeKind)> {
        match self {
            Splitter::Csv(csv) => csv.notices(),
            Splitter::Rows(rows) => rows.notices(),
            Splitter::Lines(lines) => lines.notices(),
            Splitter::Empty | Splitter::Values(_) => Vec::new(),
        }
    }

    /// Returns the bytes of the piece that was found last.
    #[inline]
    pub(crate) fn bytes<'a>(&'a self, window: &'a [u8], place: &PiecePlace) -> &'a [u8] {
        match place {
            PiecePlace::Window(range) => &window[range.clone()],
            PiecePlace::Cell(range) => self.cell(range.clone()),
        }
    }

    fn cell(&self, range: Range<usize>) -> &[u8] {
        match self {
            Splitter::Csv(csv) => &csv.cell()[range],
            Splitter::Rows(rows) => &rows.record()[range],
            Splitter::Lines(lines) => &lines.embedded()[range],
            Splitter::Empty | Splitter::Values(_) => &[],
        }
    }
}
