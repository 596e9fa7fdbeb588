//! Turns text of a code page into UTF-8 while reading. Excel saves CSV so, unless it is told otherwise.
//!
//! Lines that are UTF-8 pass as they are, so that a file of both keeps both. The first byte that is not UTF-8 decides
//! when decoding begins; the lines around it decide the code page, unless the caller has named one.

use std::io::{self, Read};
use std::mem::take;
use std::str;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Decoder;
use memchr::{memchr, memmem};

use crate::code_page::CodePage;
use crate::error::{Fault, find_fault};

/// Bytes that a guess takes, and most that are kept of a line before it is judged.
const RAW_BYTES: usize = 64 * 1024;

/// Bytes taken from the input at a time.
const CHUNK_BYTES: usize = 16 * 1024;

/// Text from the first byte on that is no UTF-8.
pub(crate) struct Legacy {
    /// Code page: the named one, or the guess once a line needs it.
    page: Option<CodePage>,
    /// True if the caller has named the code page: then lines that look like UTF-8 are decoded, too.
    is_named: bool,
    /// End of the text before the first line, for the guess.
    before: Vec<u8>,
    /// First bytes of characters of UTF-8 that came before.
    leads: Leads,
    /// Bytes that are still to be passed as they are, because the text around is UTF-8 and what is not is damage.
    sound_bytes: usize,
    raw: Vec<u8>,
    text: Vec<u8>,
    /// Bytes of `text` that have been read.
    start: usize,
    line: Line,
    ended: bool,
    /// Fault that ended the data.
    fault: Option<Fault>,
    chunk: Box<[u8]>,
    lines: u64,
    replaced: u64,
}

/// The state of the current line.
enum Line {
    New,
    /// It is passed as it is, so far.
    Plain,
    Decoded(Box<Decoder>),
}

impl Legacy {
    /// Begins with the input's first bytes that are no UTF-8. `before` is the end of the text before them.
    pub(crate) fn new(named: Option<CodePage>, before: &[u8], first: &[u8]) -> Self {
        Self {
            page: named,
            is_named: named.is_some(),
            before: before.to_vec(),
            leads: Leads::default(),
            sound_bytes: 0,
            raw: first.to_vec(),
            text: Vec::new(),
            start: 0,
            line: Line::New,
            ended: false,
            fault: None,
            chunk: vec![0; CHUNK_BYTES].into(),
            lines: 0,
            replaced: 0,
        }
    }

    /// Takes note of characters of UTF-8 that came before, by their first bytes.
    pub(crate) fn behind_utf8(self, leads: Leads) -> Self {
        Self { leads, ..self }
    }

    /// Returns the code page, if a line was decoded.
    pub(crate) fn page(&self) -> Option<CodePage> {
        self.page.filter(|_| self.lines > 0)
    }

    /// Reports whether the caller has named the code page.
    pub(crate) fn is_named(&self) -> bool {
        self.is_named
    }

    /// Returns how many lines were decoded.
    pub(crate) fn line_count(&self) -> u64 {
        self.lines
    }

    /// Returns how many characters could not be read and became U+FFFD.
    pub(crate) fn replaced_count(&self) -> u64 {
        self.replaced
    }

    /// Reads text, and more of the input where there is none.
    pub(crate) fn read<R: Read>(&mut self, input: &mut R, into: &mut [u8]) -> io::Result<usize> {
        while self.start == self.text.len() && !into.is_empty() {
            self.text.clear();
            self.start = 0;
            if self.decode_next() {
                continue;
            }
            if self.ended {
                return self.fault.map_or(Ok(0), |fault| Err(fault.into()));
            }
            self.read_more(input)?;
        }
        let count = (&self.text[self.start..]).read(into)?;
        self.start += count;
        Ok(count)
    }

    /// Reads once. A fault of the data counts as its end, and is told behind the text before it.
    fn read_more<R: Read>(&mut self, input: &mut R) -> io::Result<()> {
        let count = match input.read(&mut self.chunk) {
            Ok(count) => count,
            Err(error) => {
                self.fault = Some(find_fault(&error).ok_or(error)?);
                0
            }
        };
        self.raw.extend_from_slice(&self.chunk[..count]);
        self.ended = count == 0;
        Ok(())
    }

    /// Decodes the lines at hand; returns `false` if more of the input is needed.
    fn decode_next(&mut self) -> bool {
        // A guess takes as many bytes as there are, so that it does not depend on the sizes of reads.
        if self.page.is_none() && self.raw.len() < RAW_BYTES && !self.ended {
            return false;
        }
        let raw = take(&mut self.raw);
        let mut used = 0;
        while let Some(len) = self.piece_len(&raw[used..]) {
            if self.must_see_more(&raw[used..], len) {
                break;
            }
            let is_last = self.ended && used + len == raw.len();
            used += self.decode_piece(&raw[used..], len, is_last);
        }
        self.raw = raw;
        self.raw.drain(..used);
        used > 0
    }

    /// Returns the length of the line at the front of `raw`, or of a piece of a longer one.
    fn piece_len(&self, raw: &[u8]) -> Option<usize> {
        match memchr(b'\n', &raw[..raw.len().min(RAW_BYTES)]) {
            Some(newline) => Some(newline + 1),
            None if raw.len() >= RAW_BYTES => Some(RAW_BYTES),
            None => (self.ended && !raw.is_empty()).then_some(raw.len()),
        }
    }

    /// Decodes a piece of `len` bytes, and returns how much of it. The rest is the front of a character.
    fn decode_piece(&mut self, raw: &[u8], len: usize, is_last: bool) -> usize {
        let ends = raw[..len].ends_with(b"\n");
        self.sound_bytes = self.sound_bytes.saturating_sub(len);
        let is_whole = ends || is_last;
        let mut piece = &raw[..len];
        if !matches!(self.line, Line::Decoded(_)) {
            piece = if is_whole { piece } else { &piece[..whole_characters(piece)] };
            let needs_page = self.needs_page(piece) && self.page_at(raw).is_some();
            self.line = if needs_page { self.begin_line() } else { Line::Plain };
        }
        match &mut self.line {
            Line::Decoded(decoder) => self.replaced += decode_all(decoder, piece, is_whole, &mut self.text),
            Line::New | Line::Plain => self.text.extend_from_slice(piece),
        }
        if ends {
            self.line = Line::New;
        }
        piece.len()
    }

    fn needs_page(&self, piece: &[u8]) -> bool {
        // A named page is for all text that is not ASCII: short text in it may look like UTF-8.
        if self.is_named { !piece.is_ascii() } else { is_foreign(piece) }
    }

    /// Reports whether the line at the front of `raw` is the first to need a code page, and more text would help to guess
    /// it. The guess must not depend on how the input comes in.
    fn must_see_more(&self, raw: &[u8], len: usize) -> bool {
        let is_open = self.page.is_none() && self.sound_bytes == 0;
        is_open && !self.ended && raw.len() < RAW_BYTES && self.needs_page(&raw[..len])
    }

    /// Returns the code page of the line at the front of `raw`; `None` if the text is UTF-8 with damage.
    fn page_at(&mut self, raw: &[u8]) -> Option<CodePage> {
        if self.page.is_none() && self.sound_bytes == 0 {
            let ahead = &raw[..raw.len().min(RAW_BYTES)];
            if is_damage(ahead, self.leads) {
                // Known for all of it, so that no text is looked at once for each of its lines.
                self.sound_bytes = ahead.len();
            } else {
                self.page = Some(guess_page(&self.before, ahead));
            }
        }
        self.page
    }

    /// Begins a line that needs a code page.
    fn begin_line(&mut self) -> Line {
        let Some(page) = self.page else { return Line::Plain };
        self.lines += 1;
        Line::Decoded(Box::new(page.decoder()))
    }
}

/// First bytes of characters of UTF-8, from 0xC0 to 0xFF, a bit each.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Leads(u64);

impl Leads {
    /// Returns those in a text. Bytes that begin no whole character do not count.
    pub(crate) fn of(text: &[u8]) -> Self {
        let characters = text.utf8_chunks().flat_map(|chunk| chunk.valid().bytes());
        Self(characters.filter(|&byte| byte >= 0xC0).fold(0, |leads, byte| leads | 1 << (byte - 0xC0)))
    }

    pub(crate) fn add(&mut self, others: Self) {
        self.0 |= others.0;
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Reports whether bytes are a part of such a character: its front, or its end without the first byte.
    fn may_have(self, part: &[u8]) -> bool {
        match part.first() {
            Some(lead @ 0xC0..) => self.0 >> (lead - 0xC0) & 1 == 1,
            Some(0x80..) => !self.is_empty(),
            _ => false,
        }
    }
}

/// Reports whether what is no UTF-8 in a text is damage: parts of characters as those of UTF-8 around them have. A cut in the
/// middle of one leaves them. Letters of a code page begin with other bytes in nearly all texts.
fn is_damage(text: &[u8], before: Leads) -> bool {
    let mut leads = Leads::of(text);
    leads.add(before);
    let mut parts = text.utf8_chunks().map(|chunk| chunk.invalid()).filter(|part| !part.is_empty());
    !leads.is_empty() && parts.all(|part| leads.may_have(part))
}

/// Decodes all of `bytes`, and returns how many characters could not be read.
fn decode_all(decoder: &mut Decoder, bytes: &[u8], last: bool, text: &mut Vec<u8>) -> u64 {
    let mut replaced = 0;
    let mut rest = bytes;
    let mut room = [0; 4096];
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(rest, &mut room, last);
        // A character that was replaced is one of these three bytes.
        replaced += memmem::find_iter(&room[..written], "\u{fffd}").count() as u64;
        text.extend_from_slice(&room[..written]);
        rest = &rest[read..];
        if result == encoding_rs::CoderResult::InputEmpty {
            return replaced;
        }
    }
}

/// Reports whether text is of a code page. UTF-8 with a few broken characters is not: no code page would explain the
/// others.
fn is_foreign(text: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in text.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    invalid > 0 && invalid >= valid
}

/// Returns the length of the text without the front of a character at its end.
fn whole_characters(piece: &[u8]) -> usize {
    match str::from_utf8(piece) {
        Err(error) if error.error_len().is_none() => error.valid_up_to().max(1),
        _ => piece.len(),
    }
}

/// Guesses the code page by the lines that need one. `before` is text before the first.
fn guess_page(before: &[u8], raw: &[u8]) -> CodePage {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(before, false);
    let lines = raw[..raw.len().min(RAW_BYTES)].split_inclusive(|&byte| byte == b'\n');
    for line in lines.filter(|line| is_foreign(line)) {
        detector.feed(line, false);
    }
    detector.feed(&[], true);
    CodePage::of(detector.guess(None, Utf8Detection::Deny)).unwrap_or(CodePage::WESTERN)
}

#[cfg(test)]
mod tests {
    use super::Legacy;
    use crate::code_page::CodePage;

    fn decoded(text: &[u8], named: Option<&str>) -> (String, Option<&'static str>, u64) {
        let mut legacy = Legacy::new(named.and_then(CodePage::named), b"", text);
        let mut out = Vec::new();
        let mut room = [0; 7];
        loop {
            match legacy.read(&mut &b""[..], &mut room).unwrap() {
                0 => break,
                count => out.extend_from_slice(&room[..count]),
            }
        }
        (String::from_utf8(out).unwrap(), legacy.page().map(CodePage::name), legacy.line_count())
    }

    #[test]
    fn lines_that_are_utf8_stay_so() {
        let text = [&b"Stra\xDFe und M\xFCnchen\n"[..], "Straße\n".as_bytes(), b"\nB\xF6rse"].concat();
        let expected = ("Straße und München\nStraße\n\nBörse".to_string(), Some("windows-1252"), 2);
        assert_eq!(decoded(&text, None), expected);
    }

    #[test]
    fn a_named_page_is_for_all_lines() {
        let (text, page, lines) = decoded(b"\xC4\xA3\n\xFF\n", Some("gbk"));
        assert_eq!((text.as_str(), page, lines), ("模\n\u{fffd}\n", Some("GBK"), 2));
    }

    #[test]
    fn broken_utf8_is_left_to_the_parser() {
        let text = "ä ö ü ".as_bytes();
        let mut legacy = Legacy::new(None, b"", &[text, b"\xC3\n"].concat());
        let mut room = [0; 64];
        let count = legacy.read(&mut &b""[..], &mut room).unwrap();
        assert_eq!((&room[..count], legacy.page()), (&[text, b"\xC3\n"].concat()[..], None));
    }
}
