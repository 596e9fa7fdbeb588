//! Searches a text to its end for the record that tells its format, where the first lines hold none.
//!
//! A mixed export of Splunk or a log of a whole machine may begin with any number of other lines. The window grows while
//! it shows nothing, up to the limit of a record; then its older half is let go and counted. So memory stays bounded, and
//! each byte is looked at some three times at most.

use std::io::{self, Read};

use memchr::{memmem, memrchr};

use super::csv::Header;
use super::sample::{SAMPLE_BYTES, Sample, Width};
use crate::input::{Buffer, count_newlines};
use crate::notice::NoticeKind;

/// Growth of the window from one look to the next.
const GROWTH: usize = 4;

/// Parts of keys of which every record has one, in the spellings that are read. They stand in doubled and escaped quotes
/// as they are.
const KEY_PARTS: [&[u8]; 9] = [
    b"peration",
    b"PERATION",
    b"ecordType",
    b"ecordtype",
    b"RECORDTYPE",
    b"reationTime",
    b"reationtime",
    b"CREATIONTIME",
    b"uditData",
];

/// The format of a text, by a record somewhere in it.
pub(crate) enum Later {
    /// Lines with JSON behind a prefix.
    Prefixed,
    /// Rows with records in one of their columns.
    Table(Header),
}

/// The front of a text that holds no record and was let go.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Front {
    pub lines: u64,
    pub bytes: u64,
}

impl Front {
    /// Returns the notice of a front that begins on this line.
    pub(crate) fn notice(self, line: u64) -> Option<(u64, NoticeKind)> {
        let Self { lines, bytes } = self;
        (bytes > 0).then_some((line, NoticeKind::SearchedFront { lines, bytes }))
    }
}

/// Returns the format of the text in the buffer, whose first line ends at `end`, and what of the text was let go, by the
/// first record in it. Returns no format if the text has no record up to its end.
pub(crate) fn search_on<R: Read>(
    buffer: &mut Buffer<R>,
    end: usize,
    declared: Option<u8>,
) -> io::Result<(Option<Later>, Front)> {
    let first_line = buffer.window()[..end].to_vec();
    let mut front = Front::default();
    let mut size = SAMPLE_BYTES;
    loop {
        size = size.saturating_mul(GROWTH);
        buffer.fill_to(size)?;
        let window = buffer.window();
        // What one read brought beyond the size must not matter.
        let text = &window[..window.len().min(size)];
        let rows = if front.bytes == 0 { &text[end..] } else { text };
        if let Some(found) = find_format(text, &first_line, rows, declared) {
            return Ok((Some(found), front));
        }
        if text.len() < size && buffer.at_end() {
            return Ok((None, front));
        }
        if buffer.is_complete() && text.len() == window.len() {
            let half = window.len() / 2;
            // A record that begins behind the cut is whole in the next window.
            let cut = memrchr(b'\n', &window[..half]).map_or(half, |newline| newline + 1);
            front.lines += count_newlines(&window[..cut]);
            front.bytes += cut as u64;
            buffer.consume(cut);
        }
    }
}

/// Reports whether a line of the window holds a record behind a prefix, as far as the window can grow. Nothing is let go.
pub(crate) fn has_later_line<R: Read>(buffer: &mut Buffer<R>) -> io::Result<bool> {
    let mut size = SAMPLE_BYTES;
    loop {
        size = size.saturating_mul(GROWTH);
        buffer.fill_to(size)?;
        let window = buffer.window();
        let text = &window[..window.len().min(size)];
        if has_key(text) && Sample::whole(text).has_record_behind_prefix() {
            return Ok(true);
        }
        if text.len() < size {
            return Ok(false);
        }
    }
}

/// Reports whether text has a part of a key that every record has.
///
/// This is for speed: most of what is searched has none, and cells are read once for each separator.
fn has_key(text: &[u8]) -> bool {
    KEY_PARTS.iter().any(|part| memmem::find(text, part).is_some())
}

/// Returns the format that a record in `text` shows. Its rows stand under the first line of all.
fn find_format(text: &[u8], first_line: &[u8], rows: &[u8], declared: Option<u8>) -> Option<Later> {
    if !has_key(text) {
        return None;
    }
    let rows = Sample::whole(rows);
    let table = |width| rows.find_record_column(first_line, declared, width).map(Later::Table);
    let lines = || Sample::whole(text).has_record_behind_prefix().then_some(Later::Prefixed);
    table(Width::Whole).or_else(lines).or_else(|| table(Width::Any))
}
