//! A window on the input: grows while a record needs it, up to a limit, and moves on as bytes are consumed.

use std::io::{self, Read};

use crate::input::{Fault, fault};

/// The size a buffer begins with, and the least it may grow to. It fits a core's second cache, and one read fills it.
pub(crate) const START_BYTES: usize = 256 * 1024;

pub(crate) struct Buffer<R> {
    input: R,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    max_bytes: usize,
    at_end: bool,
    /// What is wrong with the data behind the window.
    fault: Option<Fault>,
    consumed: u64,
}

impl<R: Read> Buffer<R> {
    pub(crate) fn new(input: R, max_bytes: usize) -> Self {
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

    /// How many bytes came before the window.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Whether the window ends where the input ends, or where its data can be read no further.
    pub(crate) fn at_end(&self) -> bool {
        self.at_end
    }

    /// Why the data can be read no further, if it is not the end.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// Whether the window cannot grow: the input ended or the limit is reached.
    pub(crate) fn is_complete(&self) -> bool {
        self.at_end || self.window().len() >= self.max_bytes
    }

    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    /// Lengthens the window by one read, or finds the end of the input. Faulty data ends as well: what stands before
    /// the fault is to be had first. An input that fails may be tried again, so that is an error.
    pub(crate) fn fill(&mut self) -> io::Result<()> {
        debug_assert!(!self.is_complete(), "asked for more than there is");
        self.make_room();
        let count = match self.input.read(&mut self.bytes[self.end..]) {
            Ok(count) => count,
            Err(error) => {
                self.fault = Some(fault(&error).ok_or(error)?);
                0
            }
        };
        self.end += count;
        self.at_end = count == 0;
        Ok(())
    }

    /// Lengthens the window to `count` bytes, if the input has them.
    pub(crate) fn fill_to(&mut self, count: usize) -> io::Result<()> {
        while self.window().len() < count && !self.is_complete() {
            self.fill()?;
        }
        Ok(())
    }

    /// The place of the first byte from `from` on that is `wanted`; reads on until there is one.
    pub(crate) fn find(&mut self, from: usize, wanted: fn(u8) -> bool) -> io::Result<Option<usize>> {
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
            self.fill()?;
        }
    }

    fn make_room(&mut self) {
        self.bytes.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
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
