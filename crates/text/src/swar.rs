//! Eight bytes at a time by plain arithmetic ("SIMD within a register"), which needs no feature of the CPU.
//!
//! A result is a word with the high bit of each byte that was found; all other bits are clear.

const LOW: u64 = 0x0101_0101_0101_0101;

/// The high bit of each of eight bytes.
pub const HIGH: u64 = 0x8080_8080_8080_8080;

/// Returns eight times the same byte.
#[inline]
pub const fn repeat_byte(byte: u8) -> u64 {
    LOW * byte as u64
}

/// Finds the bytes that are `byte`.
#[inline]
pub fn find_byte(word: u64, byte: u8) -> u64 {
    find_zero(word ^ repeat_byte(byte))
}

/// Finds the bytes that are zero.
#[inline]
pub fn find_zero(word: u64) -> u64 {
    // Adding 0x7F to the low seven bits of a byte sets its high bit unless they are zero. No carry leaves the byte, so each
    // result is exact; the shorter formula that subtracts marks bytes behind a zero, too.
    !(((word & !HIGH) + !HIGH) | word) & HIGH
}

/// Returns the first place from `from` on that is not plain text, or the end: a quote, a backslash, a control character,
/// or a byte above 0x7E.
// Strings make up most bytes of a record, and nearly all of their text is plain.
#[inline]
pub fn plain_until(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let special = find_byte(word, b'"')
            | find_byte(word, b'\\')
            | find_byte(word, 0x7F)
            | find_zero(word & repeat_byte(0xE0))
            | (word & HIGH);
        if special != 0 {
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let special = |b: &u8| matches!(b, 0..0x20 | b'"' | b'\\' | 0x7F..);
    bytes.get(at..).and_then(|rest| rest.iter().position(special)).map_or(bytes.len(), |len| at + len)
}

#[cfg(test)]
mod tests {
    use super::plain_until;

    #[test]
    fn plain_text_ends_at_each_special_byte() {
        for byte in 0..=255_u8 {
            for len in 0..20 {
                let mut text = vec![b'a'; 24];
                text[len] = byte;
                let special = !(0x20..0x7F).contains(&byte) || byte == b'"' || byte == b'\\';
                assert_eq!(plain_until(&text, 0), if special { len } else { 24 }, "{byte} at {len}");
            }
        }
        assert_eq!((plain_until(b"", 0), plain_until(b"\"a", 1), plain_until(b"a", 9)), (0, 2, 1));
    }
}
