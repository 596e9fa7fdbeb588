//! Splits JSON that is not line by line: objects in arrays, single objects, many of either.
//!
//! A record is an object, wherever it stands between array brackets; these need not match, since merged exports
//! miss some. An object that does not close, or not within the limit, or with an array's bracket, may have taken
//! others with it. Its bytes are split once more, by the layout of their lines (see `resync`).

use std::mem::take;

use super::envelope::{Envelope, LEVELS};
use super::gap::{Gap, Wanted};
use super::other::{FRONT_BYTES, Other, StringEnd, begins_other, find_string_end};
use super::resync::{Ending, find_ending};
use super::stray::Stray;
use crate::input::{BOM, begins_with_bom, leading_blanks, trimmed_len};
use crate::item::Reason;
use crate::json::Scan;
use crate::split::{Piece, PiecePlace, Step};
use crate::unwrap::{Columns, may_hold_record, page_front};

#[derive(Debug)]
pub(crate) struct Values {
    limit: usize,
    wanted: Wanted,
    /// True if these are the elements of one array.
    is_inside: bool,
    /// Pages around them.
    level: usize,
    /// A page whose elements are being yielded.
    envelope: Option<Box<Envelope>>,
    /// Line of the last such page, and whether it names a next one.
    page: Option<(u64, bool)>,
    gap: Gap,
    state: State,
    /// Bytes of the window that have been scanned.
    seen: usize,
    /// Bytes of the window to be split by the layout of their lines. The window holds that many.
    by_layout: usize,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Between,
    Value(Scan),
    /// In a string that begins as JSON.
    Text,
    /// In the object of an array that begins with a number.
    Pair(Scan),
    /// Behind that object, which ends here.
    PairEnd(usize),
    Stray(Stray),
    /// Behind the reported part of a value or text larger than the limit.
    PassValue(Scan),
    PassStray(Stray),
}

impl Values {
    pub(crate) fn new(limit: usize, line: u64, wanted: Wanted) -> Self {
        let gap = Gap::new(line, wanted);
        Self {
            limit,
            wanted,
            is_inside: false,
            level: 0,
            envelope: None,
            page: None,
            gap,
            state: State::Between,
            seen: 0,
            by_layout: 0,
        }
    }

    /// Makes the splitter for the elements of an array, from behind its bracket on, with `level` pages around it.
    pub(crate) fn inside(limit: usize, line: u64, wanted: Wanted, level: usize) -> Self {
        let gap = Gap::inside(line, wanted);
        Self { is_inside: true, level, gap, ..Self::new(limit, line, wanted) }
    }

    /// Returns the same splitter, for the data of a script.
    pub(crate) fn of_script(self) -> Self {
        Self { gap: self.gap.of_script(), ..self }
    }

    /// Reports whether the array of these elements is closed; `None` if more may come.
    pub(crate) fn is_over(&self) -> Option<bool> {
        let is_over = self.gap.open == 0 && self.envelope.is_none() && matches!(self.state, State::Between);
        is_over.then_some(self.gap.is_closed)
    }

    /// Returns the current line.
    pub(crate) fn line(&self) -> u64 {
        self.envelope.as_ref().map_or(self.gap.line, |envelope| envelope.line())
    }

    /// Returns the columns of the value that was found last, if it is a row of a page.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        self.envelope.as_ref().and_then(|envelope| envelope.columns())
    }

    /// Returns the last page that has been left, once: its line, and whether it names a next one.
    pub(crate) fn take_page(&mut self) -> Option<(u64, bool)> {
        self.page.take()
    }

    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if self.envelope.is_some()
            && let Some(step) = self.step_envelope(window, last)
        {
            return step;
        }
        if window.is_empty() {
            return if last { self.end_input() } else { Step::More };
        }
        match take(&mut self.state) {
            State::Between => self.step_between(window, last),
            State::Value(scan) => self.step_value(scan, window, last),
            State::Text => self.step_text(window, last),
            State::Pair(scan) => self.step_pair(scan, window, last),
            State::PairEnd(end) => self.end_pair(end, window, last),
            State::Stray(stray) => self.step_stray(stray, window, last),
            State::PassValue(mut scan) => {
                let end = scan.feed(window);
                self.pass_rest(window, end, State::PassValue(scan))
            }
            State::PassStray(mut stray) => {
                let end = stray.feed_passed(window);
                // Brackets in stray text count: it may be the rest of a broken array.
                self.gap.open = stray.open;
                self.pass_rest(window, end, State::PassStray(stray))
            }
        }
    }

    pub(crate) fn is_passing(&self) -> bool {
        let is_passing = |envelope: &Envelope| envelope.is_passing();
        matches!(self.state, State::PassValue(_) | State::PassStray(_))
            || self.envelope.as_deref().is_some_and(is_passing)
    }

    /// Takes a step through the page whose elements are being yielded.
    fn step_envelope(&mut self, window: &[u8], last: bool) -> Option<Step> {
        let envelope = self.envelope.as_mut()?;
        if let Some(step) = envelope.step(window, last) {
            return Some(step);
        }
        self.gap.line = envelope.line();
        self.page = envelope.page().or(self.page);
        self.envelope = None;
        None
    }

    /// Enters the page that `bytes` begin with, if they begin one.
    fn enter_envelope(&mut self, bytes: &[u8]) -> Option<Step> {
        if self.wanted != Wanted::Objects || self.level == LEVELS {
            return None;
        }
        let front = page_front(bytes)?;
        let len = front.len;
        let envelope = Envelope::new(self.limit, self.gap.line, self.level + 1, bytes, front);
        self.envelope = Some(Box::new(envelope));
        self.gap.pass_text(&bytes[..len]);
        self.mark_used(len);
        Some(Step::Pass(0))
    }

    fn end_input(&mut self) -> Step {
        if take(&mut self.gap.open) == 0 {
            return Step::End;
        }
        let (line, reason) = (self.gap.line, Some(Reason::ArrayNotClosed));
        Step::Found(Piece::new(line, PiecePlace::Window(0..0), reason, 0))
    }

    fn step_between(&mut self, window: &[u8], last: bool) -> Step {
        let passed = self.gap.pass_separators(window);
        if passed > 0 {
            self.mark_used(passed);
            return Step::Pass(passed);
        }
        if window[0] == self.wanted.opening_byte() {
            return self.step_value(Scan::default(), window, last);
        }
        if self.wanted == Wanted::Objects {
            match begins_other(window) {
                Other::Text => return self.step_text(window, last),
                Other::Pair(object) => {
                    self.seen = object;
                    return self.step_pair(Scan::default(), window, last);
                }
                Other::Open if !last => return Step::More,
                Other::None | Other::Open => {}
            }
        }
        if window[0] == b'[' {
            return self.pass_bracket();
        }
        match begins_with_bom(window, last) {
            None => Step::More,
            Some(true) => {
                self.mark_used(BOM.len());
                Step::Pass(BOM.len())
            }
            Some(false) => {
                self.step_stray(Stray::new(self.gap.open, self.wanted, self.is_inside), window, last)
            }
        }
    }

    fn step_value(&mut self, mut scan: Scan, window: &[u8], last: bool) -> Step {
        if let Some(step) = self.value_by_layout(&window[..self.by_layout]) {
            return step;
        }
        let within = window.len().min(self.limit);
        let end = scan.feed(&window[self.seen..within]).map(|end| self.seen + end);
        self.seen = within;
        match end {
            Some(end) if window[end - 1] == self.wanted.closing_byte() => {
                self.yield_value(&window[..end], None)
            }
            // The other bracket: the value's own is missing, and it may have taken others with it.
            Some(end) => self.yield_suspect(&window[..end], None),
            None if window.len() > self.limit => self.too_large(scan, &window[..within]),
            None if last => self.cut_off(window),
            None => {
                self.state = State::Value(scan);
                Step::More
            }
        }
    }

    /// Goes through a string that begins as JSON. One that holds no record, or does not end, is stray text.
    fn step_text(&mut self, window: &[u8], last: bool) -> Step {
        let within = &window[..window.len().min(self.limit)];
        match find_string_end(within, self.seen.max(1)) {
            StringEnd::At(end) if may_hold_record(&window[..end]) => self.yield_value(&window[..end], None),
            StringEnd::Open(seen) if !last && window.len() <= self.limit => {
                self.seen = seen;
                self.state = State::Text;
                Step::More
            }
            _ => {
                self.seen = 0;
                self.step_stray(Stray::new(self.gap.open, self.wanted, self.is_inside), window, last)
            }
        }
    }

    /// Goes through the object of an array that begins with a number. No more of the array is looked at, as the object is
    /// what comes next if it has more.
    fn step_pair(&mut self, mut scan: Scan, window: &[u8], last: bool) -> Step {
        let within = window.len().min(self.limit);
        let end = scan.feed(&window[self.seen.min(within)..within]).map(|end| self.seen + end);
        match end {
            Some(end) => self.end_pair(end, window, last),
            None if !last && window.len() <= self.limit => {
                self.seen = within;
                self.state = State::Pair(scan);
                Step::More
            }
            None => self.pass_bracket(),
        }
    }

    /// Ends an array that begins with a number and an object. If it ends here, the number describes the object, and they
    /// are one piece.
    fn end_pair(&mut self, end: usize, window: &[u8], last: bool) -> Step {
        let close = end + leading_blanks(&window[end..]);
        match window.get(close) {
            Some(b']') if close < self.limit => self.yield_value(&window[..=close], None),
            None if !last && close - end < FRONT_BYTES => {
                self.state = State::PairEnd(end);
                Step::More
            }
            _ => self.pass_bracket(),
        }
    }

    /// Passes the bracket at the window's front, which opens an array of values.
    fn pass_bracket(&mut self) -> Step {
        self.gap.open_array();
        self.mark_used(1);
        Step::Pass(1)
    }

    fn too_large(&mut self, scan: Scan, bytes: &[u8]) -> Step {
        if let Some(step) = self.enter_envelope(bytes) {
            return step;
        }
        let reason = Reason::TooLarge { limit_bytes: self.limit };
        let step = self.yield_suspect(bytes, Some(reason));
        // The layout may have shown a smaller value at the front; only the whole piece is passed over further.
        if is_rejected(&step, reason) {
            self.state = State::PassValue(scan);
        }
        step
    }

    fn cut_off(&mut self, bytes: &[u8]) -> Step {
        if let Some(step) = self.enter_envelope(bytes) {
            return step;
        }
        let step = self.yield_suspect(bytes, Some(Reason::CutOff));
        if is_rejected(&step, Reason::CutOff) {
            // One report is enough: the array around it is cut off with it.
            self.gap.open = 0;
        }
        step
    }

    /// Yields `bytes`, which counting brackets made one value, unless their layout shows more than one. Then the
    /// layout decides for the rest of them as well.
    fn yield_suspect(&mut self, bytes: &[u8], reason: Option<Reason>) -> Step {
        self.by_layout = bytes.len();
        self.value_by_layout(bytes).unwrap_or_else(|| self.yield_value(bytes, reason))
    }

    /// Returns the value at the front of `bytes`, by their layout.
    fn value_by_layout(&mut self, bytes: &[u8]) -> Option<Step> {
        match find_ending(bytes, self.gap.indent) {
            Ending::Closed(end) => Some(self.yield_value(&bytes[..end], None)),
            Ending::Broken(end) => Some(self.yield_value(&bytes[..end], Some(Reason::NotClosed))),
            Ending::Open => {
                self.by_layout = 0;
                None
            }
        }
    }

    fn step_stray(&mut self, mut stray: Stray, window: &[u8], last: bool) -> Step {
        let end = stray.feed(window, self.seen, self.limit);
        self.gap.open = stray.open;
        if end.is_none() && !last && window.len() <= self.limit {
            self.seen = window.len();
            self.state = State::Stray(stray);
            return Step::More;
        }
        if end.is_none() {
            self.state = State::PassStray(stray);
        }
        self.yield_value(&window[..end.unwrap_or(window.len())], Some(Reason::StrayText))
    }

    /// Yields the `bytes` at the window's front, and goes on behind them.
    fn yield_value(&mut self, bytes: &[u8], reason: Option<Reason>) -> Step {
        let line = self.gap.line;
        let text = trimmed_len(&bytes[..bytes.len().min(self.limit)]);
        self.gap.pass_text(bytes);
        self.mark_used(bytes.len());
        Step::Found(Piece::new(line, PiecePlace::Window(0..text), reason, bytes.len()))
    }

    /// Skips what belongs to something reported before: up to `end`, or all of the window.
    fn pass_rest(&mut self, window: &[u8], end: Option<usize>, goes_on: State) -> Step {
        let passed = end.unwrap_or(window.len());
        self.gap.pass_text(&window[..passed]);
        self.mark_used(passed);
        if end.is_none() {
            self.state = goes_on;
        }
        Step::Pass(passed)
    }

    fn mark_used(&mut self, used: usize) {
        self.seen = 0;
        self.by_layout = self.by_layout.saturating_sub(used);
    }
}

fn is_rejected(step: &Step, why: Reason) -> bool {
    matches!(step, Step::Found(Piece { reason: Some(reason), .. }) if *reason == why)
}
