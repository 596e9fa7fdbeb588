//! Splits JSON that is not line by line: objects in arrays, single objects, many of either.
//!
//! A record is an object, wherever it stands between array brackets; these need not match, since merged exports miss
//! some. An object that does not close, or not within the limit, or with an array's bracket, may have taken others
//! with it: its bytes are gone through once more, by the layout of their lines (see `resync`).

use std::mem::take;

use crate::blank::{BOM, begins_with_bom, trimmed_len};
use crate::envelope::{Envelope, LEVELS};
use crate::gap::Gap;
use crate::item::Reason;
use crate::resync::{Ending, ending};
use crate::scan::Scan;
use crate::step::{Found, Place, Step};
use crate::stray::Stray;
use crate::unwrap::{Columns, front};

/// What is yielded of a stream of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Objects, wherever they stand between array brackets.
    Objects,
    /// Arrays, as rows of a table.
    Rows,
}

#[derive(Debug)]
pub(crate) struct Values {
    limit: usize,
    wanted: Wanted,
    /// Whether these are the elements of one array.
    is_inside: bool,
    /// How many pages are around them.
    level: usize,
    /// A page whose elements are being yielded.
    envelope: Option<Box<Envelope>>,
    /// The line of the last such page, and whether it names a next one.
    page: Option<(u64, bool)>,
    gap: Gap,
    state: State,
    /// How much of the window has been gone through.
    seen: usize,
    /// How much of the window is to be split by the layout of its lines. The window holds that much.
    by_layout: usize,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Between,
    Value(Scan),
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

    /// The elements of an array, from behind its bracket on, with so many pages around it.
    pub(crate) fn inside(limit: usize, line: u64, wanted: Wanted, level: usize) -> Self {
        let gap = Gap::inside(line, wanted);
        Self { is_inside: true, level, gap, ..Self::new(limit, line, wanted) }
    }

    /// Whether the array that these are the elements of is closed; `None` if more may come.
    pub(crate) fn is_over(&self) -> Option<bool> {
        let is_over = self.gap.open == 0 && self.envelope.is_none() && matches!(self.state, State::Between);
        is_over.then_some(self.gap.is_closed)
    }

    /// The current line.
    pub(crate) fn line(&self) -> u64 {
        self.envelope.as_ref().map_or(self.gap.line, |envelope| envelope.line())
    }

    /// The columns of the value found last, if it is a row of a page.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        self.envelope.as_ref().and_then(|envelope| envelope.columns())
    }

    /// The last page that has been left, once: its line and whether it names a next one.
    pub(crate) fn take_page(&mut self) -> Option<(u64, bool)> {
        self.page.take()
    }

    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if self.envelope.is_some()
            && let Some(step) = self.enveloped(window, last)
        {
            return step;
        }
        if window.is_empty() {
            return if last { self.end() } else { Step::More };
        }
        match take(&mut self.state) {
            State::Between => self.between(window, last),
            State::Value(scan) => self.value(scan, window, last),
            State::Stray(stray) => self.stray(stray, window, last),
            State::PassValue(mut scan) => {
                let end = scan.feed(window);
                self.pass(window, end, State::PassValue(scan))
            }
            State::PassStray(mut stray) => {
                let end = stray.feed(window);
                self.gap.open = stray.open;
                self.pass(window, end, State::PassStray(stray))
            }
        }
    }

    pub(crate) fn is_passing(&self) -> bool {
        let is_passing = |envelope: &Envelope| envelope.is_passing();
        matches!(self.state, State::PassValue(_) | State::PassStray(_))
            || self.envelope.as_deref().is_some_and(is_passing)
    }

    /// A step through the page whose elements are being yielded.
    fn enveloped(&mut self, window: &[u8], last: bool) -> Option<Step> {
        let envelope = self.envelope.as_mut()?;
        if let Some(step) = envelope.step(window, last) {
            return Some(step);
        }
        self.gap.line = envelope.line();
        self.page = envelope.page().or(self.page);
        self.envelope = None;
        None
    }

    /// Begins with the elements of the page that `bytes` begin with, if they do.
    fn envelop(&mut self, bytes: &[u8]) -> Option<Step> {
        if self.wanted != Wanted::Objects || self.level == LEVELS {
            return None;
        }
        let front = front(bytes)?;
        let len = front.len;
        let envelope = Envelope::new(self.limit, self.gap.line, self.level + 1, bytes, front);
        self.envelope = Some(Box::new(envelope));
        self.gap.pass_text(&bytes[..len]);
        self.advance(len);
        Some(Step::Pass(len))
    }

    fn end(&mut self) -> Step {
        if take(&mut self.gap.open) == 0 {
            return Step::End;
        }
        let (line, reason) = (self.gap.line, Some(Reason::ArrayNotClosed));
        Step::Found(Found::new(line, Place::Window(0..0), reason, 0))
    }

    fn between(&mut self, window: &[u8], last: bool) -> Step {
        let passed = self.gap.pass(window);
        if passed > 0 {
            self.advance(passed);
            return Step::Pass(passed);
        }
        if window[0] == self.wanted.opens() {
            return self.value(Scan::default(), window, last);
        }
        match begins_with_bom(window, last) {
            None => Step::More,
            Some(true) => {
                self.advance(BOM.len());
                Step::Pass(BOM.len())
            }
            Some(false) => self.stray(Stray::new(self.gap.open, self.wanted, self.is_inside), window, last),
        }
    }

    fn value(&mut self, mut scan: Scan, window: &[u8], last: bool) -> Step {
        if let Some(step) = self.value_by_layout(&window[..self.by_layout]) {
            return step;
        }
        let within = window.len().min(self.limit);
        let end = scan.feed(&window[self.seen..within]).map(|end| self.seen + end);
        self.seen = within;
        match end {
            Some(end) if window[end - 1] == self.wanted.closes() => self.found(&window[..end], None),
            // The other bracket: the value's own is missing, and it may have taken others with it.
            Some(end) => self.suspect(&window[..end], None),
            None if window.len() > self.limit => self.too_large(scan, &window[..within]),
            None if last => self.cut_off(window),
            None => {
                self.state = State::Value(scan);
                Step::More
            }
        }
    }

    fn too_large(&mut self, scan: Scan, bytes: &[u8]) -> Step {
        if let Some(step) = self.envelop(bytes) {
            return step;
        }
        let reason = Reason::TooLarge { limit_bytes: self.limit };
        let step = self.suspect(bytes, Some(reason));
        if is_rejected(&step, reason) {
            self.state = State::PassValue(scan);
        }
        step
    }

    fn cut_off(&mut self, bytes: &[u8]) -> Step {
        if let Some(step) = self.envelop(bytes) {
            return step;
        }
        let step = self.suspect(bytes, Some(Reason::CutOff));
        if is_rejected(&step, Reason::CutOff) {
            // One report is enough: the array around it is cut off with it.
            self.gap.open = 0;
        }
        step
    }

    /// Reports `bytes`, which counting brackets made one value, unless their layout shows more than one. Then it
    /// decides for the rest of them as well.
    fn suspect(&mut self, bytes: &[u8], reason: Option<Reason>) -> Step {
        self.by_layout = bytes.len();
        self.value_by_layout(bytes).unwrap_or_else(|| self.found(bytes, reason))
    }

    /// The value at the front of `bytes`, by their layout.
    fn value_by_layout(&mut self, bytes: &[u8]) -> Option<Step> {
        match ending(bytes, self.gap.indent) {
            Ending::Closed(end) => Some(self.found(&bytes[..end], None)),
            Ending::Broken(end) => Some(self.found(&bytes[..end], Some(Reason::NotClosed))),
            Ending::Open => {
                self.by_layout = 0;
                None
            }
        }
    }

    fn stray(&mut self, mut stray: Stray, window: &[u8], last: bool) -> Step {
        let end = stray.feed(&window[self.seen..]).map(|end| self.seen + end);
        self.gap.open = stray.open;
        if end.is_none() && !last && window.len() <= self.limit {
            self.seen = window.len();
            self.state = State::Stray(stray);
            return Step::More;
        }
        if end.is_none() {
            self.state = State::PassStray(stray);
        }
        self.found(&window[..end.unwrap_or(window.len())], Some(Reason::StrayText))
    }

    /// Reports the `bytes` at the window's front and goes on behind them.
    fn found(&mut self, bytes: &[u8], reason: Option<Reason>) -> Step {
        let line = self.gap.line;
        let text = trimmed_len(&bytes[..bytes.len().min(self.limit)]);
        self.gap.pass_text(bytes);
        self.advance(bytes.len());
        Step::Found(Found::new(line, Place::Window(0..text), reason, bytes.len()))
    }

    /// Passes over what belongs to something reported before: up to `end`, or all of the window.
    fn pass(&mut self, window: &[u8], end: Option<usize>, goes_on: State) -> Step {
        let passed = end.unwrap_or(window.len());
        self.gap.pass_text(&window[..passed]);
        self.advance(passed);
        if end.is_none() {
            self.state = goes_on;
        }
        Step::Pass(passed)
    }

    fn advance(&mut self, used: usize) {
        self.seen = 0;
        self.by_layout = self.by_layout.saturating_sub(used);
    }
}

impl Wanted {
    pub(crate) fn opens(self) -> u8 {
        match self {
            Wanted::Objects => b'{',
            Wanted::Rows => b'[',
        }
    }

    fn closes(self) -> u8 {
        match self {
            Wanted::Objects => b'}',
            Wanted::Rows => b']',
        }
    }
}

fn is_rejected(step: &Step, why: Reason) -> bool {
    matches!(step, Step::Found(Found { reason: Some(reason), .. }) if *reason == why)
}
