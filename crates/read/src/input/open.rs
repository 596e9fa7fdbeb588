//! Puts the layers on an input that its first bytes ask for.

use std::io::Read;

use super::inflate::{Form, Inflate};
use super::source::Source;
use super::stream::{Layer, Stream};
use super::text::Text;
use super::utf16::Utf16;
use super::zstd::Zstd;
use crate::compression::Compression;
use crate::encoding::Encoding;
use crate::error::Error;
use crate::magic::{Head, look_at};

/// How often an input may be compressed. More than twice is no export, but a trap.
const LEVELS: usize = 3;

/// The input's text, and how it was compressed, outermost first.
///
/// # Errors
///
/// If the first bytes cannot be read, or are no text's.
pub(crate) fn open<R: Read>(input: R) -> Result<(Text<R>, Vec<Compression>), Error> {
    let mut stream = Stream::new(Layer::Source(Source::new(input)));
    let mut compressions = Vec::new();
    loop {
        match look_at(stream.peek()?)? {
            Head::Text(encoding) => return Ok((text(stream, encoding), compressions)),
            Head::Compressed(_) if compressions.len() == LEVELS => return Err(Error::nested(LEVELS)),
            Head::Compressed(compression) => {
                compressions.push(compression);
                stream = Stream::new(layer(stream, compression));
            }
        }
    }
}

fn layer<R: Read>(stream: Stream<R>, compression: Compression) -> Layer<R> {
    match compression {
        Compression::Gzip => Layer::Gzip(Box::new(Inflate::new(stream, Form::Gzip))),
        Compression::Zstd => Layer::Zstd(Box::new(Zstd::new(stream))),
    }
}

fn text<R: Read>(stream: Stream<R>, encoding: Encoding) -> Text<R> {
    match encoding {
        Encoding::Utf8 => Text::Utf8(stream),
        _ => Text::Utf16(Box::new(Utf16::new(stream, encoding))),
    }
}
