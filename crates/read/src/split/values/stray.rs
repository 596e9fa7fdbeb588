//! Text between the values of a JSON stream that is no value.

use std::mem::take;

use super::gap::Wanted;

/// A search for the next wanted value behind text that is no record. It takes the text piece by piece.
#[derive(Debug)]
pub(crate) struct Stray {
    /// Arrays that are open.
    pub open: usize,
    wanted: Wanted,
    /// True if the text ends with the array that is open.
    is_inside: bool,
    place: StrayPlace,
    escaped: bool,
}

/// The place in stray text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StrayPlace {
    /// Before its first byte.
    Front,
    Outside,
    /// Behind the quote that opens a string, unless that is the first byte.
    Opened,
    InString,
}

impl Stray {
    pub(crate) fn new(open: usize, wanted: Wanted, is_inside: bool) -> Self {
        Self { open, wanted, is_inside, place: StrayPlace::Front, escaped: false }
    }

    /// Goes on through text that is passed over; returns the place of the bracket that ends it. Strings are passed over with
    /// it, whatever they hold.
    pub(crate) fn feed_passed(&mut self, bytes: &[u8]) -> Option<usize> {
        bytes.iter().position(|&byte| self.ends_at(byte))
    }

    /// Goes on through `window`, of which `seen` bytes are known; returns the place of the bracket that ends the text, or
    /// of the string that holds JSON within `limit`, if it is there: how much of the input is at hand must not matter.
    pub(crate) fn feed(&mut self, window: &[u8], seen: usize, limit: usize) -> Option<usize> {
        for (at, &byte) in window.iter().enumerate().skip(seen) {
            let is_text = self.place == StrayPlace::Opened && matches!(byte, b'{' | b'[');
            if is_text && at <= limit && self.wanted == Wanted::Objects {
                return at.checked_sub(1);
            }
            if self.ends_at(byte) {
                return Some(at);
            }
        }
        None
    }

    fn ends_at(&mut self, byte: u8) -> bool {
        let escaped = take(&mut self.escaped);
        let place = self.place;
        let in_string = matches!(place, StrayPlace::Opened | StrayPlace::InString);
        self.place = if in_string { StrayPlace::InString } else { StrayPlace::Outside };
        match byte {
            // A JSON string holds no line feed, so the quote that opened this one was stray as well.
            b'\n' => self.place = StrayPlace::Outside,
            b'"' if !escaped => {
                self.place = match place {
                    StrayPlace::Front => StrayPlace::InString,
                    StrayPlace::Outside => StrayPlace::Opened,
                    StrayPlace::Opened | StrayPlace::InString => StrayPlace::Outside,
                };
            }
            b'\\' if !escaped => self.escaped = in_string,
            _ if byte == self.wanted.opening_byte() && !in_string => return true,
            b']' if !in_string && self.is_inside && self.open == 1 => return true,
            b'[' if !in_string => self.open += 1,
            b']' if !in_string => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        false
    }
}
