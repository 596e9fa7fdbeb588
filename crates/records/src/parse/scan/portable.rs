//! Blocks by plain 64-bit arithmetic, for every other CPU.

use trail365_text::swar::{HIGH, find_byte, find_zero, repeat_byte};

use super::blocks::{Blocks, Masks, scan_blocks};
use super::tokens::Tokens;
use crate::error::Error;

#[cfg_attr(
    target_arch = "x86_64",
    allow(dead_code, reason = "x86_64 has faster ones; tests hold them to this one")
)]
/// Finds the tokens of a record, see [`super::Scanner::scan`].
pub fn scan_record(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    scan_blocks::<Words>(json, tokens)
}

struct Words;

impl Blocks for Words {
    #[inline]
    fn classify_block(block: &[u8; 64]) -> Masks {
        let mut m = Masks { quote: 0, backslash: 0, operator: 0, space: 0, control: 0, high: 0 };
        for (i, bytes) in block.as_chunks::<8>().0.iter().enumerate() {
            let word = u64::from_le_bytes(*bytes);
            let folded = word | repeat_byte(0x20);
            let put = |flags: u64| gather_bits(flags) << (8 * i);
            m.quote |= put(find_byte(word, b'"'));
            m.backslash |= put(find_byte(word, b'\\'));
            m.operator |= put(find_byte(folded, b'{')
                | find_byte(folded, b'}')
                | find_byte(word, b':')
                | find_byte(word, b','));
            m.space |= put(find_byte(word, b' ')
                | find_byte(word, b'\t')
                | find_byte(word, b'\n')
                | find_byte(word, b'\r'));
            m.control |= put(find_zero(word & repeat_byte(0xE0)));
            m.high |= put(word & HIGH);
        }
        m
    }
}

/// Returns the high bits of the eight bytes, side by side.
// Each factor of the multiplier moves one of the bits to the top byte.
fn gather_bits(flags: u64) -> u64 {
    ((flags >> 7).wrapping_mul(0x0102_0408_1020_4080)) >> 56
}
