//! Refuses what is no UTF-8 text by its first bytes: other encodings and compressed files.

use crate::blank::BOM;
use crate::error::Error;

/// How many bytes [`refuse`] looks at.
pub(crate) const MAGIC_BYTES: usize = 6;

/// First bytes of compressed files.
const COMPRESSED: &[(&[u8], &str)] = &[
    (b"\x1F\x8B", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"\xFD7zXZ\0", "xz"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
];

/// Byte order marks of encodings other than UTF-8. That of UTF-32 begins with that of UTF-16.
const ENCODED: &[(&[u8], &str)] = &[
    (b"\xFF\xFE\0\0", "UTF-32"),
    (b"\0\0\xFE\xFF", "UTF-32"),
    (b"\xFF\xFE", "UTF-16"),
    (b"\xFE\xFF", "UTF-16"),
];

/// # Errors
///
/// If an input that begins with `head` cannot be UTF-8 text.
pub(crate) fn refuse(head: &[u8]) -> Result<(), Error> {
    if let Some(name) = look_up(COMPRESSED, head) {
        return Err(Error::compressed(name));
    }
    match look_up(ENCODED, head).or_else(|| unmarked_encoding(head)) {
        Some(name) => Err(Error::encoding(name)),
        None => Ok(()),
    }
}

fn look_up(table: &[(&[u8], &'static str)], head: &[u8]) -> Option<&'static str> {
    table.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, name)| name)
}

/// Without a mark, the NULs that pad ASCII characters give wide encodings away.
fn unmarked_encoding(head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let nuls = head.iter().take(4).map(|&byte| byte == 0);
    match nuls.collect::<Vec<_>>()[..] {
        [false, true, false, ..] | [true, false, ..] | [false, true] => Some("UTF-16"),
        [.., true] | [_, true, ..] | [_, _, true, ..] => Some("binary, or UTF-32"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::unmarked_encoding;

    #[test]
    fn nuls_in_the_first_four_bytes_are_no_utf8_text() {
        for (head, name) in [
            (&b"{\0\"\0"[..], Some("UTF-16")),
            (b"\0{\0\"", Some("UTF-16")),
            (b"\r\0\n\0", Some("UTF-16")),
            (b"{\0", Some("UTF-16")),
            (b"{\0\0\0", Some("binary, or UTF-32")),
            (b"\0\0\0{", Some("binary, or UTF-32")),
            (b"{\"a\":\0", None),
            (b"", None),
        ] {
            assert_eq!(unmarked_encoding(head), name, "{head:?}");
        }
    }
}
