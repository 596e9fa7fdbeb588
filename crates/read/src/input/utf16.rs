//! Turns UTF-16 into UTF-8 while reading. `Out-File` of Windows PowerShell writes it.

use std::io::{self, Read};

use crate::error::find_fault;
use crate::format::Encoding;

const UNIT_BYTES: usize = 2;

/// Bytes taken from the input at a time.
const RAW_BYTES: usize = 32 * 1024;

/// Most bytes of UTF-8 for each unit: three, since pairs have four for two.
const MOST_BYTES: usize = 3;

/// UTF-16 input as UTF-8. The byte order mark is a unit as any other here: the reader skips it.
pub(crate) struct Utf16<R> {
    input: R,
    unit: fn([u8; 2]) -> u16,
    encoding: Encoding,
    raw: Box<[u8]>,
    /// Bytes at the front of `raw` that wait for their unit's other byte.
    waiting: usize,
    /// First half of a pair whose second half is not read yet.
    high: Option<u16>,
    text: Vec<u8>,
    /// Bytes of `text` that have been read.
    start: usize,
    replaced: u64,
}

impl<R> Utf16<R> {
    pub(crate) fn new(input: R, encoding: Encoding) -> Self {
        let unit = if encoding == Encoding::Utf16Be { u16::from_be_bytes } else { u16::from_le_bytes };
        Self {
            input,
            unit,
            encoding,
            raw: vec![0; RAW_BYTES].into(),
            waiting: 0,
            high: None,
            text: Vec::with_capacity((RAW_BYTES / UNIT_BYTES + 2) * MOST_BYTES),
            start: 0,
            replaced: 0,
        }
    }

    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns how many halves of pairs, and odd bytes at the end, became U+FFFD.
    pub(crate) fn replaced_count(&self) -> u64 {
        self.replaced
    }

    /// Decodes the units in `raw`, which holds `count` bytes.
    fn decode_units(&mut self, count: usize) {
        let units = count / UNIT_BYTES;
        for at in (0..units).map(|unit| unit * UNIT_BYTES) {
            let unit = (self.unit)([self.raw[at], self.raw[at + 1]]);
            // Exports are nearly all ASCII: those units take no way through the decoder of pairs.
            match u8::try_from(unit) {
                Ok(ascii) if ascii.is_ascii() && self.high.is_none() => self.text.push(ascii),
                _ => self.push_unit(unit),
            }
        }
        self.waiting = count % UNIT_BYTES;
        // An odd byte moves to the front, where the next read goes on behind it.
        self.raw[0] = self.raw[count.saturating_sub(1)];
    }

    fn push_unit(&mut self, unit: u16) {
        let high = self.high.take();
        if is_high(unit) {
            self.high = Some(unit);
            if high.is_some() {
                self.push_replacement();
            }
            return;
        }
        for decoded in char::decode_utf16(high.into_iter().chain([unit])) {
            match decoded {
                Ok(character) => self.push_char(character),
                Err(_) => self.push_replacement(),
            }
        }
    }

    fn has_half(&self) -> bool {
        self.waiting > 0 || self.high.is_some()
    }

    /// Replaces what still waits when the input has ended: it is half of something.
    fn end_input(&mut self) {
        let halves = usize::from(self.high.take().is_some()) + self.waiting;
        self.waiting = 0;
        (0..halves).for_each(|_| self.push_replacement());
    }

    fn push_replacement(&mut self) {
        self.replaced += 1;
        self.push_char(char::REPLACEMENT_CHARACTER);
    }

    fn push_char(&mut self, character: char) {
        self.text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

fn is_high(unit: u16) -> bool {
    (0xD800..0xDC00).contains(&unit)
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.start == self.text.len() {
            let count = match self.input.read(&mut self.raw[self.waiting..]) {
                // The next read finds the data's fault again; the half that waits comes out first.
                Err(error) if self.has_half() && find_fault(&error).is_some() => 0,
                read => read?,
            };
            self.text.clear();
            self.start = 0;
            match count {
                0 => self.end_input(),
                _ => self.decode_units(self.waiting + count),
            }
            if count == 0 && self.text.is_empty() {
                return Ok(0);
            }
        }
        let count = (&self.text[self.start..]).read(into)?;
        self.start += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::Utf16;
    use crate::format::Encoding;

    /// Gives its bytes in pieces of these sizes, again and again.
    struct Pieces<'a>(&'a [u8], std::iter::Cycle<std::vec::IntoIter<usize>>);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let size = self.1.next().unwrap_or(1).min(into.len());
            self.0.read(&mut into[..size])
        }
    }

    fn read(bytes: &[u8], sizes: Vec<usize>, encoding: Encoding) -> (String, u64) {
        let mut utf16 = Utf16::new(Pieces(bytes, sizes.into_iter().cycle()), encoding);
        let mut text = String::new();
        utf16.read_to_string(&mut text).unwrap();
        (text, utf16.replaced_count())
    }

    fn check(units: &[u16], expected: &str, replaced: u64) {
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for size in [1, 2, 3, 5, 1000] {
            let expected = (expected.to_string(), replaced);
            assert_eq!(read(&little, vec![size], Encoding::Utf16Le), expected);
            assert_eq!(read(&big, vec![size], Encoding::Utf16Be), expected);
        }
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_counted() {
        check(&[], "", 0);
        check(&[0x41, 0xE9, 0x20AC, 0xD83D, 0xDE00, 0x42], "A\u{e9}\u{20ac}\u{1f600}B", 0);
        check(&[0xD83D, 0x41], "\u{fffd}A", 1);
        check(&[0xDE00, 0x41], "\u{fffd}A", 1);
        check(&[0xD83D, 0xD83D, 0xDE00], "\u{fffd}\u{1f600}", 1);
        check(&[0xDE00, 0xD83D], "\u{fffd}\u{fffd}", 2);
    }

    #[test]
    fn a_byte_too_many_is_replaced_and_counted() {
        assert_eq!(read(b"A\0B", vec![1], Encoding::Utf16Le), ("A\u{fffd}".to_string(), 1));
        assert_eq!(read(b"A\0\x3D\xD8B", vec![9], Encoding::Utf16Le), ("A\u{fffd}\u{fffd}".to_string(), 2));
    }

    proptest! {
        #[test]
        fn any_units_are_read_as_the_standard_library_does(
            units in vec(prop_oneof![any::<u16>(), 0x20..0x7F_u16, 0xD800..0xE000_u16], 0..200),
            sizes in vec(1..9_usize, 1..9),
        ) {
            let expected = String::from_utf16_lossy(&units);
            let halves = char::decode_utf16(units.iter().copied()).filter(Result::is_err).count() as u64;
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            prop_assert_eq!(read(&little, sizes, Encoding::Utf16Le), (expected, halves));
        }
    }
}
