//! The input as the caller gave it.

use std::io::{self, ErrorKind, Read};

use super::fault::{Failed, is_told};

/// Counts what is read.
#[derive(Debug)]
pub(crate) struct Source<R> {
    input: R,
    read_bytes: u64,
}

impl<R> Source<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, read_bytes: 0 }
    }

    pub(crate) fn read_bytes(&self) -> u64 {
        self.read_bytes
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.input.read(into) {
                Ok(count) => {
                    self.read_bytes += count as u64;
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // An entry of a zip archive has told what is wrong.
                Err(error) if is_told(&error) => return Err(error),
                Err(error) => return Err(io::Error::other(Failed(error))),
            }
        }
    }
}
