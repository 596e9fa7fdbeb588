//! Tells zip archives by their first bytes.

use std::io::{self, Cursor, ErrorKind, Read};

/// How many bytes tell.
const HEAD_BYTES: usize = 4;

/// An input whose first bytes have been looked at.
pub(crate) type Peeked<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// Whether `input` is a zip archive, and all of it again.
pub(crate) fn peek<R: Read>(mut input: R) -> io::Result<(bool, Peeked<R>)> {
    let head = head(&mut input)?;
    Ok((is_zip(&head), Cursor::new(head).chain(input)))
}

/// The first bytes of `input`: all there are, if that is fewer than tell.
pub(crate) fn head(input: &mut impl Read) -> io::Result<Vec<u8>> {
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

/// A file in the archive, the end of an empty one, or the mark of one that is in several parts.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    matches!(head, [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6] | [b'P', b'K', 7, 8])
}
