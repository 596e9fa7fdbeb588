//! What a splitter asks of the reader. Splitters do no I/O: they look at the window of input at hand and answer
//! with a step.

use std::ops::Range;

use crate::csv::Csv;
use crate::item::Reason;
use crate::lines::Lines;
use crate::notice::NoticeKind;
use crate::table::Rows;
use crate::unwrap::{Columns, Joint};
use crate::values::Values;
use crate::watch::Rank;
use crate::wrapper::Wrapper;

pub(crate) enum Step {
    /// Show me the same window again, longer. Never the answer to the last window.
    More,
    /// Drop this many bytes from the window's front.
    Pass(usize),
    /// Here is an item; drop its bytes when it has been looked at.
    Found(Found),
    /// Nothing is left.
    End,
}

pub(crate) struct Found {
    pub line: u64,
    /// Where the item's bytes are.
    pub place: Place,
    /// `None` for a record.
    pub reason: Option<Reason>,
    /// How many bytes of the window the item takes with it.
    pub used: usize,
    /// How many bytes of it came before the window.
    pub passed: u64,
}

impl Found {
    pub(crate) fn new(line: u64, place: Place, reason: Option<Reason>, used: usize) -> Self {
        Self { line, place, reason, used, passed: 0 }
    }
}

#[derive(Clone)]
pub(crate) enum Place {
    /// This range of the window.
    Window(Range<usize>),
    /// This range of the splitter's unquoted cell.
    Cell(Range<usize>),
}

/// The splitter for the input's format.
pub(crate) enum Split {
    Empty,
    Lines(Lines),
    Values(Values),
    Csv(Box<Csv>),
    Rows(Box<Rows>),
}

impl Split {
    /// Looks at the window; `last` says that no more input follows it.
    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        match self {
            Split::Empty => Step::End,
            Split::Lines(lines) => lines.step(window, last),
            Split::Values(values) => values.step(window, last),
            Split::Csv(csv) => csv.step(window, last),
            Split::Rows(rows) => {
                let step = rows.step(window, last);
                if let Some(csv) = rows.take_csv() {
                    *self = Split::Csv(Box::new(csv));
                }
                step
            }
        }
    }

    /// Takes of the line that was found last only what is before the joint.
    pub(crate) fn part(&mut self, window: &[u8], found: &mut Found, joint: &Joint) {
        if let Split::Lines(lines) = self {
            lines.part(window, found, joint);
        }
    }

    /// Goes into the page that the line found last begins with and does not end; how many bytes that takes.
    pub(crate) fn enter_open_page(&mut self, window: &[u8], found: &Found) -> Option<usize> {
        match self {
            Split::Lines(lines) => lines.enter_open_page(window, found),
            _ => None,
        }
    }

    /// Whether what comes next belongs to a piece that was found.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Split::Lines(lines) => lines.is_passing(),
            Split::Values(values) => values.is_passing(),
            Split::Empty | Split::Csv(_) | Split::Rows(_) => false,
        }
    }

    /// What all records are carried in; `None` if each is to be looked at.
    pub(crate) fn wrapper(&self) -> Option<Wrapper> {
        match self {
            Split::Csv(csv) => Some(csv.wrapper()),
            Split::Rows(rows) => Some(rows.wrapper()),
            Split::Empty | Split::Lines(_) | Split::Values(_) => None,
        }
    }

    /// What the row that was found last says of its place among the results of its search.
    pub(crate) fn rank(&self) -> Option<Rank> {
        match self {
            Split::Csv(csv) => csv.rank(),
            _ => None,
        }
    }

    /// The last page that was left with all its elements, once: its line and whether it names a next one.
    pub(crate) fn take_page(&mut self) -> Option<(u64, bool)> {
        match self {
            Split::Lines(lines) => lines.take_page(),
            Split::Values(values) => values.take_page(),
            Split::Empty | Split::Csv(_) | Split::Rows(_) => None,
        }
    }

    /// The columns of what was found last, if it is a row of a page.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        match self {
            Split::Lines(lines) => lines.columns(),
            Split::Values(values) => values.columns(),
            Split::Empty | Split::Csv(_) | Split::Rows(_) => None,
        }
    }

    /// What is to be known of the input so far.
    pub(crate) fn notices(&self) -> Vec<(u64, NoticeKind)> {
        match self {
            Split::Csv(csv) => csv.notices(),
            Split::Rows(rows) => rows.notices(),
            Split::Empty | Split::Lines(_) | Split::Values(_) => Vec::new(),
        }
    }

    /// The bytes of what was found last.
    pub(crate) fn bytes<'a>(&'a self, window: &'a [u8], place: &Place) -> &'a [u8] {
        match (place, self) {
            (Place::Window(range), _) => &window[range.clone()],
            (Place::Cell(range), Split::Csv(csv)) => &csv.cell()[range.clone()],
            (Place::Cell(range), Split::Rows(rows)) => &rows.record()[range.clone()],
            (Place::Cell(_), _) => &[],
        }
    }
}
