//! Finds bytes that stand close together.
//!
//! In the text of a record inside a string every quote is escaped, some eight bytes from the next. A search made for
//! long runs costs more to begin than to run there.

pub(crate) const WORD_BYTES: usize = 8;
const ONES: u64 = u64::from_ne_bytes([1; WORD_BYTES]);
const HIGHS: u64 = u64::from_ne_bytes([0x80; WORD_BYTES]);

/// How many of the first [`WORD_BYTES`] of `bytes` come before the first backslash, or before the first quote too if
/// `quotes` count; `None` if there are fewer bytes than that.
pub(crate) fn plain(bytes: &[u8], quotes: bool) -> Option<usize> {
    let word = u64::from_le_bytes(*bytes.first_chunk()?);
    let mut found = matches(word, b'\\');
    if quotes {
        found |= matches(word, b'"');
    }
    Some(found.trailing_zeros() as usize / WORD_BYTES)
}

/// A word whose lowest set bit is in the first byte of `word` that is `wanted`.
fn matches(word: u64, wanted: u8) -> u64 {
    let zeroed = word ^ (ONES * u64::from(wanted));
    zeroed.wrapping_sub(ONES) & !zeroed & HIGHS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::plain;

    proptest! {
        #[test]
        fn what_is_before_the_first_is_plain(
            bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b'\\'), any::<u8>(), 0x20..0x60_u8], 0..12),
            quotes: bool,
        ) {
            let is_plain = |byte: &u8| *byte != b'\\' && !(quotes && *byte == b'"');
            let expected = bytes.get(..8).map(|word| word.iter().take_while(|byte| is_plain(byte)).count());
            prop_assert_eq!(plain(&bytes, quotes), expected);
        }
    }
}
