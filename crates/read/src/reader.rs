//! Reads an input and yields its records.

use std::fmt;
use std::io::Read;
use std::mem::{replace, take};
use std::ops::Range;

use crate::blank::{SLACK_BYTES, newlines};
use crate::buffer::Buffer;
use crate::compression::Compression;
use crate::detect::detect;
use crate::encoding::Encoding;
use crate::error::Error;
use crate::format::Format;
use crate::input::{Text, open};
use crate::item::{Item, ItemKind, Reason};
use crate::limits::Limits;
use crate::notice::{Notice, NoticeKind};
use crate::scan::Scan;
use crate::step::{Found, Place, Split, Step};
use crate::table::TABLE;
use crate::unwrap::{Array, Columns, Content, Page, Unwrap};
use crate::watch::Watch;
use crate::wrapper::Wrapper;

/// How many pages may stand in each other: an answer, its tables, their rows.
const PAGES: usize = 3;

/// Splits an input into raw records.
///
/// It buffers by itself: give it the file, not a [`BufReader`](std::io::BufReader).
pub struct Reader<R> {
    buffer: Buffer<Text<R>>,
    compressions: Vec<Compression>,
    format: Format,
    split: Split,
    unwrap: Unwrap,
    /// Whether records are taken as they stand.
    is_bare: bool,
    /// The pages whose elements are being yielded, the innermost last. They are in the window.
    pages: Vec<Page>,
    limits: Limits,
    /// How much of the window belongs to the item yielded last.
    lent_bytes: usize,
    /// The piece found last, if it may be the last one.
    last: Option<Last>,
    /// What of a rejected piece is not yielded.
    unkept: Option<Unkept>,
    watch: Watch,
    ended: bool,
}

/// A piece that may be cut off, if the input ends with it.
struct Last {
    line: u64,
    place: Place,
}

struct Unkept {
    line: u64,
    bytes: u64,
}

impl<R: Read> Reader<R> {
    /// Reads the first bytes of `input` and tells its format, with the default limits.
    ///
    /// # Errors
    ///
    /// If `input` cannot be read, is compressed otherwise than with gzip or zstd, is neither UTF-8 nor UTF-16 with a byte order mark, or is in no format that holds records; see
    /// [`ErrorKind`](crate::ErrorKind).
    pub fn new(input: R) -> Result<Self, Error> {
        Self::with_limits(input, Limits::default())
    }

    /// The same with other limits.
    ///
    /// # Errors
    ///
    /// As [`Reader::new`].
    pub fn with_limits(input: R, limits: Limits) -> Result<Self, Error> {
        // One byte over what a splitter takes tells it that there is more.
        let max_bytes = limits.record_bytes.saturating_add(SLACK_BYTES + 1);
        let (text, compressions) = open(input)?;
        let mut buffer = Buffer::new(text, max_bytes);
        let (format, split) = detect(&mut buffer, limits.record_bytes)?;
        Ok(Self {
            buffer,
            compressions,
            format,
            split,
            unwrap: Unwrap::default(),
            is_bare: false,
            pages: Vec::new(),
            limits,
            lent_bytes: 0,
            last: None,
            unkept: None,
            watch: Watch::default(),
            ended: false,
        })
    }

    /// Takes each object for a record as it stands, whatever is in it: nothing is taken out of wrappers and pages. For what
    /// the service itself gives, whose records may lack any field and hold any other.
    #[must_use]
    pub fn as_they_stand(mut self) -> Self {
        self.is_bare = true;
        self
    }

    /// The input's format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How the input is compressed, outermost first: empty for most, and hardly ever more than one.
    pub fn compression(&self) -> &[Compression] {
        &self.compressions
    }

    /// How the input's text is encoded.
    pub fn encoding(&self) -> Encoding {
        self.buffer.input().encoding()
    }

    /// How many characters so far could not be read and became U+FFFD: halves of UTF-16 pairs. What is not valid
    /// UTF-8 in a UTF-8 input is not changed and not counted, but left for the parser to report.
    pub fn replaced_characters(&self) -> u64 {
        self.buffer.input().replaced()
    }

    /// The next record or rejected piece, in the order of the input; `None` at its end.
    ///
    /// The item borrows the reader's buffer: it lives until the next call.
    ///
    /// # Errors
    ///
    /// If the input cannot be read: another call tries again where it stopped. And in place of `None`, as often as it
    /// is called, if its compressed data is damaged or cut off: then all that stands before the damage has been yielded.
    #[expect(clippy::should_implement_trait, reason = "an iterator's items cannot borrow from it")]
    pub fn next(&mut self) -> Result<Option<Item<'_>>, Error> {
        match self.piece() {
            Ok(Some((found, content))) => {
                self.keep(&found, &content);
                Ok(Some(self.item(&found, content)))
            }
            Ok(None) => {
                self.end();
                self.buffer.fault().map_or(Ok(None), |fault| Err(fault.into()))
            }
            Err(error) => Err(error),
        }
    }

    /// What was noticed of the input as a whole: whether it is cut off, has lost fields, or has fewer records than it
    /// tells. Complete when [`Reader::next`] has given `None`, or that its data is damaged; at most 1,001.
    pub fn notices(&self) -> &[Notice] {
        self.watch.notices()
    }

    /// How many bytes have been read from the input so far, compressed as they are, for progress bars: somewhat more
    /// than have been yielded.
    pub fn bytes_read(&self) -> u64 {
        self.buffer.input().read_bytes()
    }

    /// The next piece, with what it turned out to be; pages are gone into.
    fn piece(&mut self) -> Result<Option<(Found, Content)>, Error> {
        loop {
            let Some(mut found) = self.found()? else { return Ok(None) };
            let mut content = self.look(&found);
            while let Content::Joined(joint) = content {
                self.split.part(self.buffer.window(), &mut found, &joint);
                self.lent_bytes = found.used;
                content = self.look(&found);
            }
            if content == Content::Open
                && let Some(used) = self.split.enter_open_page(self.buffer.window(), &found)
            {
                self.lent_bytes = used;
                continue;
            }
            if let Some(rank) = self.unwrap.rank().or(self.split.rank()) {
                self.watch.rank(rank);
            }
            match (content, &found.place) {
                (Content::Page(array), Place::Window(page)) if self.pages.len() < PAGES => {
                    self.enter(found.line, page.start, &array);
                }
                // A page in so many others: nothing that is known to exist.
                (Content::Page(_), _) => return Ok(Some((found, Content::Itself))),
                (content, _) => return Ok(Some((found, content))),
            }
        }
    }

    /// Begins with the elements of the page at `start` of the window.
    fn enter(&mut self, line: u64, start: usize, page: &Array) {
        let window = self.buffer.window();
        let shifted = |range: &Range<usize>| start + range.start..start + range.end;
        let array = shifted(&page.place);
        let columns = page.columns.as_ref().map(|columns| Columns::new(&window[shifted(columns)]));
        if self.pages.is_empty() {
            self.watch.page(line, page.has_next);
        }
        let line = line + newlines(&window[start..array.start]);
        self.pages.push(Page::new(self.limits.record_bytes, line, array, columns));
    }

    fn look(&mut self, found: &Found) -> Content {
        if found.reason.is_some() || self.is_bare {
            return Content::Itself;
        }
        let bytes = self.split.bytes(self.buffer.window(), &found.place);
        let columns = match self.pages.last() {
            Some(page) => page.columns(),
            None => self.split.columns(),
        };
        match (columns, &self.split) {
            (Some(columns), _) => self.unwrap.look_at_row(columns, bytes, found.line),
            (None, Split::Rows(_)) => Content::Itself,
            (None, Split::Csv(csv)) => self.unwrap.look(bytes, csv.wrapper(), found.line),
            (None, Split::Lines(lines)) if self.pages.is_empty() && lines.is_at_line() => {
                self.unwrap.look_at_line(bytes, found.line)
            }
            (None, _) => self.unwrap.look(bytes, Wrapper::None, found.line),
        }
    }

    /// Counts what is not kept of a rejected piece.
    fn keep(&mut self, found: &Found, content: &Content) {
        if found.reason.is_none() && !matches!(content, Content::Rejected(..)) {
            return;
        }
        let len = self.split.bytes(self.buffer.window(), &found.place).len();
        let is_clipped = len > self.limits.reject_bytes || len == self.limits.record_bytes;
        // Of a row that the window did not hold no more is kept than its cell, or its end.
        let is_part = found.reason.is_some() && matches!(found.place, Place::Cell(_)) || found.passed > 0;
        if is_clipped || is_part || matches!(found.reason, Some(Reason::TooLarge { .. })) {
            // An element of a page takes nothing of the window with it, and the cell of a row is not in it.
            let here = if let Place::Window(_) = found.place { found.used.max(len) } else { found.used };
            let bytes = (found.passed + here as u64).saturating_sub(len.min(self.limits.reject_bytes) as u64);
            self.unkept = Some(Unkept { line: found.line, bytes });
        }
    }

    fn item(&self, found: &Found, content: Content) -> Item<'_> {
        let bytes = self.split.bytes(self.buffer.window(), &found.place);
        let kept = &bytes[..bytes.len().min(self.limits.reject_bytes)];
        let rejected = |reason| ItemKind::Rejected { reason, bytes: kept };
        let (wrapper, kind) = match content {
            Content::Within(wrapper, range) => (wrapper, ItemKind::Record(&bytes[range])),
            Content::Text(wrapper, range) => (wrapper, ItemKind::Record(&self.unwrap.text()[range])),
            Content::Rejected(wrapper, reason) => (wrapper, rejected(reason)),
            Content::Itself | Content::Page(_) | Content::Joined(_) | Content::Open => (
                self.split.wrapper().unwrap_or(Wrapper::None),
                found.reason.map_or(ItemKind::Record(bytes), rejected),
            ),
        };
        Item { line: found.line, offset: self.offset(found), wrapper, kind }
    }

    /// Where a piece begins in the text.
    fn offset(&self, found: &Found) -> u64 {
        let start = match &found.place {
            Place::Window(range) => range.start as u64,
            Place::Cell(_) => 0,
        };
        (self.buffer.consumed() + start).saturating_sub(found.passed)
    }

    /// The next piece, from the innermost page if there is one.
    fn found(&mut self) -> Result<Option<Found>, Error> {
        while let Some(page) = self.pages.last_mut() {
            match page.next(self.buffer.window()) {
                Some(found) => return Ok(Some(found)),
                None => drop(self.pages.pop()),
            }
        }
        if let Some(last) = self.last.take() {
            self.check(&last);
        }
        self.buffer.consume(take(&mut self.lent_bytes));
        let found = self.find()?;
        if self.unkept.is_some() {
            self.tell_unkept();
        }
        if let Some((line, has_next)) = self.split.take_page() {
            self.watch.page(line, has_next);
        }
        if let Some(found) = &found {
            self.lent_bytes = found.used;
            self.note(found);
        }
        Ok(found)
    }

    /// Notices what a piece says of the input's end.
    fn note(&mut self, found: &Found) {
        match found.reason {
            // What is cut off by the end is found only with the end at hand.
            None if self.buffer.at_end() => {
                self.last = Some(Last { line: found.line, place: found.place.clone() });
            }
            Some(Reason::CutOff) => self.watch.note(found.line, NoticeKind::CutOff),
            Some(Reason::ArrayNotClosed) => self.watch.note(found.line, NoticeKind::ArrayNotClosed),
            _ => {}
        }
    }

    /// Notices a record that the input ends with and that does not end.
    fn check(&mut self, last: &Last) {
        let window = self.buffer.window();
        let rest = &window[self.lent_bytes.min(window.len())..];
        if rest.is_empty() {
            let bytes = self.split.bytes(window, &last.place);
            if Scan::default().feed(bytes).is_none() {
                self.watch.note(last.line, NoticeKind::CutOff);
            }
        }
    }

    fn find(&mut self) -> Result<Option<Found>, Error> {
        loop {
            let is_passing = self.unkept.is_some() && self.split.is_passing();
            match self.split.step(self.buffer.window(), self.buffer.at_end()) {
                Step::More => self.buffer.fill()?,
                Step::Pass(bytes) => {
                    if let Some(unkept) = self.unkept.as_mut().filter(|_| is_passing) {
                        unkept.bytes += bytes as u64;
                    }
                    self.buffer.consume(bytes);
                }
                Step::Found(found) => return Ok(Some(found)),
                Step::End => return Ok(None),
            }
        }
    }

    fn tell_unkept(&mut self) {
        if let Some(Unkept { line, bytes }) = self.unkept.take().filter(|unkept| unkept.bytes > 0) {
            self.watch.note(line, NoticeKind::PassedOver { bytes });
        }
    }

    fn end(&mut self) {
        if replace(&mut self.ended, true) {
            return;
        }
        if let Some((line, fields)) = self.unwrap.lost_fields().filter(|(_, fields)| !fields.is_empty()) {
            self.watch.note(line, NoticeKind::LostFields { table: TABLE, fields });
        }
        for (line, kind) in self.split.notices() {
            self.watch.note(line, kind);
        }
        self.watch.end();
    }
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("format", &self.format).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, repeat};

    use super::{Limits, Reader};
    use crate::buffer::START_BYTES;
    use crate::step::Split;

    const LIMIT: usize = 1000;

    /// How much the reader holds after `input`.
    fn held_bytes(input: impl Read) -> usize {
        let Ok(mut reader) = Reader::with_limits(input, Limits { record_bytes: LIMIT, ..Limits::default() })
        else {
            return 0;
        };
        while let Ok(Some(_)) = reader.next() {}
        let cell = match &reader.split {
            Split::Csv(csv) => csv.cell().len(),
            Split::Rows(rows) => rows.held_bytes(),
            _ => 0,
        };
        reader.buffer.capacity() + cell + reader.unwrap.text().len()
    }

    /// Each is an input that goes on and on in one piece.
    #[test]
    fn memory_is_bounded_whatever_the_input() {
        for front in [
            "",
            "{\"a\":\"",
            "{}\n{\"a\":\"",
            "{}\n",
            "[{\"a\":",
            "[{\"a\":[1]},",
            "[\"",
            "AuditData\n\"",
            "{\"AuditData\":\"{}\"}\n{\"AuditData\":\"",
            "{\"@odata.context\":1,\"value\":[",
            "{\"@odata.context\":1,\"value\":[]",
            "{\"tables\":[{\"columns\":[\"a\"],\"rows\":[[",
            "CreationTime,Operation\n\"",
            "CreationTime,Operation\nx,y\n",
        ] {
            for byte in *b" x{[]\"\\\n," {
                let input = front.as_bytes().chain(repeat(byte).take(4 * START_BYTES as u64));
                let held = held_bytes(input);
                assert!(
                    held <= START_BYTES + 2 * (LIMIT + 1),
                    "{held} bytes of {front:?}, {:?}",
                    char::from(byte)
                );
            }
        }
    }
}
