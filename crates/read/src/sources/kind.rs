//! Recognizes archives by their first bytes.

use std::io::{self, Cursor, ErrorKind, Read};

use super::tar::{BLOCK_BYTES, is_tar};
use super::zip::is_zip;
use crate::input::{is_compressed, unpack};

/// Bytes of compressed data that show the first block of an archive in it: a block of zstd holds 128 KiB.
const PACKED_BYTES: usize = 160 * 1024;

/// The kind of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArchiveKind {
    Zip,
    Tar,
    /// A tar archive that is compressed as a whole.
    PackedTar,
}

/// An input whose first bytes have been read, and come again.
pub(crate) type Peeked<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// Finds the kind of archive that `input` is, if it is one, and returns all of it again.
pub(crate) fn peek_kind<R: Read>(mut input: R) -> io::Result<(Option<ArchiveKind>, Peeked<R>)> {
    let (kind, head) = find_kind(&mut input)?;
    Ok((kind, Cursor::new(head).chain(input)))
}

/// Finds the kind of archive that `input` is, if it is one, and returns the bytes that were read.
pub(crate) fn find_kind(input: &mut impl Read) -> io::Result<(Option<ArchiveKind>, Vec<u8>)> {
    let mut head = Vec::new();
    fill(input, BLOCK_BYTES, &mut head)?;
    if is_zip(&head) {
        return Ok((Some(ArchiveKind::Zip), head));
    }
    if is_tar(&head) {
        return Ok((Some(ArchiveKind::Tar), head));
    }
    if !is_compressed(&head) {
        return Ok((None, head));
    }
    fill(input, PACKED_BYTES, &mut head)?;
    let mut first = Vec::new();
    // Damage is left for the reader of the data to tell.
    let is_packed = unpack(&head[..])
        .is_ok_and(|mut content| fill(&mut content, BLOCK_BYTES, &mut first).is_ok() && is_tar(&first));
    Ok((is_packed.then_some(ArchiveKind::PackedTar), head))
}

/// Reads until there are `len` bytes, or all there are if that is fewer.
fn fill(input: &mut impl Read, len: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut at = bytes.len();
    bytes.resize(len, 0);
    let result = loop {
        match input.read(&mut bytes[at..]) {
            Ok(0) => break Ok(()),
            Ok(count) => at += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // The bytes before a failure may show the kind; whoever reads on is told.
            Err(_) if at > 0 => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    bytes.truncate(at);
    result
}
