//! Reads an input and yields its records.

use std::fmt;
use std::io::Read;
use std::mem::take;

use crate::blank::{SLACK_BYTES, newlines};
use crate::buffer::Buffer;
use crate::compression::Compression;
use crate::detect::detect;
use crate::encoding::Encoding;
use crate::error::Error;
use crate::input::{Text, open};
use crate::item::{Item, ItemKind};
use crate::step::{Found, Place, Split, Step};
use crate::unwrap::{Content, Page, Unwrap};
use crate::wrapper::Wrapper;

/// What a reader may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest record that is yielded, in bytes; larger ones are rejected and passed over. Memory stays within
    /// a small multiple of it, and begins at about 256 KiB. Default: 64 MiB, far above the largest records known,
    /// which have a few MiB, and small enough to hold.
    pub record_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record_bytes: 64 * 1024 * 1024 }
    }
}

/// How an input holds its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Not at all: nothing but blanks.
    Empty,
    /// One object a line.
    JsonLines,
    /// Arrays of objects, or objects one after the other.
    Json,
    /// CSV with a column `AuditData`, `auditData` or `RawEventData`.
    Csv,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Empty => "empty",
            Format::JsonLines => "JSON Lines",
            Format::Json => "JSON",
            Format::Csv => "CSV",
        })
    }
}

/// Splits an input into raw records.
///
/// It buffers by itself: give it the file, not a [`BufReader`](std::io::BufReader).
pub struct Reader<R> {
    buffer: Buffer<Text<R>>,
    compressions: Vec<Compression>,
    format: Format,
    split: Split,
    unwrap: Unwrap,
    /// The page whose elements are being yielded. It is in the window.
    page: Option<Page>,
    limit: usize,
    /// How much of the window belongs to the item yielded last.
    lent_bytes: usize,
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
            unwrap: Unwrap::new(),
            page: None,
            limit: limits.record_bytes,
            lent_bytes: 0,
        })
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
    /// Only if the input cannot be read, or its compressed data is damaged or cut off. Another call tries again where
    /// it stopped; damaged data stays damaged.
    #[expect(clippy::should_implement_trait, reason = "an iterator's items cannot borrow from it")]
    pub fn next(&mut self) -> Result<Option<Item<'_>>, Error> {
        Ok(self.piece()?.map(|(found, content)| self.item(&found, content)))
    }

    /// How many bytes have been read from the input so far, compressed as they are, for progress bars: somewhat more
    /// than have been yielded.
    pub fn bytes_read(&self) -> u64 {
        self.buffer.input().read_bytes()
    }

    /// The next piece, with what it turned out to be; pages are gone into.
    fn piece(&mut self) -> Result<Option<(Found, Content)>, Error> {
        loop {
            let is_element = self.page.is_some();
            let Some(found) = self.found()? else { return Ok(None) };
            let content = self.look(&found);
            let (Content::Page(array), Place::Window(page)) = (&content, &found.place) else {
                return Ok(Some((found, content)));
            };
            if is_element && self.page.is_some() {
                // A page in a page: nothing that is known to exist.
                return Ok(Some((found, Content::Itself)));
            }
            let array = page.start + array.start..page.start + array.end;
            let line = found.line + newlines(&self.buffer.window()[page.start..array.start]);
            self.page = Some(Page::new(self.limit, line, array));
        }
    }

    fn look(&mut self, found: &Found) -> Content {
        match self.split.wrapper() {
            None if found.reason.is_none() => {
                self.unwrap.look(self.split.bytes(self.buffer.window(), &found.place))
            }
            _ => Content::Itself,
        }
    }

    fn item(&self, found: &Found, content: Content) -> Item<'_> {
        let bytes = self.split.bytes(self.buffer.window(), &found.place);
        let rejected = |reason| ItemKind::Rejected { reason, bytes };
        let (wrapper, kind) = match content {
            Content::Within(wrapper, range) => (wrapper, ItemKind::Record(&bytes[range])),
            Content::Text(wrapper, range) => (wrapper, ItemKind::Record(&self.unwrap.text()[range])),
            Content::Rejected(wrapper, reason) => (wrapper, rejected(reason)),
            Content::Itself | Content::Page(_) => (
                self.split.wrapper().unwrap_or(Wrapper::None),
                found.reason.map_or(ItemKind::Record(bytes), rejected),
            ),
        };
        Item { line: found.line, wrapper, kind }
    }

    /// The next piece, from the current page if there is one.
    fn found(&mut self) -> Result<Option<Found>, Error> {
        if let Some(found) = self.page.as_mut().and_then(|page| page.next(self.buffer.window())) {
            return Ok(Some(found));
        }
        self.page = None;
        self.buffer.consume(take(&mut self.lent_bytes));
        let found = self.find()?;
        self.lent_bytes = found.as_ref().map_or(0, |found| found.used);
        Ok(found)
    }

    fn find(&mut self) -> Result<Option<Found>, Error> {
        loop {
            match self.split.step(self.buffer.window(), self.buffer.at_end()) {
                Step::More => self.buffer.fill()?,
                Step::Pass(bytes) => self.buffer.consume(bytes),
                Step::Found(found) => return Ok(Some(found)),
                Step::End => return Ok(None),
            }
        }
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
        let Ok(mut reader) = Reader::with_limits(input, Limits { record_bytes: LIMIT }) else { return 0 };
        while let Ok(Some(_)) = reader.next() {}
        let cell = if let Split::Csv(csv) = &reader.split { csv.cell().len() } else { 0 };
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
        ] {
            for byte in *b" x{[]\"\\\n," {
                let input = front.as_bytes().chain(repeat(byte).take(4 * START_BYTES as u64));
                let held = held_bytes(input);
                assert!(held <= START_BYTES + LIMIT + 1, "{held} bytes of {front:?}, {:?}", char::from(byte));
            }
        }
    }
}
