//! The input as UTF-8.

use std::io::{self, Read};

use super::stream::Stream;
use super::utf16::Utf16;
use crate::encoding::Encoding;

pub(crate) enum Text<R> {
    /// As it stands; that it is UTF-8 is for the parser to check.
    Utf8(Stream<R>),
    Utf16(Box<Utf16<Stream<R>>>),
}

impl<R: Read> Text<R> {
    pub(crate) fn encoding(&self) -> Encoding {
        match self {
            Text::Utf8(_) => Encoding::Utf8,
            Text::Utf16(text) => text.encoding(),
        }
    }

    /// How many characters could not be read and became U+FFFD.
    pub(crate) fn replaced(&self) -> u64 {
        match self {
            Text::Utf8(_) => 0,
            Text::Utf16(text) => text.replaced(),
        }
    }

    /// Bytes read from the source.
    pub(crate) fn read_bytes(&self) -> u64 {
        match self {
            Text::Utf8(stream) => stream.read_bytes(),
            Text::Utf16(text) => text.input().read_bytes(),
        }
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Text::Utf8(stream) => stream.read(into),
            Text::Utf16(text) => text.read(into),
        }
    }
}
