//! First bytes of zip archives, and numbers in their headers.

use std::io::{self, Cursor, ErrorKind, Read};

/// Returns the 16 bits at `at`; 0 beyond the end.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

/// Returns the 32 bits at `at`; 0 beyond the end.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// Returns the 64 bits at `at`; `None` beyond the end.
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Bytes that show what a file is.
const HEAD_BYTES: usize = 4;

/// An input whose first bytes have been read, and come again.
pub(crate) type Peeked<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// Reports whether `input` is a zip archive, and returns all of it again.
pub(crate) fn peek_zip<R: Read>(mut input: R) -> io::Result<(bool, Peeked<R>)> {
    let head = read_head(&mut input)?;
    Ok((is_zip(&head), Cursor::new(head).chain(input)))
}

/// Returns the first bytes of `input`, or all there are if that is fewer.
pub(crate) fn read_head(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = vec![0; HEAD_BYTES];
    let mut len = 0;
    while len < HEAD_BYTES {
        match input.read(&mut head[len..]) {
            Ok(0) => break,
            Ok(count) => len += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(len);
    Ok(head)
}

/// Reports whether a file begins as a zip archive: with a file, the end of an empty one, or the mark of one in
/// several parts.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    matches!(head, [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6] | [b'P', b'K', 7, 8])
}
