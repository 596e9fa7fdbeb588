//! A page, or a bare array, that is not whole in the window: larger than a record may be, or cut off. Its elements
//! are yielded as they come, so that memory stays within the limit of one record.

use memchr::memchr;

use super::beside::Beside;
use super::gap::Wanted;
use super::stream::Values;
use crate::input::count_newlines;
use crate::item::Reason;
use crate::json::Scan;
use crate::split::{Piece, PiecePlace, Step};
use crate::unwrap::{Columns, PageFront, names_next, parts_behind};

/// Most pages in each other.
pub(crate) const LEVELS: usize = 3;

#[derive(Debug)]
pub(crate) struct Envelope {
    limit: usize,
    /// First line of the page.
    begins: u64,
    has_next: bool,
    /// True if the page ends with its line.
    is_line: bool,
    columns: Option<Columns>,
    values: Box<Values>,
    phase: Phase,
    /// Objects around the array that are to be closed behind it.
    depth: usize,
}

#[derive(Debug)]
enum Phase {
    /// The part before the array.
    Front(Beside),
    Elements,
    /// The part behind the array, of which `seen` bytes of the window have been scanned.
    Tail {
        line: u64,
        scan: Scan,
        seen: usize,
    },
    /// The part behind the array, when it is at hand to its end.
    Behind(Beside),
    Over {
        line: u64,
    },
}

impl Envelope {
    /// Enters the page at the front of `window`, which begins on this line.
    pub(crate) fn new(limit: usize, line: u64, level: usize, window: &[u8], front: PageFront) -> Self {
        let wanted = if front.columns.is_some() { Wanted::Rows } else { Wanted::Objects };
        let elements_line = line + count_newlines(&window[..front.len]);
        Self {
            limit,
            begins: line,
            has_next: front.has_next,
            is_line: false,
            columns: front.columns,
            values: Box::new(Values::inside(limit, elements_line, wanted, level)),
            phase: Phase::Front(Beside::new(line, front.parts, front.len)),
            depth: front.depth,
        }
    }

    /// Returns the same page, as one that ends with its line.
    pub(crate) fn of_line(self) -> Self {
        Self { is_line: true, ..self }
    }

    /// Returns the next step; `None` behind the page's end.
    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Option<Step> {
        if let Phase::Front(front) = &mut self.phase {
            if let Some(step) = front.step(window) {
                return Some(step);
            }
            self.phase = Phase::Elements;
        }
        if matches!(self.phase, Phase::Elements) {
            match self.values.is_over() {
                None => return Some(self.values.step(window, last)),
                Some(true) => self.enter_tail(),
                Some(false) => self.phase = Phase::Over { line: self.values.line() },
            }
        }
        if matches!(self.phase, Phase::Tail { .. })
            && let Some(step) = self.step_tail(window, last)
        {
            return Some(step);
        }
        let Phase::Behind(behind) = &mut self.phase else { return None };
        let step = behind.step(window);
        if step.is_none() {
            self.phase = Phase::Over { line: behind.line() };
        }
        step
    }

    /// Returns the line behind the page.
    pub(crate) fn line(&self) -> u64 {
        match &self.phase {
            Phase::Elements => self.values.line(),
            Phase::Front(part) | Phase::Behind(part) => part.line(),
            Phase::Tail { line, .. } | Phase::Over { line } => *line,
        }
    }

    /// Returns the line of the page, and whether it names a next one; `None` for a bare array.
    pub(crate) fn page(&self) -> Option<(u64, bool)> {
        (self.depth > 0).then_some((self.begins, self.has_next))
    }

    /// Returns the columns of the element that was found last, if it is a row.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        match self.phase {
            Phase::Elements => self.values.columns().or(self.columns.as_ref()),
            _ => None,
        }
    }

    pub(crate) fn is_passing(&self) -> bool {
        self.values.is_passing()
    }

    fn enter_tail(&mut self) {
        let line = self.values.line();
        self.phase = match self.depth {
            0 => Phase::Over { line },
            depth => Phase::Tail { line, scan: Scan::inside(depth), seen: 0 },
        };
    }

    /// Finds the end of the part behind the array, which ends with its object. Where that end does not come within the limit,
    /// or not on the line, the page is left, and what follows is judged by itself.
    fn step_tail(&mut self, window: &[u8], last: bool) -> Option<Step> {
        let Phase::Tail { line, scan, seen } = &mut self.phase else { return None };
        let within = &window[..window.len().min(self.limit)];
        let newline = if self.is_line { memchr(b'\n', within) } else { None };
        let text = &within[..newline.unwrap_or(within.len())];
        let end = scan.feed(&text[*seen..]).map(|end| *seen + end);
        *seen = text.len();
        // Waiting further would hold more than a record may take.
        if end.is_none() && newline.is_none() && !last && window.len() <= self.limit {
            return Some(Step::More);
        }
        let begins = *line;
        // An object may be a record that was never read as an element: then the tail is judged by itself.
        let is_cut_off = last && text.len() == window.len() && !text.contains(&b'{');
        let passed = match end {
            Some(end) => end,
            None if is_cut_off => text.len(),
            None => 0,
        };
        self.has_next |= names_next(&text[..passed]);
        self.phase = Phase::Over { line: begins + count_newlines(&text[..passed]) };
        if end.is_some() {
            let (parts, torn) = parts_behind(&text[..passed], self.depth);
            self.phase = Phase::Behind(Beside::new(begins, parts, passed).torn_at(torn));
            return None;
        }
        let place = PiecePlace::Window(0..passed);
        is_cut_off.then(|| Step::Found(Piece::new(begins, place, Some(Reason::CutOff), passed)))
    }
}
