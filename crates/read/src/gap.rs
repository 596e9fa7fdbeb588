//! What stands between the values of a JSON stream: blanks, commas and array brackets.

use memchr::memrchr;

use crate::blank::newlines;
use crate::values::Wanted;

/// The place in a stream of values.
#[derive(Debug)]
pub(crate) struct Gap {
    /// The current line, from 1.
    pub line: u64,
    /// How many blanks the current line begins with.
    pub indent: usize,
    /// How many arrays are open.
    pub open: usize,
    /// Whether the array that this is the inside of has been closed.
    pub is_closed: bool,
    wanted: Wanted,
    /// Whether it is that of one array, and ends with it.
    is_inside: bool,
    /// Only blanks so far on the current line.
    fresh: bool,
}

impl Gap {
    pub(crate) fn new(line: u64, wanted: Wanted) -> Self {
        Self { line, indent: 0, open: 0, wanted, is_inside: false, is_closed: false, fresh: true }
    }

    /// The place behind an array's bracket.
    pub(crate) fn inside(line: u64, wanted: Wanted) -> Self {
        Self { open: 1, is_inside: true, fresh: false, ..Self::new(line, wanted) }
    }

    /// Passes over what separates values; how many bytes that is.
    pub(crate) fn pass(&mut self, bytes: &[u8]) -> usize {
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                b' ' | b'\t' => self.indent += usize::from(self.fresh),
                b'\r' => {}
                b'\n' => self.next_line(),
                _ if !self.separates(byte) => return at,
                b']' if self.is_inside && self.open == 0 => {
                    self.is_closed = true;
                    return at + 1;
                }
                _ => {}
            }
        }
        bytes.len()
    }

    /// Keeps the place through a value or other text, or a part of it.
    pub(crate) fn pass_text(&mut self, bytes: &[u8]) {
        let lines = newlines(bytes);
        let mut tail = bytes;
        if let Some(newline) = memrchr(b'\n', bytes).filter(|_| lines > 0) {
            self.line += lines;
            self.indent = 0;
            self.fresh = true;
            tail = &bytes[newline + 1..];
        }
        if self.fresh {
            let blanks = indent(tail);
            self.indent += blanks;
            self.fresh = blanks == tail.len();
        }
    }

    fn next_line(&mut self) {
        self.line += 1;
        self.indent = 0;
        self.fresh = true;
    }

    fn separates(&mut self, byte: u8) -> bool {
        self.fresh = false;
        match byte {
            b'[' if self.wanted == Wanted::Objects => self.open += 1,
            b']' => self.open = self.open.saturating_sub(1),
            _ => return byte == b',',
        }
        true
    }
}

/// How many blanks `line` begins with.
pub(crate) fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
