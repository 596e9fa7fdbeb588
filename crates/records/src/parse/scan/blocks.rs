//! The tokens of a record, found a block of 64 bytes at a time by whatever classifies a block.
#![allow(
    clippy::inline_always,
    reason = "the loop is compiled anew inside each function that switches CPU features on"
)]

use super::tokens::Tokens;
use crate::error::{Error, Problem};

/// Kinds of bytes in one block of 64, a bit for each byte.
#[derive(Clone, Copy)]
pub(super) struct Masks {
    pub quote: u64,
    pub backslash: u64,
    /// `{}[]:,`. Control characters may be among them: folding `[` into `{` saves two comparisons a block and folds those
    /// too. The walk refuses them, because it looks at the byte itself.
    pub operator: u64,
    /// Blank, tab, line feed, carriage return.
    pub space: u64,
    /// Below 0x20.
    pub control: u64,
    /// 0x80 and above.
    pub high: u64,
}

/// A way to look at 64 bytes at once.
pub(super) trait Blocks {
    /// Classifies a block.
    fn classify_block(block: &[u8; 64]) -> Masks;

    /// Returns the running XOR from the lowest bit up. It turns quotes into the spans between them.
    fn prefix_xor(bits: u64) -> u64 {
        let mut x = bits;
        for shift in [1, 2, 4, 8, 16, 32] {
            x ^= x << shift;
        }
        x
    }

    /// Appends the tokens that the bits mark.
    // Without AVX-512 this plain loop was faster than to write twelve tokens at a time, of which the next block overwrites
    // those that are too many.
    #[inline(always)]
    fn write_tokens(mut bits: u64, block: &[u8; 64], base: u32, tokens: &mut Tokens) {
        let Some((places, bytes)) = tokens.reserve_block(bits.count_ones() as usize) else { return };
        for (place, byte) in places.iter_mut().zip(bytes) {
            if bits == 0 {
                break;
            }
            let at = bits.trailing_zeros();
            *place = base + at;
            *byte = block[at as usize % 64];
            bits &= bits - 1;
        }
    }
}

/// State that one block hands to the next.
#[derive(Default)]
struct Carry {
    /// The first byte is escaped.
    escaped: u64,
    /// All ones inside a string.
    in_string: u64,
    /// The last byte belonged to a scalar.
    scalar: u64,
    /// Bytes above 0x7F so far.
    high: u64,
}

/// Finds the tokens of a record. Returns true if no byte is above 0x7F.
#[inline(always)]
pub(super) fn scan_blocks<B: Blocks>(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    let mut carry = Carry::default();
    let (blocks, rest) = json.as_chunks::<64>();
    let mut base = 0;
    for block in blocks {
        let bits = token_bits::<B>(json, base, block, &mut carry, tokens)?;
        B::write_tokens(bits, block, base as u32, tokens);
        base += 64;
    }
    if !rest.is_empty() {
        let mut block = [b' '; 64];
        block[..rest.len()].copy_from_slice(rest);
        let bits = token_bits::<B>(json, base, &block, &mut carry, tokens)?;
        B::write_tokens(bits, &block, base as u32, tokens);
    }
    if carry.in_string != 0 {
        return Err(Error::at(Problem::StringNotClosed, json.len()));
    }
    Ok(carry.high == 0)
}

/// Returns the tokens of a block, a bit for each of its bytes.
#[inline(always)]
fn token_bits<B: Blocks>(
    json: &[u8],
    base: usize,
    block: &[u8; 64],
    carry: &mut Carry,
    tokens: &mut Tokens,
) -> Result<u64, Error> {
    let masks = B::classify_block(block);
    tokens.note_backslashes(base, masks.backslash);
    let escaped = escaped_bits(masks.backslash, &mut carry.escaped);
    let quote = masks.quote & !escaped;
    let in_string = B::prefix_xor(quote) ^ carry.in_string;
    // The shift of a signed number spreads the last bit over the whole word.
    carry.in_string = (in_string.cast_signed() >> 63).cast_unsigned();
    carry.high |= masks.high;
    if masks.control & in_string != 0 {
        let at = base + (masks.control & in_string).trailing_zeros() as usize;
        // Padding behind the end holds no control character, so the place is inside.
        return Err(Error::at(Problem::ControlCharacter, at));
    }
    if escaped & in_string != 0 {
        check_escapes(json, base, escaped & in_string)?;
    }
    let outside = !(in_string | quote);
    let scalar = outside & !(masks.operator | masks.space);
    let starts = scalar & !(scalar << 1 | carry.scalar);
    carry.scalar = scalar >> 63;
    Ok(quote | (masks.operator & outside) | starts)
}

/// Returns the bytes that a backslash escapes: every second one of a run of backslashes, and the byte behind an odd run.
// Subtracting the starts of the runs from the odd places lets the carry of each run end at a place that tells whether its
// length is odd, for all runs of a block in one step.
#[inline(always)]
fn escaped_bits(backslash: u64, carry: &mut u64) -> u64 {
    const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;
    // Most blocks hold no backslash.
    if backslash == 0 {
        return std::mem::take(carry);
    }
    let starts = backslash & !*carry;
    let codes = (((starts << 1) | ODD).wrapping_sub(starts)) ^ ODD;
    let escaped = codes ^ (backslash | *carry);
    *carry = (codes & backslash) >> 63;
    escaped
}

/// Refuses escapes that JSON does not have; `escaped` marks the bytes behind a backslash.
fn check_escapes(json: &[u8], base: usize, mut escaped: u64) -> Result<(), Error> {
    while escaped != 0 {
        let at = base + escaped.trailing_zeros() as usize;
        escaped &= escaped - 1;
        let good = match json.get(at) {
            // Behind the end: the string is not closed, which the end of the scan reports.
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') | None => true,
            Some(b'u') => json.get(at + 1..at + 5).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            Some(_) => false,
        };
        if !good {
            return Err(Error::at(Problem::Escape, at));
        }
    }
    Ok(())
}
