//! A page that is not whole in the window: larger than a record may be, or cut off. Its elements are yielded as they
//! come, so that it need not be held.

use memchr::memmem;

use crate::blank::newlines;
use crate::item::Reason;
use crate::scan::Scan;
use crate::step::{Found, Place, Step};
use crate::unwrap::{Columns, Front};
use crate::values::{Values, Wanted};

/// How many pages may stand in each other.
pub(crate) const LEVELS: usize = 3;

/// The key of the link to the next page, with or without its `@odata`.
const NEXT_LINK: &[u8] = b"nextLink\"";

#[derive(Debug)]
pub(crate) struct Envelope {
    limit: usize,
    /// The line where the page begins.
    begins: u64,
    has_next: bool,
    columns: Option<Columns>,
    values: Box<Values>,
    phase: Phase,
    /// The objects around the array that are to be closed behind it.
    depth: usize,
}

#[derive(Debug)]
enum Phase {
    Elements,
    /// What stands behind the array, of which so much of the window has been gone through.
    Tail {
        line: u64,
        scan: Scan,
        seen: usize,
    },
    Over {
        line: u64,
    },
}

impl Envelope {
    /// A page at the front of `window`, which begins on this line.
    pub(crate) fn new(limit: usize, line: u64, level: usize, window: &[u8], front: Front) -> Self {
        let wanted = if front.columns.is_some() { Wanted::Rows } else { Wanted::Objects };
        let elements_line = line + newlines(&window[..front.len]);
        Self {
            limit,
            begins: line,
            has_next: front.has_next,
            columns: front.columns,
            values: Box::new(Values::inside(limit, elements_line, wanted, level)),
            phase: Phase::Elements,
            depth: front.depth,
        }
    }

    /// The next step; `None` behind the page's end.
    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Option<Step> {
        if matches!(self.phase, Phase::Elements) {
            match self.values.is_over() {
                None => return Some(self.values.step(window, last)),
                Some(true) => self.enter_tail(),
                Some(false) => self.phase = Phase::Over { line: self.values.line() },
            }
        }
        match self.phase {
            Phase::Tail { .. } => Some(self.tail(window, last)),
            _ => None,
        }
    }

    /// The line behind the page.
    pub(crate) fn line(&self) -> u64 {
        match self.phase {
            Phase::Elements => self.values.line(),
            Phase::Tail { line, .. } | Phase::Over { line } => line,
        }
    }

    /// The line of the page, and whether it names a next one.
    pub(crate) fn page(&self) -> (u64, bool) {
        (self.begins, self.has_next)
    }

    /// The columns of the element found last, if it is a row.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        self.values.columns().or(self.columns.as_ref())
    }

    pub(crate) fn is_passing(&self) -> bool {
        self.values.is_passing()
    }

    fn enter_tail(&mut self) {
        self.phase = Phase::Tail { line: self.values.line(), scan: Scan::within(self.depth), seen: 0 };
    }

    fn tail(&mut self, window: &[u8], last: bool) -> Step {
        let Phase::Tail { line, scan, seen } = &mut self.phase else { return Step::Pass(0) };
        let end = scan.feed(&window[*seen..]).map(|end| *seen + end);
        *seen = window.len();
        if end.is_none() && !last && window.len() <= self.limit {
            return Step::More;
        }
        let (begins, passed) = (*line, &window[..end.unwrap_or(window.len())]);
        self.has_next |= memmem::find(passed, NEXT_LINK).is_some();
        *seen = 0;
        *line += newlines(passed);
        if end.is_some() || last {
            self.phase = Phase::Over { line: *line };
        }
        if end.is_some() || !last {
            return Step::Pass(passed.len());
        }
        let place = Place::Window(0..passed.len().min(self.limit));
        Step::Found(Found::new(begins, place, Some(Reason::CutOff), passed.len()))
    }
}
