//! The gaps between the values of a JSON stream: blanks, commas and array brackets.

use memchr::memrchr;

use crate::input::{count_newlines, leading_blanks};
use crate::split::script::is_ending_byte;

/// The values of a stream that are yielded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Objects, wherever they stand between array brackets.
    Objects,
    /// Arrays, as rows of a table.
    Rows,
}

impl Wanted {
    pub(crate) fn opening_byte(self) -> u8 {
        match self {
            Wanted::Objects => b'{',
            Wanted::Rows => b'[',
        }
    }

    pub(crate) fn closing_byte(self) -> u8 {
        match self {
            Wanted::Objects => b'}',
            Wanted::Rows => b']',
        }
    }
}

/// The thing that a stream of values stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    Input,
    /// One array, with which the stream ends.
    Array,
    /// A statement of a script, whose end is no text.
    Script,
}

/// The place in a stream of values.
#[derive(Debug)]
pub(crate) struct Gap {
    /// Current line, from 1.
    pub line: u64,
    /// Blanks that the current line begins with.
    pub indent: usize,
    /// Arrays that are open.
    pub open: usize,
    /// True if the array around this stream has been closed.
    pub is_closed: bool,
    wanted: Wanted,
    around: Around,
    /// True if the current line has had only blanks so far.
    fresh: bool,
}

impl Gap {
    pub(crate) fn new(line: u64, wanted: Wanted) -> Self {
        Self { line, indent: 0, open: 0, wanted, around: Around::Input, is_closed: false, fresh: true }
    }

    /// Returns the place behind an array's bracket.
    pub(crate) fn inside(line: u64, wanted: Wanted) -> Self {
        Self { open: 1, around: Around::Array, fresh: false, ..Self::new(line, wanted) }
    }

    /// Returns the same gap, of a stream that a script has.
    pub(crate) fn of_script(self) -> Self {
        Self { around: Around::Script, ..self }
    }

    /// Skips what separates values, and returns how many bytes that is.
    pub(crate) fn pass_separators(&mut self, bytes: &[u8]) -> usize {
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                b' ' | b'\t' => self.indent += usize::from(self.fresh),
                b'\r' => {}
                b'\n' => self.next_line(),
                // With an object behind the number, the array is one value.
                b'[' if self.wanted == Wanted::Objects && begins_with_number(&bytes[at + 1..]) => return at,
                _ if !self.take_separator(byte) => return at,
                b']' if self.around == Around::Array && self.open == 0 => {
                    self.is_closed = true;
                    return at + 1;
                }
                _ => {}
            }
        }
        bytes.len()
    }

    /// Opens an array.
    pub(crate) fn open_array(&mut self) {
        (self.fresh, self.open) = (false, self.open + 1);
    }

    /// Keeps the place through a value or other text, or a part of it.
    pub(crate) fn pass_text(&mut self, bytes: &[u8]) {
        let lines = count_newlines(bytes);
        let mut tail = bytes;
        if let Some(newline) = memrchr(b'\n', bytes).filter(|_| lines > 0) {
            self.line += lines;
            self.indent = 0;
            self.fresh = true;
            tail = &bytes[newline + 1..];
        }
        // Only the blanks at the front of a line are its indent; they may come in several pieces.
        if self.fresh {
            let blanks = count_indent(tail);
            self.indent += blanks;
            self.fresh = blanks == tail.len();
        }
    }

    fn next_line(&mut self) {
        self.line += 1;
        self.indent = 0;
        self.fresh = true;
    }

    fn take_separator(&mut self, byte: u8) -> bool {
        self.fresh = false;
        match byte {
            b'[' if self.wanted == Wanted::Objects => self.open += 1,
            // A closing bracket too many is left over from a merge, and no text.
            b']' => self.open = self.open.saturating_sub(1),
            // Commas separate wherever they stand: merges leave them doubled, and at both ends.
            _ => return byte == b',' || self.around == Around::Script && is_ending_byte(byte),
        }
        true
    }
}

/// Reports whether the inside of an array may begin with a number, as far as it is at hand.
fn begins_with_number(inside: &[u8]) -> bool {
    inside[leading_blanks(inside)..].first().is_none_or(|byte| matches!(byte, b'-' | b'0'..=b'9'))
}

/// Counts the blanks that `line` begins with.
pub(crate) fn count_indent(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
