//! Splits JSON Lines: every line stands alone, with a prefix of other text or without.

use memchr::memchr;

use super::step::{Piece, PiecePlace, Step};
use super::values::{Envelope, Values, Wanted};
use crate::input::{BOM, SLACK_BYTES, begins_with_bom, count_newlines, leading_blanks, trimmed_len};
use crate::item::Reason;
use crate::json::{Embedded, Scan, begins_value, begins_with_tag, find_embedded, unescape};
use crate::notice::NoticeKind;
use crate::unwrap::{
    Columns, Joint, PageFront, begins_with_record, carries_record, holds_record, page_front,
};

#[derive(Debug)]
pub(crate) struct Lines {
    limit: usize,
    line: u64,
    /// Bytes of the window that hold no line feed.
    seen: usize,
    /// True if the window is behind the reported part of a line larger than the limit.
    passing: bool,
    /// Array that the current line holds, while its elements are yielded.
    array: Option<LineArray>,
    /// Objects of the current line that are not closed.
    tears: usize,
    /// Page or array that the current line holds, where it is not whole in the window, while its elements are
    /// yielded.
    envelope: Option<Box<Envelope>>,
    /// Line of the last such page, and whether it names a next one.
    page: Option<(u64, bool)>,
    /// True if lines may have a prefix of other text.
    is_prefixed: bool,
    /// JSON of the current line behind its prefix.
    embedded: Vec<u8>,
    /// True if the piece that was found last is that JSON.
    is_embedded: bool,
    /// Notice of what stood before the first line.
    earlier: Option<(u64, NoticeKind)>,
}

/// An array, or the front of a page, that is at hand up to its end or that of the line.
#[derive(Debug)]
struct LineArray {
    elements: LineElements,
    left: usize,
}

#[derive(Debug)]
enum LineElements {
    OfArray(Values),
    OfPage(Box<Envelope>),
}

/// Most objects of a line that may be found not closed: each search may go through all of the line.
const TEARS: usize = 16;

impl Lines {
    pub(crate) fn new(limit: usize, line: u64) -> Self {
        Self {
            limit,
            line,
            seen: 0,
            passing: false,
            array: None,
            tears: 0,
            envelope: None,
            page: None,
            is_prefixed: false,
            embedded: Vec::new(),
            is_embedded: false,
            earlier: None,
        }
    }

    /// Returns the same splitter behind a text with this notice.
    pub(crate) fn after_notices(self, earlier: Option<(u64, NoticeKind)>) -> Self {
        Self { earlier, ..self }
    }

    /// Returns the notices of the lines so far.
    pub(crate) fn notices(&self) -> Vec<(u64, NoticeKind)> {
        self.earlier.iter().cloned().collect()
    }

    /// Takes each line's JSON from behind a prefix.
    pub(crate) fn behind_prefixes(self) -> Self {
        Self { is_prefixed: true, ..self }
    }

    /// Returns the JSON of the line that was found last, which stands behind a prefix.
    pub(crate) fn embedded(&self) -> &[u8] {
        &self.embedded
    }

    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if self.envelope.is_some()
            && let Some(step) = self.step_envelope(window, last)
        {
            return step;
        }
        if let Some(step) = self.step_array(window) {
            return step;
        }
        match window.first() {
            None if last => Step::End,
            None => Step::More,
            Some(_) if self.passing => self.pass_line(window),
            Some(b'{') => self.take_line(window, last),
            Some(_) => self.pass_gap(window, last),
        }
    }

    pub(crate) fn is_passing(&self) -> bool {
        let is_passing = |envelope: &Envelope| envelope.is_passing();
        let within = self.envelope.as_deref().is_some_and(is_passing);
        self.passing || within || self.array.as_ref().is_some_and(LineArray::is_passing)
    }

    fn pass_line(&mut self, window: &[u8]) -> Step {
        let end = memchr(b'\n', window);
        self.passing = end.is_none();
        // The line feed is left for the gap, which counts it.
        Step::Pass(end.unwrap_or(window.len()))
    }

    fn pass_gap(&mut self, window: &[u8], last: bool) -> Step {
        let blanks = leading_blanks(window);
        if blanks > 0 {
            let passed = count_newlines(&window[..blanks]);
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
            Some(false) => self.take_line(window, last),
        }
    }

    fn take_line(&mut self, window: &[u8], last: bool) -> Step {
        let newline = memchr(b'\n', &window[self.seen..]).map(|at| self.seen + at);
        let whole = newline.is_some() || last;
        if !whole && window.len() <= self.max_bytes() {
            self.seen = window.len();
            return Step::More;
        }
        self.seen = 0;
        self.passing = !whole;
        self.is_embedded = false;
        let line = &window[..newline.unwrap_or(window.len())];
        let text = trim_end(line);
        if (self.is_prefixed && !is_plain(text) || has_prefix(text))
            && text.len() <= self.limit
            && let Some(step) = self.take_embedded(text, line.len())
        {
            return step;
        }
        let is_too_large = line.len() > self.max_bytes() || text.len() > self.limit;
        // Only the last line can be cut off; other open lines are broken, and yielded as they are.
        let is_cut_off = newline.is_none() && last && Scan::default().feed(text).is_none();
        // A page is not held for its end: its elements come out as they are, whatever its size.
        if (is_too_large || is_cut_off)
            && let Some(front) = page_front(line)
        {
            return self.enter_envelope(line, front);
        }
        if is_too_large && text[0] == b'[' {
            return self.enter_envelope(line, PageFront::of_array());
        }
        if is_too_large {
            let head = trim_end(&line[..line.len().min(self.limit)]);
            return self.yield_text(head, line.len(), Some(Reason::TooLarge { limit_bytes: self.limit }));
        }
        match text[0] {
            b'{' => self.yield_text(text, line.len(), None),
            b'[' if is_closed(text) => self.enter_array(text),
            b'[' => self.yield_text(text, line.len(), Some(Reason::ArrayNotClosedOnLine)),
            _ => self.yield_text(text, line.len(), Some(Reason::NotAnObject)),
        }
    }

    /// Takes the JSON of a line from behind its prefix, if it holds any. The line is the carrier.
    fn take_embedded(&mut self, text: &[u8], line_len: usize) -> Option<Step> {
        self.embedded.clear();
        let end = match find_embedded(text)? {
            // Without its prefix the line is one of JSON Lines.
            Embedded::Array(start)
                if self.is_prefixed
                    || begins_with_record(&text[start..])
                    || carries_record(&text[start..]) =>
            {
                return Some(Step::Pass(start));
            }
            Embedded::Array(_) => return None,
            Embedded::Object(place) => {
                self.embedded.extend_from_slice(&text[place.clone()]);
                place.end
            }
            Embedded::Escaped(place) => {
                unescape(&text[place.clone()], &mut self.embedded)?;
                place.end
            }
        };
        if !self.is_prefixed && !holds_record(&self.embedded) {
            // Among lines of JSON this is more likely a broken one, which stays whole.
            return None;
        }
        self.is_embedded = true;
        // Another object behind the first is found next, as if its line began there.
        let used = if find_embedded(&text[end..]).is_some() { end } else { line_len };
        // The rest is known to hold no line feed, and must not be searched again for each of its objects.
        self.seen = line_len - used;
        let place = PiecePlace::Cell(0..self.embedded.len());
        Some(Step::Found(Piece::new(self.line, place, None, used)))
    }

    fn max_bytes(&self) -> usize {
        self.limit.saturating_add(SLACK_BYTES)
    }

    /// Yields `text`. The line feed behind the `used` bytes is left for the gap, which counts it.
    fn yield_text(&self, text: &[u8], used: usize, reason: Option<Reason>) -> Step {
        Step::Found(Piece::new(self.line, PiecePlace::Window(0..text.len()), reason, used))
    }

    /// Enters the page, or the array, that `line` begins with.
    fn enter_envelope(&mut self, line: &[u8], front: PageFront) -> Step {
        self.envelope = Some(Box::new(Envelope::new(self.limit, self.line, 1, line, front).of_line()));
        self.passing = false;
        Step::Pass(0)
    }

    /// Takes a step through the page whose elements are being yielded.
    fn step_envelope(&mut self, window: &[u8], last: bool) -> Option<Step> {
        let envelope = self.envelope.as_mut()?;
        if let Some(step) = envelope.step(window, last) {
            return Some(step);
        }
        self.line = envelope.line();
        self.page = envelope.page().or(self.page);
        self.envelope = None;
        None
    }

    /// Returns the last page that has been left, once: its line, and whether it names a next one.
    pub(crate) fn take_page(&mut self) -> Option<(u64, bool)> {
        self.page.take()
    }

    /// Returns the columns of the piece that was found last, if it is a row of a page.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        let of_line = self.array.as_ref().and_then(LineArray::envelope);
        self.envelope.as_deref().or(of_line).and_then(Envelope::columns)
    }

    /// Reports whether the piece that was found last is a line, or a part of one, behind which others may stand on
    /// that line.
    pub(crate) fn is_at_line(&self) -> bool {
        self.array.is_none() && self.envelope.is_none() && self.tears < TEARS && !self.is_embedded
    }

    /// Leaves the part of the line behind the joint to be found next.
    pub(crate) fn cut_at_joint(&mut self, window: &[u8], found: &mut Piece, joint: &Joint) {
        let line = &window[..found.used];
        let between = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b',');
        let used = joint.at + line[joint.at..].iter().take_while(between).count();
        // The rest of the line is known to hold no line feed. Searching it again for each of its objects would take
        // quadratic time.
        self.seen = line.len() - used;
        self.tears += usize::from(joint.is_torn);
        found.place = PiecePlace::Window(0..trimmed_len(&line[..joint.at]));
        found.used = used;
    }

    /// Enters the page that the line found last begins and does not end, and reports whether it begins one.
    pub(crate) fn enter_open_page(&mut self, window: &[u8], found: &Piece) -> bool {
        let line = &window[..found.used];
        let Some(front) = page_front(line) else { return false };
        let envelope = Box::new(Envelope::new(self.limit, self.line, 1, line, front).of_line());
        self.array = Some(LineArray { elements: LineElements::OfPage(envelope), left: line.len() });
        self.seen = 0;
        true
    }

    fn enter_array(&mut self, text: &[u8]) -> Step {
        let values = Values::new(self.limit, self.line, Wanted::Objects);
        self.array = Some(LineArray { elements: LineElements::OfArray(values), left: text.len() });
        Step::Pass(0)
    }

    /// Takes a step through the array that the current line holds, if anything of it is left.
    fn step_array(&mut self, window: &[u8]) -> Option<Step> {
        let array = self.array.as_mut()?;
        let step = array.step(window);
        if step.is_none() {
            self.page = array.envelope().and_then(Envelope::page).or(self.page);
            self.array = None;
        }
        step
    }
}

impl LineArray {
    /// Returns the next step; `None` if nothing is left.
    fn step(&mut self, window: &[u8]) -> Option<Step> {
        let window = &window[..self.left];
        let mut step = match &mut self.elements {
            LineElements::OfArray(values) => values.step(window, true),
            LineElements::OfPage(envelope) => envelope.step(window, true)?,
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
            LineElements::OfArray(_) => None,
            LineElements::OfPage(envelope) => Some(envelope),
        }
    }

    fn is_passing(&self) -> bool {
        match &self.elements {
            LineElements::OfArray(values) => values.is_passing(),
            LineElements::OfPage(envelope) => envelope.is_passing(),
        }
    }
}

/// Translates a reason: the end of the input, for a line by itself, is only the end of that line.
fn of_line(reason: Reason) -> Reason {
    match reason {
        Reason::CutOff => Reason::NotClosed,
        Reason::ArrayNotClosed => Reason::ArrayNotClosedOnLine,
        other => other,
    }
}

/// Reports whether other text stands where each line of JSON Lines begins. Files that were put together have such lines
/// among others.
fn has_prefix(text: &[u8]) -> bool {
    match text[0] {
        b'{' => false,
        b'[' => begins_with_tag(text),
        _ => true,
    }
}

/// Reports whether a line has no text around its JSON.
fn is_plain(text: &[u8]) -> bool {
    begins_value(text) && (text[0] == b'[' || text.ends_with(b"}"))
}

fn trim_end(bytes: &[u8]) -> &[u8] {
    &bytes[..trimmed_len(bytes)]
}

/// Reports whether the array that `text` begins with ends in it, and `text` with an array.
fn is_closed(text: &[u8]) -> bool {
    text.ends_with(b"]") && Scan::default().feed(text).is_some()
}
