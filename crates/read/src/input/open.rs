//! Puts the layers on an input that its first bytes ask for.

use std::io::Read;

use super::source::Source;
use super::stream::{Layer, Stream};
use super::text::Text;
use super::utf16::Utf16;
use crate::encoding::Encoding;
use crate::error::Error;
use crate::magic::{Head, look_at};

/// # Errors
///
/// If the first bytes cannot be read, or are no text's.
pub(crate) fn open<R: Read>(input: R) -> Result<Text<R>, Error> {
    let mut stream = Stream::new(Layer::Source(Source::new(input)));
    match look_at(stream.peek()?)? {
        Head::Text(Encoding::Utf8) => Ok(Text::Utf8(stream)),
        Head::Text(encoding) => Ok(Text::Utf16(Box::new(Utf16::new(stream, encoding)))),
    }
}
