//! Eight bytes at a time by plain arithmetic ("SIMD within a register"): no CPU instruction has to be asked for.

const LOW: u64 = 0x0101_0101_0101_0101;

/// The high bit of each of eight bytes.
pub const HIGH: u64 = 0x8080_8080_8080_8080;

/// Eight times the same byte.
#[inline]
pub const fn each(byte: u8) -> u64 {
    LOW * byte as u64
}

/// High bit of each byte that is `byte`.
#[inline]
pub fn equal(word: u64, byte: u8) -> u64 {
    zero(word ^ each(byte))
}

/// High bit of each byte that is zero.
#[inline]
pub fn zero(word: u64) -> u64 {
    !(((word & !HIGH) + !HIGH) | word) & HIGH
}

/// First place from `from` on, or the end, that is not plain text: a quote, a backslash, a control character, or a
/// byte above 0x7E.
#[inline]
pub fn plain_until(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let special = equal(word, b'"')
            | equal(word, b'\\')
            | equal(word, 0x7F)
            | zero(word & each(0xE0))
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
