//! Recognizes the format of an input by its first bytes.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memmem, memrchr};
use trail365_text::terminal;

use super::csv::{
    Csv, Preface, Rows, bare_cell, column_names, find_first_row, find_header, find_preface, find_row,
    split_header,
};
use super::later::{Later, has_later_line, search_on};
use super::lines::Lines;
use super::sample::{SAMPLE_BYTES, Sample, Width};
use super::script::script_front;
use super::splitter::Splitter;
use super::values::{Values, Wanted};
use crate::error::Error;
use crate::format::Format;
use crate::input::{BOM, Buffer, SLACK_BYTES, count_newlines, is_blank, leading_blanks, trimmed_len};
use crate::item::{LooksLike, Wrapper};
use crate::json::{Scan, begins_with_tag};
use crate::sources::{TAR_BLOCK_BYTES, is_tar};
use crate::table::find_layout;
use crate::unwrap::by_names;

/// Most column names that a message shows, and most characters of each.
const SHOWN_NAMES: usize = 5;
const SHOWN_CHARS: usize = 40;

/// Length of the longest header line of CSV. Real ones have about 200 bytes.
const HEADER_BYTES: usize = 64 * 1024;

/// An input, as far as its reader's caller knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A file or answer from its first byte on.
    Whole,
    /// A piece out of one. Rows of CSV come without their header.
    Piece,
}

/// Finds the format and its splitter; skips what stands before the first record.
pub(crate) fn detect_format<R: Read>(
    buffer: &mut Buffer<R>,
    limit: usize,
    part: Part,
) -> Result<(Format, Splitter), Error> {
    buffer.fill_to(BOM.len())?;
    if buffer.window().starts_with(BOM) {
        buffer.consume(BOM.len());
    }
    // Lines count from 1, those that are skipped included.
    let line = 1 + pass_blank_lines(buffer)?;
    let Some(first) = buffer.find_byte(0, |byte| !is_blank(byte))? else {
        return buffer.fault().map_or(Ok((Format::Empty, Splitter::Empty)), |fault| Err(fault.into()));
    };
    if !is_json(buffer, first)? {
        if part == Part::Piece
            && let Some(split) = detect_row(buffer, limit, line)?
        {
            return Ok((Format::Csv, split));
        }
        return detect_text(buffer, limit, line);
    }
    if buffer.window()[first] == b'{' && stands_alone(buffer, first)? {
        return Ok((Format::JsonLines, Splitter::Lines(Lines::new(limit, line))));
    }
    if buffer.window()[first] == b'[' && has_tags(buffer, first)? {
        return Ok(prefixed_lines(limit, line));
    }
    Ok((Format::Json, Splitter::Values(Values::new(limit, line, Wanted::Objects))))
}

fn prefixed_lines(limit: usize, line: u64) -> (Format, Splitter) {
    (Format::PrefixedLines, Splitter::Lines(Lines::new(limit, line).behind_prefixes()))
}

/// Reports whether lines begin with a time or a level in brackets, and hold JSON behind it.
fn has_tags<R: Read>(buffer: &mut Buffer<R>, first: usize) -> io::Result<bool> {
    buffer.fill_to(SAMPLE_BYTES)?;
    let sample = Sample::of(&buffer.window()[first..]);
    Ok(begins_with_tag(sample.first_line()) && (sample.has_record_behind_prefix() || has_later_line(buffer)?))
}

/// Skips blank lines, and returns how many. The blanks that a line begins with are kept: they may be empty cells.
fn pass_blank_lines<R: Read>(buffer: &mut Buffer<R>) -> io::Result<u64> {
    let mut lines = 0;
    loop {
        let window = buffer.window();
        let blanks = leading_blanks(window);
        let is_all = blanks == window.len();
        let passed = memrchr(b'\n', &window[..blanks]).map_or(0, |newline| newline + 1);
        lines += count_newlines(&window[..passed]);
        buffer.consume(passed);
        match (is_all, buffer.is_complete()) {
            (true, false) => buffer.fill_once()?,
            // The window is full of blanks: they are dropped, or a long run of them would end the search.
            (true, true) if !buffer.at_end() => buffer.consume(blanks),
            _ => return Ok(lines),
        }
    }
}

/// Reports whether the text whose first byte is at `first` is JSON, be it with a merged export's comma in front.
fn is_json<R: Read>(buffer: &mut Buffer<R>, first: usize) -> io::Result<bool> {
    let begins = match buffer.window()[first] {
        b',' => buffer.find_byte(first, |byte| !is_blank(byte) && byte != b',')?,
        _ => Some(first),
    };
    Ok(begins.is_some_and(|at| matches!(buffer.window()[at], b'{' | b'[' | b']')))
}

/// Finds the format of text that is no JSON: a table, or lines with JSON behind a prefix.
fn detect_text<R: Read>(
    buffer: &mut Buffer<R>,
    limit: usize,
    first_line: u64,
) -> Result<(Format, Splitter), Error> {
    // Names and contents of an archive's members would melt into columns and rows.
    buffer.fill_to(TAR_BLOCK_BYTES)?;
    if is_tar(buffer.window()) {
        return Err(Error::of_compression("tar"));
    }
    buffer.fill_to(SAMPLE_BYTES)?;
    if let Some(value) = script_front(Sample::of(buffer.window()).text()) {
        let line = first_line + count_newlines(&buffer.window()[..value]);
        buffer.consume(value);
        let values = Values::new(limit, line, Wanted::Objects).of_script();
        return Ok((Format::Json, Splitter::Values(values)));
    }
    let mut line = first_line;
    let mut declared = None;
    loop {
        let end = line_end(buffer)?;
        match find_preface(&buffer.window()[..end]) {
            Some(Preface::Type) => {}
            Some(Preface::Separator(delimiter)) => declared = Some(delimiter),
            None => return detect_rows(buffer, end, declared, limit, line),
        }
        buffer.consume(end);
        line += pass_blank_lines(buffer)?;
    }
}

/// Returns the splitter for a row of CSV whose header stands elsewhere, if a cell of it begins as an object. A line of
/// JSON behind a prefix is none, whatever separators the prefix has.
fn detect_row<R: Read>(buffer: &mut Buffer<R>, limit: usize, line: u64) -> Result<Option<Splitter>, Error> {
    buffer.fill_to(limit.saturating_add(SLACK_BYTES))?;
    let row = buffer.window();
    if Sample::of(row).begins_with_prefix() {
        return Ok(None);
    }
    Ok(find_row(row).map(|header| Splitter::Csv(Box::new(Csv::new(limit, header, line)))))
}

/// Finds the format by the first line, which ends at `end`, or else by the lines behind it.
fn detect_rows<R: Read>(
    buffer: &mut Buffer<R>,
    end: usize,
    declared: Option<u8>,
    limit: usize,
    line: u64,
) -> Result<(Format, Splitter), Error> {
    let mut split = detect_table(&buffer.window()[..end], declared, limit, line);
    if split.is_none() {
        buffer.fill_to(SAMPLE_BYTES)?;
        let sample = Sample::of(buffer.window());
        if sample.begins_with_prefix() {
            return Ok(prefixed_lines(limit, line));
        }
        // No header has a record: the input is a part of a table, without the line that names its columns.
        if let Some(header) = find_first_row(sample.text(), declared) {
            return Ok((Format::Csv, Splitter::Csv(Box::new(Csv::new(limit, header, line)))));
        }
        let first_line = &buffer.window()[..end];
        let find_column = |width| sample.rows().find_record_column(first_line, declared, width);
        let mut header = find_column(Width::Whole);
        if header.is_none() && sample.has_record_behind_prefix() {
            return Ok(prefixed_lines(limit, line));
        }
        header = header.or_else(|| find_column(Width::Any));
        if header.is_none() && sample.has_prefixes() {
            return Ok(prefixed_lines(limit, line));
        }
        split = header.map(|header| Splitter::Csv(Box::new(Csv::new(limit, header, line))));
    }
    let Some(split) = split else { return detect_later(buffer, end, declared, limit, line) };
    buffer.consume(end);
    Ok((Format::Csv, split))
}

/// Finds the format of a text whose first lines hold no record by those behind them.
fn detect_later<R: Read>(
    buffer: &mut Buffer<R>,
    end: usize,
    declared: Option<u8>,
    limit: usize,
    line: u64,
) -> Result<(Format, Splitter), Error> {
    let first_line = buffer.window()[..end].to_vec();
    let (found, front) = search_on(buffer, end, declared)?;
    let behind = line + front.lines;
    match found {
        Some(Later::Prefixed) => {
            let lines = Lines::new(limit, behind).behind_prefixes().after_notices(front.notice(line));
            Ok((Format::PrefixedLines, Splitter::Lines(lines)))
        }
        Some(Later::Table(header)) => {
            if front.bytes == 0 {
                buffer.consume(end);
            }
            let earlier = front.notice(line).into_iter().collect();
            let csv = Csv::new(limit, header, behind).after_notices(earlier);
            Ok((Format::Csv, Splitter::Csv(Box::new(csv))))
        }
        // A fault may hide what the text is: it must not be called an unknown format.
        None => Err(match buffer.fault() {
            Some(fault) => fault.into(),
            None => Error::of_unknown_format(describe_line(&first_line)),
        }),
    }
}

/// Returns the splitter for the table under this header.
fn detect_table(text: &[u8], declared: Option<u8>, limit: usize, line: u64) -> Option<Splitter> {
    if let Some(header) = find_header(text, declared) {
        return Some(Splitter::Csv(Box::new(Csv::new(limit, header, line))));
    }
    let (delimiter, names, layout) = split_header(text, declared, |cells, delimiter| {
        let names: Vec<_> = cells.iter().map(|cell| bare_cell(cell).to_vec()).collect();
        find_layout(&names).map(|layout| (delimiter, names, layout))
    })?;
    Some(Splitter::Rows(Box::new(Rows::new(limit, delimiter, &names, layout, line))))
}

/// Returns the end of the line at the window's front, at most [`HEADER_BYTES`] on.
fn line_end<R: Read>(buffer: &mut Buffer<R>) -> io::Result<usize> {
    let mut seen = 0;
    loop {
        let window = &buffer.window()[..buffer.window().len().min(HEADER_BYTES)];
        if let Some(end) = memchr2(b'\r', b'\n', &window[seen..]) {
            return Ok(seen + end);
        }
        seen = window.len();
        if seen == HEADER_BYTES || buffer.is_complete() {
            return Ok(seen);
        }
        buffer.fill_once()?;
    }
}

/// Reports whether the line of the object at `start` stands alone, as each line of JSON Lines does.
///
/// The line stands alone if the object ends with it. It also does if the object is open at its end, and the next
/// line begins with `{` where no JSON could go on so: then it is a broken line among others.
fn stands_alone<R: Read>(buffer: &mut Buffer<R>, start: usize) -> io::Result<bool> {
    let mut scan = Scan::default();
    let mut at = start;
    loop {
        let rest = &buffer.window()[at..];
        let newline = memchr(b'\n', rest);
        let piece = &rest[..newline.unwrap_or(rest.len())];
        if let Some(end) = scan.feed(piece) {
            return line_ends(buffer, at + end);
        }
        at += piece.len();
        if newline.is_some() {
            return is_broken(buffer, at, scan.in_string());
        }
        if buffer.is_complete() {
            return Ok(false);
        }
        buffer.fill_once()?;
    }
}

/// Reports whether only blanks stand between `from` and the line's end.
fn line_ends<R: Read>(buffer: &mut Buffer<R>, from: usize) -> io::Result<bool> {
    let next = buffer.find_byte(from, |byte| byte == b'\n' || !is_blank(byte))?;
    Ok(next.is_none_or(|at| buffer.window()[at] == b'\n'))
}

/// Reports whether an object that is open at the end of its line cannot go on in the next.
fn is_broken<R: Read>(buffer: &mut Buffer<R>, newline: usize, in_string: bool) -> io::Result<bool> {
    let next = buffer.find_byte(newline, |byte| !is_blank(byte))?;
    let window = buffer.window();
    let line = &window[..trimmed_len(&window[..newline])];
    // JSON goes on behind an opening bracket, a comma or a colon alone.
    let may_go_on = !in_string && matches!(line.last(), Some(b'[' | b',' | b':'));
    Ok(!may_go_on && next.is_some_and(|at| window[at] == b'{'))
}

/// Describes a first line that has no column of records.
fn describe_line(first_line: &[u8]) -> String {
    let names = column_names(first_line);
    let shown: Vec<_> = names.iter().take(SHOWN_NAMES).map(|name| clip_name(name)).collect();
    let more = match names.len().saturating_sub(SHOWN_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    match &shown[..] {
        // Pieces of JSON are no names of columns.
        _ if memmem::find(first_line, b"{\"").is_some() => {
            format!("the first line is `{}`", clip_name(first_line))
        }
        _ if names.iter().all(Vec::is_empty) => "the first line is blank".to_string(),
        [text] => format!("the first line is `{text}`"),
        _ => {
            let looks_like = match by_names(&names) {
                LooksLike::Other => String::new(),
                found => format!("it looks like {}: ", found.name()),
            };
            format!(
                "{looks_like}the first line has the columns `{}`{more}, but no {}",
                shown.join("`, `"),
                Wrapper::AuditData
            )
        }
    }
}

/// Returns the beginning of `name`, with what a terminal would act on escaped.
fn clip_name(name: &[u8]) -> String {
    // A character has at most four bytes: more of a name is never shown.
    let head = &name[..name.len().min(SHOWN_CHARS * 4)];
    terminal::clip(&String::from_utf8_lossy(head), SHOWN_CHARS)
}

#[cfg(test)]
mod tests {
    use super::{clip_name, describe_line};

    #[test]
    fn says_what_is_there() {
        assert_eq!(
            describe_line(b"Name,Size"),
            "the first line has the columns `Name`, `Size`, but no AuditData"
        );
        assert_eq!(
            describe_line(b"a;b;c;d;e;f;g"),
            "the first line has the columns `a`, `b`, `c`, `d`, `e` and 2 more, but no AuditData"
        );
        for (header, name) in [
            ("Date (UTC),Request ID,User agent,Sign-in error code", "an Entra sign-in log (Graph signIns)"),
            ("origin_timestamp_utc,sender_address,recipient_status", "a message trace"),
            ("Alert name,Tags,Severity,Status", "an alert or incident of Defender"),
            ("Item Identity,Document ID,Selected,Location Name", "results of a content search (Purview)"),
        ] {
            let told = describe_line(header.as_bytes());
            assert!(told.starts_with(&format!("it looks like {name}: the first line has")), "{told}");
        }
        assert_eq!(describe_line(b"Dear diary"), "the first line is `Dear diary`");
        assert_eq!(describe_line(b""), "the first line is blank");
    }

    #[test]
    fn names_are_clipped_and_escaped() {
        assert_eq!(clip_name(b"\x1B[31m\"x\"\x00"), "\\u{1b}[31m\"x\"\\u{0}");
        assert_eq!(clip_name("\u{202e}é".as_bytes()), "\\u{202e}é");
        assert_eq!(clip_name(&[b'x'; 41]), format!("{}…", "x".repeat(40)));
        assert_eq!(clip_name(b"\xFF"), "\u{fffd}");
    }
}
