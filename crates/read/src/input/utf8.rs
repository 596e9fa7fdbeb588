//! Lets UTF-8 through, and hands over to a code page where text is not UTF-8.

use std::io::{self, Read};
use std::str;

use super::legacy::{Leads, Legacy};
use crate::code_page::CodePage;
use crate::error::find_fault;

/// Bytes of the text before a foreign one that help to guess its code page.
const BEFORE_BYTES: usize = 32;

/// Bytes that are checked at a time.
const BLOCK_BYTES: usize = 4096;

/// Longest front of a character.
const FRONT_BYTES: usize = 3;

/// Bytes that are checked in any case.
const CHECKED_BYTES: u64 = 256 * 1024;

/// Bytes behind the first character beyond ASCII that are looked at for others.
const LEAD_BYTES: usize = 1024;

/// Room in which a character fits with the front of another.
const ROOM_BYTES: usize = 16;

/// Text that is UTF-8 until it is not.
pub(crate) struct Utf8<R> {
    input: R,
    named: Option<CodePage>,
    /// Front of a character that the input has given so far.
    held: Vec<u8>,
    /// End of the text that was passed.
    before: Vec<u8>,
    /// Bytes of text that were passed.
    passed_bytes: u64,
    /// First bytes of the first characters of UTF-8 beyond ASCII that were passed.
    leads: Leads,
    /// Bytes from the first of them on that are still to be looked at.
    lead_bytes: usize,
    /// True if no more than the front is checked.
    is_front_only: bool,
    /// Text for which a read had no room.
    ready: Vec<u8>,
    legacy: Option<Box<Legacy>>,
}

impl<R: Read> Utf8<R> {
    /// Text that is not UTF-8 is of the named code page, if there is one.
    pub(crate) fn new(input: R, named: Option<CodePage>) -> Self {
        Self {
            input,
            named,
            held: Vec::new(),
            before: Vec::new(),
            passed_bytes: 0,
            leads: Leads::default(),
            lead_bytes: LEAD_BYTES,
            is_front_only: false,
            ready: Vec::new(),
            legacy: None,
        }
    }

    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    /// Leaves what follows the front to the parser, unless the front is not UTF-8 already.
    pub(crate) fn check_front_only(&mut self) {
        self.is_front_only = self.named.is_none();
    }

    /// Returns the part that is not UTF-8, if there is one.
    pub(crate) fn legacy(&self) -> Option<&Legacy> {
        self.legacy.as_deref()
    }

    /// Reads text into room for a character, at least.
    fn read_text(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(legacy) = &mut self.legacy {
                return legacy.read(&mut self.input, into);
            }
            if self.is_front_only && self.passed_bytes >= CHECKED_BYTES && self.held.is_empty() {
                return self.input.read(into);
            }
            let held = self.held.len();
            into[..held].copy_from_slice(&self.held);
            let count = match self.input.read(&mut into[held..]) {
                Ok(count) => count,
                // The fault is told again by the next read.
                Err(error) if find_fault(&error).is_some() && held > 0 => 0,
                Err(error) => return Err(error),
            };
            self.held.clear();
            if count == 0 {
                return Ok(held);
            }
            let kept = self.keep_utf8(&into[..held + count]);
            if kept > 0 {
                return Ok(kept);
            }
        }
    }

    /// Returns how many of the bytes are UTF-8. What follows them is the front of a character, or of a code page.
    fn keep_utf8(&mut self, bytes: &[u8]) -> usize {
        let (valid, error) = find_foreign(bytes);
        let (passed, rest) = bytes.split_at(valid);
        self.before.extend_from_slice(&passed[passed.len().saturating_sub(BEFORE_BYTES)..]);
        self.passed_bytes += passed.len() as u64;
        self.note_leads(passed);
        self.before.drain(..self.before.len().saturating_sub(BEFORE_BYTES));
        match error {
            None => {}
            Some(Foreign::Front) => self.held.extend_from_slice(rest),
            Some(Foreign::Byte) => {
                let legacy = Legacy::new(self.named, &self.before, rest).behind_utf8(self.leads);
                self.legacy = Some(Box::new(legacy));
            }
        }
        passed.len()
    }

    /// Takes note of the first characters beyond ASCII, however the input comes in. A few of them show the script: going through all
    /// took 5 % of the time in which lines are split.
    fn note_leads(&mut self, passed: &[u8]) {
        if self.lead_bytes == 0 {
            return;
        }
        let first = if self.leads.is_empty() { first_foreign(passed) } else { Some(0) };
        if let Some(first) = first {
            let end = passed.len().min(first + self.lead_bytes);
            self.leads.add(Leads::of(&passed[first..end]));
            self.lead_bytes -= end - first;
        }
    }
}

/// Returns the place of the first byte beyond ASCII.
fn first_foreign(text: &[u8]) -> Option<usize> {
    let block = text.chunks(BLOCK_BYTES).position(|block| !block.is_ascii())? * BLOCK_BYTES;
    text[block..].iter().position(|byte| !byte.is_ascii()).map(|at| block + at)
}

/// What follows text that is UTF-8.
#[derive(Debug, PartialEq, Eq)]
enum Foreign {
    /// The front of a character, at the end.
    Front,
    /// A byte that begins no character.
    Byte,
}

/// Returns the length of the front that is UTF-8, and what follows it.
fn find_foreign(bytes: &[u8]) -> (usize, Option<Foreign>) {
    let mut at = 0;
    while at < bytes.len() {
        let block = &bytes[at..bytes.len().min(at + BLOCK_BYTES)];
        // Most blocks are ASCII, which is seen several times as fast as UTF-8.
        let error = if block.is_ascii() { None } else { str::from_utf8(block).err() };
        let Some(error) = error else {
            at += block.len();
            continue;
        };
        at += error.valid_up_to();
        match error.error_len() {
            Some(_) => return (at, Some(Foreign::Byte)),
            None if bytes.len() - at <= FRONT_BYTES => return (at, Some(Foreign::Front)),
            // The character goes on in the next block.
            None => {}
        }
    }
    (at, None)
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() && into.len() >= ROOM_BYTES {
            return self.read_text(into);
        }
        if self.ready.is_empty() {
            let mut room = [0; ROOM_BYTES];
            let count = self.read_text(&mut room)?;
            self.ready.extend_from_slice(&room[..count]);
        }
        let count = self.ready.len().min(into.len());
        into[..count].copy_from_slice(&self.ready[..count]);
        self.ready.drain(..count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Utf8;

    /// What comes out in pieces of every size.
    fn read(input: &[u8]) -> String {
        let mut found = Vec::new();
        for size in (1..40).chain([500]) {
            let mut text = Utf8::new(Chunks(input, size), None);
            let mut out = Vec::new();
            let mut room = vec![0; size];
            while let count @ 1.. = text.read(&mut room).unwrap() {
                out.extend_from_slice(&room[..count]);
            }
            found.push(String::from_utf8_lossy(&out).into_owned());
        }
        assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
        found.remove(0)
    }

    struct Chunks<'a>(&'a [u8], usize);

    impl Read for Chunks<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let size = self.1.min(into.len());
            self.0.read(&mut into[..size])
        }
    }

    #[test]
    fn utf8_passes_and_other_text_is_decoded() {
        assert_eq!(read("aé€\u{1f600}z".as_bytes()), "aé€\u{1f600}z");
        assert_eq!(read(b"Jos\xE9\nM\xFCller"), "José\nMüller");
        // One letter that is no UTF-8 in text that is shows damage, not another code page.
        assert_eq!(read("José\nM\u{fc}ll\n".as_bytes()), "José\nMüll\n");
        assert_eq!(read(b"Jos\xC3\xA9\nM\xC3ll\nx"), "José\nM\u{fffd}ll\nx");
        assert_eq!(read(b"M\xC3ll\nJos\xC3\xA9\n"), "M\u{fffd}ll\nJosé\n");
        assert_eq!(read("é\n".repeat(9).as_bytes()), "é\n".repeat(9));
        assert_eq!(read(b""), "");
    }

    /// Whether a byte is damage or of a code page is told by the characters before it, which may come in many pieces.
    #[test]
    fn characters_before_count_however_they_come() {
        let far = "a".repeat(100);
        let text = [format!("é{far}¶{far}").as_bytes(), b"\xC2x\n"].concat();
        assert_eq!(read(&text), format!("é{far}¶{far}\u{fffd}x\n"));
        let text = [format!("é{far}").as_bytes(), b"\xC2x\n"].concat();
        assert_eq!(read(&text), format!("é{far}\u{c2}x\n"));
    }

    #[test]
    fn the_front_of_a_character_at_the_end_is_left_to_the_parser() {
        assert_eq!(read(b"a\xE2\x82"), "a\u{fffd}");
    }
}
