//! Tells JSON Lines from other JSON by the first line.

use std::io::{self, Read};

use memchr::memchr;

use crate::blank::{is_blank, trimmed_len};
use crate::buffer::Buffer;
use crate::scan::Scan;

/// Whether the line of the object at `start` stands alone, as each line of JSON Lines does.
///
/// It does if the object ends with it. It also does if the object is open at its end, and the next line begins with
/// `{` where no JSON could go on so: then it is a broken line among others.
pub(crate) fn stands_alone<R: Read>(buffer: &mut Buffer<R>, start: usize) -> io::Result<bool> {
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
        buffer.fill()?;
    }
}

/// Whether only blanks stand between `from` and the line's end.
fn line_ends<R: Read>(buffer: &mut Buffer<R>, from: usize) -> io::Result<bool> {
    let next = buffer.find(from, |byte| byte == b'\n' || !is_blank(byte))?;
    Ok(next.is_none_or(|at| buffer.window()[at] == b'\n'))
}

/// Whether an object that is open at the end of its line cannot go on in the next.
fn is_broken<R: Read>(buffer: &mut Buffer<R>, newline: usize, in_string: bool) -> io::Result<bool> {
    let next = buffer.find(newline, |byte| !is_blank(byte))?;
    let window = buffer.window();
    let line = &window[..trimmed_len(&window[..newline])];
    let may_go_on = !in_string && matches!(line.last(), Some(b'[' | b',' | b':'));
    Ok(!may_go_on && next.is_some_and(|at| window[at] == b'{'))
}
