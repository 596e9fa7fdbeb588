//! Finds the end of text that is no record: the next value that is wanted, outside strings.

use std::mem::take;

use crate::values::Wanted;

/// A search that may be fed the text piece by piece.
#[derive(Debug)]
pub(crate) struct Stray {
    /// How many arrays are open.
    pub open: usize,
    wanted: Wanted,
    /// Whether it ends with the array that is open.
    is_inside: bool,
    in_string: bool,
    escaped: bool,
}

impl Stray {
    pub(crate) fn new(open: usize, wanted: Wanted, is_inside: bool) -> Self {
        Self { open, wanted, is_inside, in_string: false, escaped: false }
    }

    /// Goes on through `bytes`; the place of the bracket that ends the text, if it is among them.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        bytes.iter().position(|&byte| self.ends_at(byte))
    }

    fn ends_at(&mut self, byte: u8) -> bool {
        let escaped = take(&mut self.escaped);
        match byte {
            // A JSON string holds no line feed, so the quote that opened this one was stray as well.
            b'\n' => self.in_string = false,
            b'"' if !escaped => self.in_string = !self.in_string,
            b'\\' if !escaped => self.escaped = self.in_string,
            _ if byte == self.wanted.opens() && !self.in_string => return true,
            b']' if !self.in_string && self.is_inside && self.open == 1 => return true,
            b'[' if !self.in_string => self.open += 1,
            b']' if !self.in_string => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        false
    }
}
