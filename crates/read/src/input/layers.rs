//! The layers over an input: the counted source, its decompression, and its text as UTF-8.

use std::io::{self, ErrorKind, Read};

use super::inflate::{DeflateForm, Inflate};
use super::legacy::Legacy;
use super::magic::{Head, find_compression, look_at};
use super::utf8::Utf8;
use super::utf16::Utf16;
use super::zstd::Zstd;
use crate::code_page::CodePage;
use crate::error::{Error, Failed, find_fault, is_classified};
use crate::format::{Compression, Encoding};

/// Most times that an input may be compressed. More than twice is no export, but a trap.
const LEVELS: usize = 3;

/// Returns the input's text, and its compressions, outermost first.
///
/// Text that shows no encoding by its first bytes is in the forced one, if there is one, and else UTF-8.
///
/// # Errors
///
/// If the first bytes cannot be read, or are no text's.
pub(crate) fn open_text<R: Read>(
    input: R,
    forced: Option<Encoding>,
) -> Result<(TextInput<R>, Vec<Compression>), Error> {
    let mut stream = Stream::new(Layer::Counted(Counted::new(input)));
    let mut compressions = Vec::new();
    loop {
        match look_at(stream.peek()?)? {
            Head::Text(encoding) => {
                return Ok((decode_text(stream, encoding.or(forced)), compressions));
            }
            // Each layer has buffers of its own, so the number of layers bounds memory as well.
            Head::Compressed(_) if compressions.len() == LEVELS => return Err(Error::of_nesting(LEVELS)),
            Head::Compressed(compression) => {
                compressions.push(compression);
                stream = Stream::new(add_layer(stream, compression));
            }
        }
    }
}

/// Returns what `input` decompresses to, whatever that is.
///
/// # Errors
///
/// If the first bytes cannot be read, or there are too many layers.
pub(crate) fn unpack<R: Read>(input: R) -> Result<Stream<R>, Error> {
    let mut stream = Stream::new(Layer::Counted(Counted::new(input)));
    for _ in 0..LEVELS {
        let Some(compression) = find_compression(stream.peek()?) else { return Ok(stream) };
        stream = Stream::new(add_layer(stream, compression));
    }
    match find_compression(stream.peek()?) {
        Some(_) => Err(Error::of_nesting(LEVELS)),
        None => Ok(stream),
    }
}

fn add_layer<R: Read>(stream: Stream<R>, compression: Compression) -> Layer<R> {
    match compression {
        Compression::Gzip => Layer::Gzip(Box::new(Inflate::new(stream, DeflateForm::Gzip))),
        Compression::Zstd => Layer::Zstd(Box::new(Zstd::new(stream))),
    }
}

fn decode_text<R: Read>(stream: Stream<R>, encoding: Option<Encoding>) -> TextInput<R> {
    match encoding {
        None => TextInput::Utf8(Box::new(Utf8::new(stream, None))),
        Some(Encoding::Legacy(page)) => TextInput::Utf8(Box::new(Utf8::new(stream, Some(page)))),
        Some(Encoding::Utf8) => TextInput::Plain(stream),
        Some(encoding @ (Encoding::Utf16Le | Encoding::Utf16Be)) => {
            TextInput::Utf16(Box::new(Utf16::new(stream, encoding)))
        }
    }
}

pub(crate) enum TextInput<R> {
    /// Text as it stands: the caller says that it is UTF-8.
    Plain(Stream<R>),
    Utf8(Box<Utf8<Stream<R>>>),
    Utf16(Box<Utf16<Stream<R>>>),
}

impl<R: Read> TextInput<R> {
    pub(crate) fn encoding(&self) -> Encoding {
        match self {
            TextInput::Plain(_) => Encoding::Utf8,
            TextInput::Utf8(text) => {
                text.legacy().and_then(Legacy::page).map_or(Encoding::Utf8, Encoding::Legacy)
            }
            TextInput::Utf16(text) => text.encoding(),
        }
    }

    /// Returns how many characters could not be read and became U+FFFD.
    pub(crate) fn replaced_count(&self) -> u64 {
        match self {
            TextInput::Plain(_) => 0,
            TextInput::Utf8(text) => text.legacy().map_or(0, Legacy::replaced_count),
            TextInput::Utf16(text) => text.replaced_count(),
        }
    }

    /// Leaves it to the parser to see whether text behind the front is UTF-8.
    pub(crate) fn check_front_only(&mut self) {
        if let TextInput::Utf8(text) = self {
            text.check_front_only();
        }
    }

    /// Returns the code page from which lines were decoded, how many, and whether the caller has named it.
    pub(crate) fn code_page(&self) -> Option<(CodePage, u64, bool)> {
        let TextInput::Utf8(text) = self else { return None };
        let legacy = text.legacy()?;
        Some((legacy.page()?, legacy.line_count(), legacy.is_named()))
    }

    /// Returns how many bytes have been read from the source.
    pub(crate) fn read_bytes(&self) -> u64 {
        match self {
            TextInput::Plain(stream) => stream.read_bytes(),
            TextInput::Utf8(text) => text.input().read_bytes(),
            TextInput::Utf16(text) => text.input().read_bytes(),
        }
    }
}

impl<R: Read> Read for TextInput<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            TextInput::Plain(stream) => stream.read(into),
            TextInput::Utf8(text) => text.read(into),
            TextInput::Utf16(text) => text.read(into),
        }
    }
}

/// Most bytes that can be peeked at: the longest magic has eight.
pub(crate) const HEAD_BYTES: usize = 8;

pub(crate) struct Stream<R> {
    head: [u8; HEAD_BYTES],
    /// Bytes of the head that have been read, and that there are.
    start: usize,
    end: usize,
    layer: Layer<R>,
}

/// The origin of a stream's bytes.
pub(crate) enum Layer<R> {
    Counted(Counted<R>),
    Gzip(Box<Inflate<Stream<R>>>),
    Zstd(Box<Zstd<Stream<R>>>),
}

impl<R: Read> Stream<R> {
    pub(crate) fn new(layer: Layer<R>) -> Self {
        Self { head: [0; HEAD_BYTES], start: 0, end: 0, layer }
    }

    /// Returns the first bytes, or all there are if that is fewer. Call it before anything else is read. A fault of
    /// the data behind the first byte is left for the next read, which finds it again.
    pub(crate) fn peek(&mut self) -> io::Result<&[u8]> {
        while self.end < HEAD_BYTES {
            match self.layer.read(&mut self.head[self.end..]) {
                Ok(0) => break,
                Ok(count) => self.end += count,
                // With the first byte at hand, the format can be recognized and everything before the fault yielded.
                Err(error) if self.end > 0 && find_fault(&error).is_some() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(&self.head[..self.end])
    }

    /// Returns how many bytes have been read from the source, below all compression.
    pub(crate) fn read_bytes(&self) -> u64 {
        match &self.layer {
            Layer::Counted(source) => source.read_bytes(),
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
            Layer::Counted(source) => source.read(into),
            Layer::Gzip(gzip) => gzip.read(into),
            Layer::Zstd(zstd) => zstd.read(into),
        }
    }
}

/// An input that counts the bytes read from it.
#[derive(Debug)]
pub(crate) struct Counted<R> {
    input: R,
    read_bytes: u64,
}

impl<R> Counted<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, read_bytes: 0 }
    }

    pub(crate) fn read_bytes(&self) -> u64 {
        self.read_bytes
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.input.read(into) {
                Ok(count) => {
                    self.read_bytes += count as u64;
                    return Ok(count);
                }
                // Signals interrupt reads of pipes; no layer above has to know of it.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // An entry of a zip archive has classified its error already.
                Err(error) if is_classified(&error) => return Err(error),
                Err(error) => return Err(io::Error::other(Failed(error))),
            }
        }
    }
}
