//! Headers of tar archives, POSIX.1-1988 section 10.1.1.

/// Bytes of a header, and of the blocks that contents fill.
pub(crate) const BLOCK_BYTES: usize = 512;

/// Name, size, checksum, kind and prefix of a member in its header.
const NAME: std::ops::Range<usize> = 0..100;
const SIZE: std::ops::Range<usize> = 124..136;
const CHECKSUM: std::ops::Range<usize> = 148..156;
const KIND: usize = 156;
const MAGIC: std::ops::Range<usize> = 257..263;
const PREFIX: std::ops::Range<usize> = 345..500;

/// The header of a member.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub path: Vec<u8>,
    pub size_bytes: u64,
    pub kind: u8,
}

/// Reports whether a file begins as a tar archive.
pub(crate) fn is_tar(head: &[u8]) -> bool {
    head.first_chunk().is_some_and(|block| parse_header(block).is_some_and(|header| !header.path.is_empty()))
}

/// Returns the header in `block`; `None` if its checksum is another, or a number in it is none.
pub(crate) fn parse_header(block: &[u8; BLOCK_BYTES]) -> Option<Header> {
    let expected = parse_number(&block[CHECKSUM])?;
    // The checksum counts its own field as blanks. Old programs summed signed bytes.
    let summed =
        || block.iter().enumerate().map(|(at, &byte)| if CHECKSUM.contains(&at) { b' ' } else { byte });
    let unsigned: u64 = summed().map(u64::from).sum();
    let signed: i64 = summed().map(|byte| i64::from(byte.cast_signed())).sum();
    if expected != unsigned && i64::try_from(expected) != Ok(signed) {
        return None;
    }
    let mut path = Vec::new();
    // GNU's magic ends in blanks, and then other fields stand in place of the prefix.
    if &block[MAGIC] == b"ustar\0" && block[PREFIX.start] != 0 {
        path.extend_from_slice(until_nul(&block[PREFIX]));
        path.push(b'/');
    }
    path.extend_from_slice(until_nul(&block[NAME]));
    Some(Header { path, size_bytes: parse_number(&block[SIZE])?, kind: block[KIND] })
}

/// Returns the text before the first NUL.
pub(crate) fn until_nul(field: &[u8]) -> &[u8] {
    field.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// Parses a number: octal digits with blanks or NULs around them, or binary with the highest bit set, as GNU writes
/// sizes of 8 GiB and more.
fn parse_number(field: &[u8]) -> Option<u64> {
    if let [first @ 0x80..=0xFF, rest @ ..] = field {
        let (high, low) = rest.split_at(rest.len().saturating_sub(8));
        let is_small = *first == 0x80 && high.iter().all(|&byte| byte == 0);
        return low.first_chunk().filter(|_| is_small).map(|bytes| u64::from_be_bytes(*bytes));
    }
    let text = std::str::from_utf8(until_nul(field)).ok()?.trim_matches(' ');
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK_BYTES, is_tar, parse_number};

    #[test]
    fn numbers_are_octal_or_binary() {
        assert_eq!(parse_number(b"00000001250\0"), Some(0o1250));
        assert_eq!(parse_number(b"  1250 \0   "), Some(0o1250));
        assert_eq!(parse_number(b"\x80\0\0\0\0\0\0\x02\0\0\0\0"), Some(2 << 32));
        assert_eq!(parse_number(b"\0"), Some(0));
        for field in [&b"9"[..], b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", b"-1", b"\x80\x01"] {
            assert_eq!(parse_number(field), None, "{field:?}");
        }
    }

    #[test]
    fn text_and_zeros_are_no_archive() {
        for block in [[0; BLOCK_BYTES], [b'a'; BLOCK_BYTES], [b' '; BLOCK_BYTES]] {
            assert!(!is_tar(&block));
        }
        assert!(!is_tar(b"short"));
    }
}
