//! The reader of an input.

use std::fmt;
use std::io::Read;
use std::mem::{replace, take};

use crate::error::Error;
use crate::format::{Compression, Encoding, Format};
use crate::input::{Buffer, SLACK_BYTES, TextInput, count_newlines, open_text, trimmed_len};
use crate::item::{Completeness, Item, ItemKind, Reason, Wrapper};
use crate::json::{Scan, count_likely_cut, embedded_object};
use crate::limits::Limits;
use crate::notice::{Notice, NoticeKind, NoticeLog};
use crate::split::{Page, Part, Piece, PiecePlace, Splitter, Step, detect_format};
use crate::table::TABLE;
use crate::unwrap::{Columns, Content, ElementArray, Found, FoundPlace, Unwrapper, salvage};

/// Most pages in each other: an answer, its tables, their rows.
const PAGES: usize = 3;

/// Splits an input into raw records.
///
/// It buffers by itself: give it the file, not a [`BufReader`](std::io::BufReader).
///
/// ```
/// use trail365_read::{Encoding, Format, ItemKind, Reader};
///
/// let mut reader = Reader::new(&b"[{\"Operation\":\"A\"},\n {\"Operation\":\"B\"}]"[..])?;
/// assert_eq!((reader.format(), reader.encoding()), (Format::Json, Encoding::Utf8));
/// let mut records = 0;
/// while let Some(item) = reader.next()? {
///     records += u32::from(matches!(item.kind, ItemKind::Record(_)));
/// }
/// assert_eq!(records, 2);
/// assert!(reader.notices().is_empty());
/// # Ok::<(), trail365_read::Error>(())
/// ```
pub struct Reader<R> {
    buffer: Buffer<TextInput<R>>,
    compressions: Vec<Compression>,
    format: Format,
    split: Splitter,
    unwrap: Unwrapper,
    /// True if records are taken as they stand, so that a record of the service that looks like a wrapper stays one.
    is_bare: bool,
    /// Pages whose elements are being yielded, the innermost last. They are in the window.
    pages: Vec<Page>,
    limits: Limits,
    /// Bytes of the window that belong to the item yielded last.
    lent_bytes: usize,
    /// Piece whose records are being yielded, one by one.
    searched: Option<Piece>,
    /// Place in that piece up to which lines were counted, and the line there.
    counted: (usize, u64),
    /// Record of that piece that was yielded last.
    found: Option<Found>,
    /// Piece that was found last, if it may be the last one.
    last: Option<Last>,
    /// Part of a rejected piece that is counted, not yielded.
    unkept: Option<Unkept>,
    /// Piece that was cut off, and comes behind what it says.
    cut: Option<(Piece, Content)>,
    /// Records so far of which the input has only what stands before a cut, and the line of the first.
    salvaged: u64,
    first_salvaged: u64,
    /// Records so far that are larger than the limit, of which the front was read, and the line of the first.
    oversized: (u64, u64),
    notices: NoticeLog,
    ended: bool,
}

/// A piece that is cut off if the input ends with it.
struct Last {
    line: u64,
    place: PiecePlace,
}

struct Unkept {
    line: u64,
    bytes: u64,
}

impl<R: Read> Reader<R> {
    /// Reads the first bytes of `input` and recognizes its format, with the default limits.
    ///
    /// # Errors
    ///
    /// If `input` cannot be read, is compressed otherwise than with gzip or zstd, is binary, or is in no format that
    /// holds records; see [`ErrorKind`](crate::ErrorKind).
    pub fn new(input: R) -> Result<Self, Error> {
        Self::with_limits(input, Limits::default())
    }

    /// Reads the first bytes of `input` and recognizes its format, with other limits.
    ///
    /// # Errors
    ///
    /// As [`Reader::new`].
    pub fn with_limits(input: R, limits: Limits) -> Result<Self, Error> {
        Self::with_encoding(input, limits, None)
    }

    /// Reads the first bytes of `input` and recognizes its format. Text that shows no encoding of its own is in the
    /// named one: bytes that are no UTF-8 are decoded from a code page, without a guess.
    ///
    /// ```
    /// use trail365_read::{Encoding, ItemKind, Limits, Reader};
    ///
    /// let input = b"{\"CreationTime\":\"2026-01-12T10:00:00\",\"Operation\":\"\xD4\"}";
    /// let encoding: Encoding = "windows-1251".parse()?;
    /// let mut reader = Reader::with_encoding(&input[..], Limits::default(), Some(encoding))?;
    /// let ItemKind::Record(record) = reader.next()?.unwrap().kind else { panic!("no record") };
    /// assert!(record.ends_with("\"Ф\"}".as_bytes()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Reader::new`].
    pub fn with_encoding(input: R, limits: Limits, encoding: Option<Encoding>) -> Result<Self, Error> {
        Self::begin(input, limits, encoding, Part::Whole)
    }

    /// Reads a rejected piece of an input once more. A row of CSV has left its header behind: its record is the cell
    /// that begins as an object, and what only the header's names tell of the other cells is not added to it.
    ///
    /// ```
    /// use trail365_read::{ItemKind, Limits, Reader};
    ///
    /// let row = br#"8,2026-02-14,"{""CreationTime"":""2026-02-14T09:00:00"",""Operation"":""Send""}""#;
    /// let mut reader = Reader::of_piece(&row[..], Limits::default(), None)?;
    /// let ItemKind::Record(record) = reader.next()?.unwrap().kind else { panic!("no record") };
    /// assert_eq!(record, br#"{"CreationTime":"2026-02-14T09:00:00","Operation":"Send"}"#);
    /// # Ok::<(), trail365_read::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Reader::new`].
    pub fn of_piece(input: R, limits: Limits, encoding: Option<Encoding>) -> Result<Self, Error> {
        Self::begin(input, limits, encoding, Part::Piece)
    }

    fn begin(input: R, limits: Limits, encoding: Option<Encoding>, part: Part) -> Result<Self, Error> {
        // One byte more than a splitter takes shows it that there is more.
        let max_bytes = limits.record_bytes.saturating_add(SLACK_BYTES + 1);
        let (text, compressions) = open_text(input, encoding)?;
        let mut buffer = Buffer::new(text, max_bytes);
        let (format, split) = detect_format(&mut buffer, limits.record_bytes, part)?;
        // Lines are found so fast that a check of all text would show, and the parser checks each record of JSON anyway.
        // In CSV, which spreadsheets save, finding the cells takes far longer than the check.
        if matches!(format, Format::JsonLines | Format::Json) {
            buffer.input_mut().check_front_only();
        }
        Ok(Self {
            buffer,
            compressions,
            format,
            split,
            unwrap: Unwrapper::default(),
            is_bare: false,
            pages: Vec::new(),
            limits,
            lent_bytes: 0,
            searched: None,
            counted: (0, 0),
            found: None,
            last: None,
            unkept: None,
            cut: None,
            salvaged: 0,
            first_salvaged: 0,
            oversized: (0, 0),
            notices: NoticeLog::default(),
            ended: false,
        })
    }

    /// Takes each object for a record as it stands, whatever it holds: nothing is taken out of wrappers and pages.
    /// Use this for content of the Management Activity API itself, whose records may lack any field and hold any
    /// other.
    #[must_use]
    pub fn as_they_stand(mut self) -> Self {
        self.is_bare = true;
        self
    }

    /// Returns the input's format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns the input's compressions, outermost first: none for most inputs, and hardly ever more than one.
    pub fn compression(&self) -> &[Compression] {
        &self.compressions
    }

    /// Returns the encoding of the input's text, as far as it has been read: a code page shows at the first byte that
    /// is no UTF-8.
    pub fn encoding(&self) -> Encoding {
        self.buffer.input().encoding()
    }

    /// Returns how many characters so far could not be read and became U+FFFD: halves of UTF-16 pairs, and bytes that
    /// their code page does not have. UTF-8 that is broken here and there is neither changed nor counted, but left for
    /// the parser to report.
    pub fn replaced_characters(&self) -> u64 {
        self.buffer.input().replaced_count()
    }

    /// Returns the next record or rejected piece, in the order of the input; `None` at its end.
    ///
    /// The item borrows the reader's buffer: it lives until the next call.
    ///
    /// # Errors
    ///
    /// If the input cannot be read: another call tries again where it stopped. If compressed data is damaged or cut
    /// off, the error comes in place of `None`, after everything before the damage, and again at each further call.
    #[expect(clippy::should_implement_trait, reason = "an iterator's items cannot borrow from it")]
    pub fn next(&mut self) -> Result<Option<Item<'_>>, Error> {
        match self.next_content() {
            Ok(Some((piece, content))) => {
                self.count_unkept(&piece, &content);
                self.found = None;
                let content = match content {
                    Content::Found(found) => {
                        self.count_found(&piece, &found);
                        if found.is_truncated {
                            self.count_truncated(&piece);
                        }
                        self.found = Some(*found);
                        Content::Itself
                    }
                    content => content,
                };
                self.count_cut_values(&piece, &content);
                Ok(Some(self.make_item(&piece, &content)))
            }
            Ok(None) => {
                self.end_input();
                self.buffer.fault().map_or(Ok(None), |fault| Err(fault.into()))
            }
            Err(error) => Err(error),
        }
    }

    /// Counts a record of which only the front was read.
    fn count_truncated(&mut self, piece: &Piece) {
        let is_too_large = matches!(piece.reason, Some(Reason::TooLarge { .. }));
        let (records, line) = if is_too_large {
            (&mut self.oversized.0, &mut self.oversized.1)
        } else {
            (&mut self.salvaged, &mut self.first_salvaged)
        };
        *line = if *records == 0 { piece.line } else { *line };
        *records += 1;
    }

    /// Returns the notices of the input as a whole: that it is cut off, has lost fields, or has fewer records than
    /// it says. They are complete when [`Reader::next`] has returned `None`, or the error of damaged data. There
    /// are at most 1,001.
    pub fn notices(&self) -> &[Notice] {
        self.notices.listed()
    }

    /// Returns how many bytes have been read from the input so far, compressed as they are, for progress bars. That
    /// is somewhat more than have been yielded.
    pub fn bytes_read(&self) -> u64 {
        self.buffer.input().read_bytes()
    }

    /// Returns the next piece with its content; enters pages.
    fn next_content(&mut self) -> Result<Option<(Piece, Content)>, Error> {
        if (self.cut.is_some() || self.searched.is_some())
            && let Some(rest) = self.next_of_piece()
        {
            return Ok(Some(rest));
        }
        loop {
            let Some(mut found) = self.next_piece()? else { return Ok(None) };
            // Each joint shortens the line to its first object, and the splitter finds the rest again. A line of
            // joined objects ends this loop at the first that stands alone.
            if let Some(content) = self.salvage_cut(&found) {
                // The piece is rejected behind what it says, so that the rest is kept and nobody takes it for whole.
                let rejected = Content::Rejected(
                    self.split.wrapper().unwrap_or(Wrapper::None),
                    self.reason_of_cut(&found),
                );
                self.cut = Some((found.clone(), rejected));
                return Ok(Some((found, content)));
            }
            let mut content = self.look_into(&found);
            while let Content::Joined(joint) = content {
                self.split.cut_at_joint(self.buffer.window(), &mut found, &joint);
                self.lent_bytes = found.used;
                content = self.look_into(&found);
            }
            if matches!(content, Content::Open) && self.split.enter_open_page(self.buffer.window(), &found) {
                // The line is split once more, by its elements.
                self.lent_bytes = 0;
                continue;
            }
            if let Some(rank) = self.unwrap.rank().or(self.split.rank()) {
                self.notices.count_rank(rank);
            }
            match (content, &found.place) {
                (Content::Page(array), PiecePlace::Window(page)) => {
                    self.enter_page(found.line, page.start, &array);
                    // What stands beside the elements comes before them.
                    if let Some(content) = self.unwrap.next_found() {
                        return Ok(Some(self.begin_search(found, content)));
                    }
                }
                (content @ Content::Found(_), _) => return Ok(Some(self.begin_search(found, content))),
                (content, _) => return Ok(Some((found, content))),
            }
        }
    }

    /// Returns what the last piece has besides what was yielded of it.
    // Out of line: most pieces are one record, and moving these about took a tenth of the time of JSON Lines.
    #[inline(never)]
    fn next_of_piece(&mut self) -> Option<(Piece, Content)> {
        if let Some(cut) = self.cut.take() {
            return Some(cut);
        }
        let searched = self.searched.take()?;
        let content = self.unwrap.next_found()?;
        self.searched = Some(searched.clone());
        Some((searched, content))
    }

    /// Begins to yield what a search has found in a piece, of which this is the first.
    fn begin_search(&mut self, piece: Piece, content: Content) -> (Piece, Content) {
        self.note_observed(piece.line);
        (self.searched, self.counted) = (Some(piece.clone()), (0, piece.line));
        (piece, content)
    }

    /// Notes what the search through a piece has shown besides its records.
    fn note_observed(&mut self, line: u64) {
        let observed = self.unwrap.take_observed();
        if observed.has_next {
            self.notices.note_page(line, true);
        }
        if observed.is_contradicted {
            self.notices.count_contradicted(line);
        }
        if observed.repaired > 0 {
            self.notices.count_repaired(line, observed.repaired);
        }
        if let Some(wrapper) = observed.passed_over {
            self.notices.count_other_carrier(line, wrapper);
        }
    }

    /// Enters the page at `start` of the window.
    fn enter_page(&mut self, line: u64, start: usize, page: &ElementArray) {
        let window = self.buffer.window();
        let (array, columns) = page.places_from(start);
        let columns = columns.map(|columns| Columns::new(&window[columns]));
        // Inner pages, such as tables in an answer, have no links of their own.
        if self.pages.is_empty() {
            self.notices.note_page(line, page.has_next);
        }
        let line = line + count_newlines(&window[start..array.start]);
        // The page stays in the window until its elements are yielded, so their bytes can be lent without a copy.
        self.pages.push(Page::new(self.limits.record_bytes, line, array, columns));
    }

    /// Takes what a record says that was cut off, if that is enough to be a record.
    fn salvage_cut(&mut self, found: &Piece) -> Option<Content> {
        if self.is_bare || !self.may_be_cut(found) {
            return None;
        }
        let window = self.buffer.window();
        let bytes = self.split.bytes(window, &found.place);
        let salvaged = match &self.split {
            Splitter::Csv(csv) => salvage(csv.cut_cell(), Some(csv.envelope(window, found.used)), false),
            // A line that is too large still has its prefix.
            _ => salvage(embedded_object(bytes).map_or(bytes, |place| &bytes[place]), None, false),
        }?;
        let wrapper = salvaged.wrapper.or(self.split.wrapper()).unwrap_or(Wrapper::None);
        let carrier = FoundPlace::Piece(0..bytes.len());
        self.counted = (0, found.line);
        Some(Content::Found(Box::new(Found::truncated(wrapper, salvaged.record, Some(carrier), 0))))
    }

    /// Reports whether a piece may be the front of an object. That of a line shows at its end.
    fn may_be_cut(&self, found: &Piece) -> bool {
        match (&found.reason, &self.split) {
            // The text of such a row is that of all its cells.
            (Some(Reason::TooLarge { .. }), Splitter::Rows(_)) => false,
            // What is over the limit is cut there.
            (
                Some(
                    Reason::CellCutShort { .. }
                    | Reason::NotClosed
                    | Reason::CutOff
                    | Reason::TooLarge { .. },
                ),
                _,
            ) => true,
            (None, Splitter::Lines(_)) => {
                self.ends_input(found)
                    || !self.split.bytes(self.buffer.window(), &found.place).ends_with(b"}")
            }
            _ => false,
        }
    }

    /// Reports whether nothing comes behind a line.
    fn ends_input(&self, found: &Piece) -> bool {
        self.last.is_some() && found.used == self.buffer.window().len()
    }

    /// Returns the reason why a piece is not whole. One that the splitter took for whole is a line.
    fn reason_of_cut(&self, found: &Piece) -> Reason {
        let of_line = if self.ends_input(found) { Reason::CutOff } else { Reason::NotClosed };
        found.reason.unwrap_or(of_line)
    }

    fn look_into(&mut self, found: &Piece) -> Content {
        if found.reason.is_some() {
            return Content::Itself;
        }
        let window = self.buffer.window();
        let bytes = self.split.bytes(window, &found.place);
        if let Some(wrapper) = self.split.row_wrapper() {
            return self.unwrap.look_at_cells(bytes, wrapper, found.line);
        }
        if self.is_bare {
            let is_object = bytes.starts_with(b"{");
            return if is_object {
                Content::Itself
            } else {
                Content::Rejected(Wrapper::None, Reason::NotAnObject)
            };
        }
        let columns = match self.pages.last() {
            Some(page) => page.columns(),
            None => self.split.columns(),
        };
        // Pages in so many others are of no known export: they are searched like any object.
        let may_enter = self.pages.len() < PAGES && matches!(found.place, PiecePlace::Window(_));
        match (columns, &self.split) {
            (Some(columns), _) => self.unwrap.look_at_row(columns, bytes, found.line),
            (None, Splitter::Rows(_)) => Content::Itself,
            (None, Splitter::Csv(csv)) => {
                self.unwrap.look_at_cell(bytes, csv.envelope(window, found.used), found.line)
            }
            (None, Splitter::Lines(lines)) if self.pages.is_empty() && lines.is_at_line() => {
                self.unwrap.look_at_line(bytes, found.line)
            }
            (None, _) => self.unwrap.look(bytes, Wrapper::None, found.line, may_enter),
        }
    }

    /// Counts the values of a record that are most likely cut. Cells of tables were counted as such already.
    fn count_cut_values(&mut self, piece: &Piece, content: &Content) {
        let is_counted = matches!(self.split, Splitter::Rows(_));
        if self.is_bare || is_counted || piece.reason.is_some() || !matches!(content, Content::Itself) {
            return;
        }
        let bytes = self.split.bytes(self.buffer.window(), &piece.place);
        let values = count_likely_cut(self.found.as_ref().map_or(bytes, |found| found.place.bytes(bytes)));
        if values > 0 {
            self.notices.count_cut(piece.line, values);
        }
    }

    /// Counts the bytes of a rejected piece that are not kept.
    fn count_unkept(&mut self, found: &Piece, content: &Content) {
        if found.reason.is_none() && !matches!(content, Content::Rejected(..)) {
            return;
        }
        let len = self.split.bytes(self.buffer.window(), &found.place).len();
        let is_clipped = len > self.limits.reject_bytes || len == self.limits.record_bytes;
        // Of a row that the window did not hold, no more is kept than its cell, or its end.
        let is_part =
            found.reason.is_some() && matches!(found.place, PiecePlace::Cell(_)) || found.passed > 0;
        if is_clipped || is_part || matches!(found.reason, Some(Reason::TooLarge { .. })) {
            // An element of a page takes nothing of the window with it, and the cell of a row is not in it.
            let here = if let PiecePlace::Window(_) = found.place { found.used.max(len) } else { found.used };
            let bytes = (found.passed + here as u64).saturating_sub(len.min(self.limits.reject_bytes) as u64);
            self.unkept = Some(Unkept { line: found.line, bytes });
        }
    }

    /// Returns how much of its record a carrier of this kind has.
    fn completeness_of(&self, wrapper: Wrapper) -> Completeness {
        match (wrapper, &self.split) {
            (Wrapper::OfficeActivity | Wrapper::Columns, _) => Completeness::Partial,
            (wrapper, Splitter::Rows(rows)) if wrapper == rows.wrapper() => Completeness::Partial,
            _ => Completeness::Whole,
        }
    }

    /// Counts the lines before what was found in a piece.
    fn count_found(&mut self, piece: &Piece, found: &Found) {
        // Found in their order, so that the lines before each are counted once.
        let (at, line) = self.counted;
        if let PiecePlace::Window(place) = &piece.place
            && found.at > at
        {
            let passed = &self.buffer.window()[place.start + at..place.start + found.at];
            self.counted = (found.at, line + count_newlines(passed));
        }
    }

    fn make_item(&self, piece: &Piece, content: &Content) -> Item<'_> {
        let bytes = self.split.bytes(self.buffer.window(), &piece.place);
        if let Some(found) = &self.found {
            return self.make_found_item(piece, bytes, found);
        }
        let rejected = |reason| ItemKind::Rejected { reason, bytes: self.keep(bytes) };
        let (wrapper, kind) = match content {
            Content::Rejected(wrapper, reason) => {
                // A cell goes with its row, which says where its record came from.
                let row = if matches!(piece.place, PiecePlace::Cell(_)) { self.row_of(piece) } else { &[] };
                let bytes = self.keep(if row.is_empty() { bytes } else { row });
                (*wrapper, ItemKind::Rejected { reason: *reason, bytes })
            }
            _ => (
                self.split.wrapper().unwrap_or(Wrapper::None),
                piece.reason.map_or(ItemKind::Record(bytes), rejected),
            ),
        };
        let (carrier, completeness) = match (&kind, &piece.place) {
            (ItemKind::Record(_), PiecePlace::Cell(_)) => (self.row_of(piece), self.completeness_of(wrapper)),
            (ItemKind::Record(_), PiecePlace::Window(_)) => (&[][..], self.completeness_of(wrapper)),
            (ItemKind::Rejected { .. }, _) => (&[][..], Completeness::Whole),
        };
        Item { line: piece.line, offset: self.offset_of(piece), wrapper, carrier, completeness, kind }
    }

    /// Makes the item of a record that was found in a piece.
    fn make_found_item<'a>(&'a self, piece: &Piece, bytes: &'a [u8], found: &'a Found) -> Item<'a> {
        let (line, offset) = match piece.place {
            PiecePlace::Window(_) => (self.counted.1, self.offset_of(piece) + found.at as u64),
            PiecePlace::Cell(_) => (piece.line, self.offset_of(piece)),
        };
        let own = found.place.bytes(bytes);
        let (kind, carrier) = match (found.reason, &piece.place) {
            (Some(reason), _) => (ItemKind::Rejected { reason, bytes: self.keep(own) }, &[][..]),
            (None, PiecePlace::Cell(_)) => (ItemKind::Record(own), self.row_of(piece)),
            (None, PiecePlace::Window(_)) => {
                let carrier = found.carrier.as_ref().map_or(&[][..], |carrier| carrier.bytes(bytes));
                (ItemKind::Record(own), carrier)
            }
        };
        let completeness = match found.reason {
            Some(_) => Completeness::Whole,
            None if found.is_truncated => Completeness::Truncated,
            None => self.completeness_of(found.wrapper),
        };
        Item { line, offset, wrapper: found.wrapper, carrier, completeness, kind }
    }

    /// Returns the part of a rejected piece that is yielded.
    fn keep<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[..bytes.len().min(self.limits.reject_bytes)]
    }

    /// Returns the row or line around a piece that is a cell; nothing if it is longer than a window.
    fn row_of(&self, piece: &Piece) -> &[u8] {
        let window = self.buffer.window();
        let is_held = piece.passed == 0 && piece.used <= self.limits.record_bytes.saturating_add(SLACK_BYTES);
        let row = if is_held { window.get(..piece.used).unwrap_or_default() } else { &[] };
        &row[..trimmed_len(row)]
    }

    /// Returns the first byte of a piece in the text.
    fn offset_of(&self, found: &Piece) -> u64 {
        let start = match &found.place {
            PiecePlace::Window(range) => range.start as u64,
            PiecePlace::Cell(_) => 0,
        };
        (self.buffer.consumed_bytes() + start).saturating_sub(found.passed)
    }

    /// Returns the next piece, from the innermost page if there is one.
    fn next_piece(&mut self) -> Result<Option<Piece>, Error> {
        while let Some(page) = self.pages.last_mut() {
            match page.next(self.buffer.window()) {
                Some(found) => return Ok(Some(found)),
                None => drop(self.pages.pop()),
            }
        }
        if let Some(last) = self.last.take() {
            self.check_last(&last);
        }
        self.buffer.consume(take(&mut self.lent_bytes));
        let found = self.split_next()?;
        // Only now is known how much of the rejected piece the splitter passed over after reporting it.
        if self.unkept.is_some() {
            self.tell_unkept();
        }
        if let Some((line, has_next)) = self.split.take_page() {
            self.notices.note_page(line, has_next);
        }
        if let Some(found) = &found {
            self.lent_bytes = found.used;
            self.note_ending(found);
        }
        Ok(found)
    }

    /// Notes what a piece says about the input's end.
    fn note_ending(&mut self, found: &Piece) {
        match found.reason {
            // A piece that the input cuts off is found only once the end is at hand.
            None if self.buffer.at_end() => {
                self.last = Some(Last { line: found.line, place: found.place.clone() });
            }
            Some(Reason::CutOff) => self.notices.add(found.line, NoticeKind::CutOff),
            Some(Reason::ArrayNotClosed) => self.notices.add(found.line, NoticeKind::ArrayNotClosed),
            _ => {}
        }
    }

    /// Notes a record that the input ends with and that does not end itself.
    fn check_last(&mut self, last: &Last) {
        let window = self.buffer.window();
        let rest = &window[self.lent_bytes.min(window.len())..];
        // Bytes behind it would show that the record ended, however it looks.
        if rest.is_empty() {
            let bytes = self.split.bytes(window, &last.place);
            if Scan::default().feed(bytes).is_none() {
                self.notices.add(last.line, NoticeKind::CutOff);
            }
        }
    }

    fn split_next(&mut self) -> Result<Option<Piece>, Error> {
        loop {
            // Asked before the step, which may leave the state of passing over.
            let is_passing = self.unkept.is_some() && self.split.is_passing();
            match self.split.step(self.buffer.window(), self.buffer.at_end()) {
                Step::More => self.buffer.fill_once()?,
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
            self.notices.add(line, NoticeKind::PassedOver { bytes });
        }
    }

    fn end_input(&mut self) {
        // `next` may be called again behind the end, and must not double the notices.
        if replace(&mut self.ended, true) {
            return;
        }
        if let Some((line, fields)) = self.unwrap.lost_fields().filter(|(_, fields)| !fields.is_empty()) {
            self.notices.add(line, NoticeKind::LostFields { table: TABLE, fields });
        }
        for (line, kind) in self.split.notices() {
            self.notices.add(line, kind);
        }
        if self.salvaged > 0 {
            self.notices.add(self.first_salvaged, NoticeKind::Truncated { records: self.salvaged });
        }
        if let (records @ 1.., line) = self.oversized {
            let limit_bytes = self.limits.record_bytes;
            self.notices.add(line, NoticeKind::Oversized { records, limit_bytes });
        }
        if let Some((page, lines, is_named)) = self.buffer.input().code_page() {
            self.notices.add(0, NoticeKind::CodePage { page, lines, is_named });
        }
        self.notices.add_final();
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
    use crate::input::START_BYTES;
    use crate::split::Splitter;

    const LIMIT: usize = 1000;

    /// How much the reader holds after `input`.
    fn held_bytes(input: impl Read) -> usize {
        let Ok(mut reader) = Reader::with_limits(input, Limits { record_bytes: LIMIT, ..Limits::default() })
        else {
            return 0;
        };
        while let Ok(Some(_)) = reader.next() {}
        let cell = match &reader.split {
            Splitter::Csv(csv) => csv.cell().len(),
            Splitter::Rows(rows) => rows.held_bytes(),
            _ => 0,
        };
        reader.buffer.capacity() + cell + reader.unwrap.held_bytes()
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
