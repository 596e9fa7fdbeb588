//! Bytes whose first ones can be looked at before they are read.

use std::io::{self, Read};

use super::fault::fault;
use super::inflate::Inflate;
use super::source::Source;
use super::zstd::Zstd;

/// How many bytes can be looked at.
pub(crate) const HEAD_BYTES: usize = 8;

pub(crate) struct Stream<R> {
    head: [u8; HEAD_BYTES],
    /// How much of the head has been read, and how much there is.
    start: usize,
    end: usize,
    layer: Layer<R>,
}

/// Where the bytes come from.
pub(crate) enum Layer<R> {
    Source(Source<R>),
    Gzip(Box<Inflate<Stream<R>>>),
    Zstd(Box<Zstd<Stream<R>>>),
}

impl<R: Read> Stream<R> {
    pub(crate) fn new(layer: Layer<R>) -> Self {
        Self { head: [0; HEAD_BYTES], start: 0, end: 0, layer }
    }

    /// The first bytes: all there are, if that is fewer. Before anything else is read. A fault of the data behind the
    /// first byte is left for the next read to find again.
    pub(crate) fn peek(&mut self) -> io::Result<&[u8]> {
        while self.end < HEAD_BYTES {
            match self.layer.read(&mut self.head[self.end..]) {
                Ok(0) => break,
                Ok(count) => self.end += count,
                Err(error) if self.end > 0 && fault(&error).is_some() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(&self.head[..self.end])
    }

    /// Bytes read from the source, below all compression.
    pub(crate) fn read_bytes(&self) -> u64 {
        match &self.layer {
            Layer::Source(source) => source.read_bytes(),
            Layer::Gzip(gzip) => gzip.input().read_bytes(),
            Layer::Zstd(zstd) => zstd.input().read_bytes(),
        }
    }
}

impl<R: Read> Read for Stream<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end {
            return self.layer.read(into);
        }
        let count = (&self.head[self.start..self.end]).read(into)?;
        self.start += count;
        Ok(count)
    }
}

impl<R: Read> Read for Layer<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Layer::Source(source) => source.read(into),
            Layer::Gzip(gzip) => gzip.read(into),
            Layer::Zstd(zstd) => zstd.read(into),
        }
    }
}
