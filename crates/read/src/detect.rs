//! Tells the input's format by its first bytes.

use std::io::{self, Read};

use memchr::{memchr2, memrchr};

use crate::blank::{BOM, is_blank, leading, newlines};
use crate::buffer::Buffer;
use crate::csv::Csv;
use crate::error::Error;
use crate::first_line;
use crate::format::Format;
use crate::header::{Preface, bare, header, preface, split};
use crate::lines::Lines;
use crate::step::Split;
use crate::table::{Rows, layout};
use crate::values::{Values, Wanted};

/// The longest header line of CSV. Real ones have about 200 bytes.
const HEADER_BYTES: usize = 64 * 1024;

/// Finds the format and the splitter for it; passes over what stands before the first record.
pub(crate) fn detect<R: Read>(buffer: &mut Buffer<R>, limit: usize) -> Result<(Format, Split), Error> {
    buffer.fill_to(BOM.len())?;
    if buffer.window().starts_with(BOM) {
        buffer.consume(BOM.len());
    }
    let line = 1 + pass_blank_lines(buffer)?;
    let Some(first) = buffer.find(0, |byte| !is_blank(byte))? else {
        return buffer.fault().map_or(Ok((Format::Empty, Split::Empty)), |fault| Err(fault.into()));
    };
    if !is_json(buffer, first)? {
        return Ok((Format::Csv, csv(buffer, limit, line)?));
    }
    if buffer.window()[first] == b'{' && first_line::stands_alone(buffer, first)? {
        return Ok((Format::JsonLines, Split::Lines(Lines::new(limit, line))));
    }
    Ok((Format::Json, Split::Values(Values::new(limit, line, Wanted::Objects))))
}

/// Passes over blank lines; how many. The blanks that a line begins with are kept: they may be empty cells.
fn pass_blank_lines<R: Read>(buffer: &mut Buffer<R>) -> io::Result<u64> {
    let mut lines = 0;
    loop {
        let window = buffer.window();
        let blanks = leading(window);
        let is_all = blanks == window.len();
        let passed = memrchr(b'\n', &window[..blanks]).map_or(0, |newline| newline + 1);
        lines += newlines(&window[..passed]);
        buffer.consume(passed);
        match (is_all, buffer.is_complete()) {
            (true, false) => buffer.fill()?,
            (true, true) if !buffer.at_end() => buffer.consume(blanks),
            _ => return Ok(lines),
        }
    }
}

/// Whether the text whose first byte is at `first` is JSON, be it with a merged export's comma in front.
fn is_json<R: Read>(buffer: &mut Buffer<R>, first: usize) -> io::Result<bool> {
    let begins = match buffer.window()[first] {
        b',' => buffer.find(first, |byte| !is_blank(byte) && byte != b',')?,
        _ => Some(first),
    };
    Ok(begins.is_some_and(|at| matches!(buffer.window()[at], b'{' | b'[' | b']')))
}

fn csv<R: Read>(buffer: &mut Buffer<R>, limit: usize, first_line: u64) -> Result<Split, Error> {
    let mut line = first_line;
    let mut declared = None;
    loop {
        let end = line_end(buffer)?;
        let text = &buffer.window()[..end];
        match preface(text) {
            Some(Preface::Type) => {}
            Some(Preface::Separator(delimiter)) => declared = Some(delimiter),
            None => {
                let split = table(text, declared, limit, line).ok_or_else(|| match buffer.fault() {
                    // It may be the fault that hides what the text is.
                    Some(fault) => fault.into(),
                    None => Error::unknown_format(text),
                })?;
                buffer.consume(end);
                return Ok(split);
            }
        }
        buffer.consume(end);
        line += pass_blank_lines(buffer)?;
    }
}

/// The splitter for the table under this header.
fn table(text: &[u8], declared: Option<u8>, limit: usize, line: u64) -> Option<Split> {
    if let Some(header) = header(text, declared) {
        return Some(Split::Csv(Box::new(Csv::new(limit, header, line))));
    }
    let (delimiter, names, layout) = split(text, declared, |cells, delimiter| {
        let names: Vec<_> = cells.iter().map(|cell| bare(cell).to_vec()).collect();
        layout(&names).map(|layout| (delimiter, names, layout))
    })?;
    Some(Split::Rows(Box::new(Rows::new(limit, delimiter, &names, layout, line))))
}

/// Where the line at the window's front ends, at most [`HEADER_BYTES`] on.
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
        buffer.fill()?;
    }
}
