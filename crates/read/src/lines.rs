//! Splits JSON Lines: every line stands alone.

use memchr::memchr;

use crate::blank::{BOM, SLACK_BYTES, begins_with_bom, leading, newlines, trimmed_len};
use crate::envelope::Envelope;
use crate::item::Reason;
use crate::scan::Scan;
use crate::step::{Found, Place, Step};
use crate::unwrap::{Columns, Front, Joint, front};
use crate::values::{Values, Wanted};

#[derive(Debug)]
pub(crate) struct Lines {
    limit: usize,
    line: u64,
    /// How much of the window holds no line feed.
    seen: usize,
    /// Behind the reported part of a line larger than the limit.
    passing: bool,
    /// The array that the current line holds, while its elements are yielded.
    array: Option<Array>,
    /// How often the current line has gone on behind an object that is not closed.
    tears: usize,
    /// The page or array that the current line holds, where it is not whole at hand, while its elements are yielded.
    envelope: Option<Box<Envelope>>,
    /// The line of the last such page, and whether it names a next one.
    page: Option<(u64, bool)>,
}

/// An array, or the front of a page, that is at hand up to its end or that of the line.
#[derive(Debug)]
struct Array {
    elements: Elements,
    left: usize,
}

#[derive(Debug)]
enum Elements {
    OfArray(Values),
    OfPage(Box<Envelope>),
}

/// How many objects of a line may be found that are not closed: each search may go through all of the line.
const TEARS: usize = 16;

impl Lines {
    pub(crate) fn new(limit: usize, line: u64) -> Self {
        Self { limit, line, seen: 0, passing: false, array: None, tears: 0, envelope: None, page: None }
    }

    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if self.envelope.is_some()
            && let Some(step) = self.enveloped(window, last)
        {
            return step;
        }
        if let Some(step) = self.element(window) {
            return step;
        }
        match window.first() {
            None if last => Step::End,
            None => Step::More,
            Some(_) if self.passing => self.pass_line(window),
            Some(b'{') => self.line(window, last),
            Some(_) => self.gap(window, last),
        }
    }

    pub(crate) fn is_passing(&self) -> bool {
        let is_passing = |envelope: &Envelope| envelope.is_passing();
        let within = self.envelope.as_deref().is_some_and(is_passing);
        self.passing || within || self.array.as_ref().is_some_and(Array::is_passing)
    }

    fn pass_line(&mut self, window: &[u8]) -> Step {
        let end = memchr(b'\n', window);
        self.passing = end.is_none();
        // The line feed is left for the gap, which counts it.
        Step::Pass(end.unwrap_or(window.len()))
    }

    fn gap(&mut self, window: &[u8], last: bool) -> Step {
        let blanks = leading(window);
        if blanks > 0 {
            let passed = newlines(&window[..blanks]);
            self.line += passed;
            self.tears = if passed > 0 { 0 } else { self.tears };
            self.seen = self.seen.saturating_sub(blanks);
            return Step::Pass(blanks);
        }
        match begins_with_bom(window, last) {
            None => Step::More,
            Some(true) => {
                self.seen = self.seen.saturating_sub(BOM.len());
                Step::Pass(BOM.len())
            }
            Some(false) => self.line(window, last),
        }
    }

    fn line(&mut self, window: &[u8], last: bool) -> Step {
        let newline = memchr(b'\n', &window[self.seen..]).map(|at| self.seen + at);
        let whole = newline.is_some() || last;
        if !whole && window.len() <= self.max_bytes() {
            self.seen = window.len();
            return Step::More;
        }
        self.seen = 0;
        self.passing = !whole;
        let line = &window[..newline.unwrap_or(window.len())];
        let text = trimmed(line);
        let is_too_large = line.len() > self.max_bytes() || text.len() > self.limit;
        let is_cut_off = newline.is_none() && last && Scan::default().feed(text).is_none();
        if (is_too_large || is_cut_off)
            && let Some(front) = front(line)
        {
            return self.envelop(line, front);
        }
        if is_too_large && text[0] == b'[' {
            return self.envelop(line, Front::of_array());
        }
        if is_too_large {
            let head = trimmed(&line[..line.len().min(self.limit)]);
            return self.found(head, line.len(), Some(Reason::TooLarge { limit_bytes: self.limit }));
        }
        match text[0] {
            b'{' => self.found(text, line.len(), None),
            b'[' if is_closed(text) => self.enter(text),
            b'[' => self.found(text, line.len(), Some(Reason::ArrayNotClosedOnLine)),
            _ => self.found(text, line.len(), Some(Reason::NotAnObject)),
        }
    }

    fn max_bytes(&self) -> usize {
        self.limit.saturating_add(SLACK_BYTES)
    }

    /// Reports `text`; the line feed behind the `used` bytes is left for the gap, which counts it.
    fn found(&self, text: &[u8], used: usize, reason: Option<Reason>) -> Step {
        Step::Found(Found::new(self.line, Place::Window(0..text.len()), reason, used))
    }

    /// Begins with the elements of the page, or the array, that `line` begins with.
    fn envelop(&mut self, line: &[u8], front: Front) -> Step {
        let len = front.len;
        self.envelope = Some(Box::new(Envelope::new(self.limit, self.line, 1, line, front).of_line()));
        self.passing = false;
        Step::Pass(len)
    }

    /// A step through the page whose elements are being yielded.
    fn enveloped(&mut self, window: &[u8], last: bool) -> Option<Step> {
        let envelope = self.envelope.as_mut()?;
        if let Some(step) = envelope.step(window, last) {
            return Some(step);
        }
        self.line = envelope.line();
        self.page = envelope.page().or(self.page);
        self.envelope = None;
        None
    }

    /// The last page that has been left, once: its line and whether it names a next one.
    pub(crate) fn take_page(&mut self) -> Option<(u64, bool)> {
        self.page.take()
    }

    /// The columns of what was found last, if it is a row of a page.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        let of_line = self.array.as_ref().and_then(Array::envelope);
        self.envelope.as_deref().or(of_line).and_then(Envelope::columns)
    }

    /// Whether what was found last is a line, or a part of one, and may be followed by others on that line.
    pub(crate) fn is_at_line(&self) -> bool {
        self.array.is_none() && self.envelope.is_none() && self.tears < TEARS
    }

    /// Leaves what is behind the joint in the line to be found next.
    pub(crate) fn part(&mut self, window: &[u8], found: &mut Found, joint: &Joint) {
        let line = &window[..found.used];
        let between = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b',');
        let used = joint.at + line[joint.at..].iter().take_while(between).count();
        self.seen = line.len() - used;
        self.tears += usize::from(joint.is_torn);
        found.place = Place::Window(0..trimmed_len(&line[..joint.at]));
        found.used = used;
    }

    /// Begins with the elements of the page that the line found last begins with and does not end, if it does.
    pub(crate) fn enter_open_page(&mut self, window: &[u8], found: &Found) -> Option<usize> {
        let line = &window[..found.used];
        let front = front(line)?;
        let len = front.len;
        let envelope = Box::new(Envelope::new(self.limit, self.line, 1, line, front).of_line());
        self.array = Some(Array { elements: Elements::OfPage(envelope), left: line.len() - len });
        self.seen = 0;
        Some(len)
    }

    fn enter(&mut self, text: &[u8]) -> Step {
        let values = Values::new(self.limit, self.line, Wanted::Objects);
        self.array = Some(Array { elements: Elements::OfArray(values), left: text.len() });
        Step::Pass(0)
    }

    /// A step through the array that the current line holds, if it holds one with anything left.
    fn element(&mut self, window: &[u8]) -> Option<Step> {
        let array = self.array.as_mut()?;
        let step = array.step(window);
        if step.is_none() {
            self.page = array.envelope().and_then(Envelope::page).or(self.page);
            self.array = None;
        }
        step
    }
}

impl Array {
    /// The next step; `None` if nothing is left.
    fn step(&mut self, window: &[u8]) -> Option<Step> {
        let window = &window[..self.left];
        let mut step = match &mut self.elements {
            Elements::OfArray(values) => values.step(window, true),
            Elements::OfPage(envelope) => envelope.step(window, true)?,
        };
        match &mut step {
            Step::Pass(used) => self.left -= *used,
            Step::Found(found) => {
                self.left -= found.used;
                found.reason = found.reason.map(of_line);
            }
            Step::More | Step::End => return None,
        }
        Some(step)
    }

    fn envelope(&self) -> Option<&Envelope> {
        match &self.elements {
            Elements::OfArray(_) => None,
            Elements::OfPage(envelope) => Some(envelope),
        }
    }

    fn is_passing(&self) -> bool {
        match &self.elements {
            Elements::OfArray(values) => values.is_passing(),
            Elements::OfPage(envelope) => envelope.is_passing(),
        }
    }
}

/// What ends the input in a line by itself only ends the line.
fn of_line(reason: Reason) -> Reason {
    match reason {
        Reason::CutOff => Reason::NotClosed,
        Reason::ArrayNotClosed => Reason::ArrayNotClosedOnLine,
        other => other,
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    &bytes[..trimmed_len(bytes)]
}

/// Whether the array that `text` begins with ends in it, and `text` with an array.
fn is_closed(text: &[u8]) -> bool {
    text.ends_with(b"]") && Scan::default().feed(text).is_some()
}
