//! Recognizes an input by its first bytes, and refuses what cannot be read.

use super::blank::BOM;
use crate::error::Error;
use crate::format::{Compression, Encoding};

/// The kind of input that first bytes show.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// Text, as far as the first bytes show, and its encoding, if they show one that needs decoding.
    Text(Option<Encoding>),
    Compressed(Compression),
}

/// First bytes of files with other compressions.
const COMPRESSED: &[(&[u8], &str)] =
    &[(b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\xFD7zXZ\0", "xz"), (b"7z\xBC\xAF\x27\x1C", "7z")];

/// Byte order marks of UTF-32; the first begins with that of UTF-16.
const REFUSED: &[(&[u8], &str)] = &[(b"\xFF\xFE\0\0", "UTF-32"), (b"\0\0\xFE\xFF", "UTF-32")];

/// First bytes of files that lie beside exports and hold no records: naming them is better than "no audit records
/// found".
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"ElfFile\0", "a Windows event log (EVTX)"),
    (b"\xD0\xCF\x11\xE0", "an old Office document or an Outlook message"),
    (b"!BDN", "an Outlook data file (PST)"),
    (b"SQLite ", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"MZ\x90", "a Windows program"),
    (b"\x7FELF", "a Linux program"),
];

/// # Errors
///
/// If an input that begins with `head` cannot be read.
pub(crate) fn look_at(head: &[u8]) -> Result<Head, Error> {
    if let Some(compression) = find_compression(head) {
        return Ok(Head::Compressed(compression));
    }
    // Compression and foreign files come before encodings: their bytes may look like a mark of UTF-16.
    if let Some(name) = look_up(COMPRESSED, head) {
        return Err(Error::of_compression(name));
    }
    if let Some(name) = look_up(FOREIGN, head) {
        return Err(Error::of_foreign_file(name));
    }
    if let Some(name) = look_up(REFUSED, head) {
        return Err(Error::of_encoding(name));
    }
    if let Some(encoding) = marked_encoding(head) {
        return Ok(Head::Text(Some(encoding)));
    }
    match unmarked_encoding(head) {
        Nuls::None => Ok(Head::Text(None)),
        Nuls::Utf16(encoding) => Ok(Head::Text(Some(encoding))),
        Nuls::Other => Err(Error::of_encoding("binary, or UTF-32")),
    }
}

fn look_up(table: &[(&[u8], &'static str)], head: &[u8]) -> Option<&'static str> {
    table.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, name)| name)
}

/// Reports whether data begins with a compression that the reader undoes.
pub(crate) fn is_compressed(head: &[u8]) -> bool {
    find_compression(head).is_some()
}

pub(crate) fn find_compression(head: &[u8]) -> Option<Compression> {
    match head {
        [0x1F, 0x8B, ..] => Some(Compression::Gzip),
        // A frame, or the skippable one that some programs write first.
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Compression::Zstd),
        _ => None,
    }
}

fn marked_encoding(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// The meaning of NULs among the first bytes.
#[derive(Debug, PartialEq, Eq)]
enum Nuls {
    None,
    /// UTF-16 without a mark.
    Utf16(Encoding),
    Other,
}

/// Returns the wide encoding of a text without a mark: NULs that pad ASCII characters give it away. Records, tables and
/// logs begin with such characters.
fn unmarked_encoding(head: &[u8]) -> Nuls {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let nuls = head.iter().take(4).map(|&byte| byte == 0);
    match nuls.collect::<Vec<_>>()[..] {
        [false, true, false, ..] | [false, true] => Nuls::Utf16(Encoding::Utf16Le),
        [true, false, ..] => Nuls::Utf16(Encoding::Utf16Be),
        [.., true] | [_, true, ..] | [_, _, true, ..] => Nuls::Other,
        _ => Nuls::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Nuls, unmarked_encoding};
    use crate::format::Encoding::{Utf16Be, Utf16Le};

    #[test]
    fn nuls_in_the_first_four_bytes_tell_the_encoding() {
        for (head, expected) in [
            (&b"{\0\"\0"[..], Nuls::Utf16(Utf16Le)),
            (b"\0{\0\"", Nuls::Utf16(Utf16Be)),
            (b"\r\0\n\0", Nuls::Utf16(Utf16Le)),
            (b"{\0", Nuls::Utf16(Utf16Le)),
            (b"{\0\0\0", Nuls::Other),
            (b"\0\0\0{", Nuls::Other),
            (b"{\"a\":\0", Nuls::None),
            (b"", Nuls::None),
        ] {
            assert_eq!(unmarked_encoding(head), expected, "{head:?}");
        }
    }
}
