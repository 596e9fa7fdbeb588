//! A window on the input. It grows while a record needs it, up to a limit, and moves on as bytes are consumed.

use std::io::{self, Read};

use crate::error::{Fault, find_fault};

/// Size of a new buffer, and the least that a limit can be. It fits a core's second cache, and one read fills it.
pub(crate) const START_BYTES: usize = 256 * 1024;

pub(crate) struct Buffer<R> {
    input: R,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    max_bytes: usize,
    at_end: bool,
    /// Fault of the data behind the window.
    fault: Option<Fault>,
    consumed: u64,
}

impl<R: Read> Buffer<R> {
    pub(crate) fn new(input: R, max_bytes: usize) -> Self {
        // A caller's small limit must not make every read a small one.
        let max_bytes = max_bytes.max(START_BYTES);
        let bytes = vec![0; START_BYTES];
        Self { input, bytes, start: 0, end: 0, max_bytes, at_end: false, fault: None, consumed: 0 }
    }

    pub(crate) fn window(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    pub(crate) fn consume(&mut self, count: usize) {
        debug_assert!(self.start + count <= self.end, "consumed more than the window holds");
        self.start += count;
        self.consumed += count as u64;
    }

    /// Returns how many bytes came before the window.
    pub(crate) fn consumed_bytes(&self) -> u64 {
        self.consumed
    }

    /// Reports whether the window ends where the input ends, or where its data can be read no further.
    pub(crate) fn at_end(&self) -> bool {
        self.at_end
    }

    /// Returns the fault that keeps the data from being read further, if it is not the end.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// Reports whether the window cannot grow: the input ended, or the limit is reached.
    pub(crate) fn is_complete(&self) -> bool {
        self.at_end || self.window().len() >= self.max_bytes
    }

    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    pub(crate) fn input_mut(&mut self) -> &mut R {
        &mut self.input
    }

    /// Lengthens the window by one read, or finds the end of the input.
    ///
    /// Faulty data counts as an end: everything before the fault is yielded first. A failed input is an error
    /// instead, since another try may succeed.
    pub(crate) fn fill_once(&mut self) -> io::Result<()> {
        debug_assert!(!self.is_complete(), "asked for more than there is");
        self.make_room();
        let count = match self.input.read(&mut self.bytes[self.end..]) {
            Ok(count) => count,
            Err(error) => {
                // A fault is an end here: what was read before it is still to be split and yielded.
                self.fault = Some(find_fault(&error).ok_or(error)?);
                0
            }
        };
        self.end += count;
        // A read of nothing is the end by the contract of `Read`; the room that it got is never empty.
        self.at_end = count == 0;
        Ok(())
    }

    /// Lengthens the window to `count` bytes, if the input has them.
    pub(crate) fn fill_to(&mut self, count: usize) -> io::Result<()> {
        while self.window().len() < count && !self.is_complete() {
            self.fill_once()?;
        }
        Ok(())
    }

    /// Returns the place of the first byte from `from` on that is `wanted`, and reads on until there is one.
    pub(crate) fn find_byte(&mut self, from: usize, wanted: fn(u8) -> bool) -> io::Result<Option<usize>> {
        let mut at = from;
        loop {
            let rest = &self.window()[at..];
            if let Some(found) = rest.iter().position(|&byte| wanted(byte)) {
                return Ok(Some(at + found));
            }
            at += rest.len();
            if self.is_complete() {
                return Ok(None);
            }
            self.fill_once()?;
        }
    }

    fn make_room(&mut self) {
        // Only what is not consumed yet moves: at most one unfinished piece for each read.
        self.bytes.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        // Doubling keeps the copying of a growing piece linear in its size.
        if self.end == self.bytes.len() {
            let grown = self.bytes.len().saturating_mul(2).min(self.max_bytes);
            self.bytes.resize(grown, 0);
        }
    }

    #[cfg(test)]
    pub(crate) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }
}
