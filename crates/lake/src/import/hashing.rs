//! A reader that hashes and counts what passes.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// Gives its input on, and knows its SHA-256 at the end.
pub(super) struct Hashing<R> {
    input: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Hashing<R> {
    pub fn new(input: R) -> Self {
        Hashing { input, hash: Sha256::new(), bytes: 0 }
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads what is left, so that the hash is that of the whole input.
    pub fn drain(&mut self) -> io::Result<()> {
        io::copy(self, &mut io::sink()).map(drop)
    }

    /// The SHA-256 of what has passed, in hexadecimal.
    pub fn digest(&self) -> String {
        format!("{:x}", self.hash.clone().finalize())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}
