//! First pass over a record: the place of every token, found 64 bytes at a time.
//!
//! A token is a quote that opens or closes a string, one of `{}[]:,` outside strings, or the first byte of
//! anything else outside strings (a number, a literal, garbage). What strings may not hold (control characters,
//! unknown escapes) is refused here; the grammar between tokens is the business of [`crate::walk`].
#![allow(
    clippy::inline_always,
    reason = "the loop is compiled anew inside each function that switches CPU features on"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod clmul;
mod portable;
#[cfg(target_arch = "x86_64")]
mod sse2;
mod tokens;

pub(crate) use tokens::{AHEAD, END, Tokens};

use crate::error::{Error, Problem};

/// What one block of 64 bytes holds, a bit for each byte.
#[derive(Clone, Copy)]
struct Masks {
    quote: u64,
    backslash: u64,
    /// `{}[]:,`; other control characters may be among them, the walk looks at the byte itself.
    operator: u64,
    /// Blank, tab, line feed, carriage return.
    space: u64,
    /// Below 0x20.
    control: u64,
    /// 0x80 and above.
    high: u64,
}

/// A way to look at 64 bytes at once.
trait Blocks {
    /// Classifies a block.
    fn masks(block: &[u8; 64]) -> Masks;

    /// Running XOR from the lowest bit up: turns quotes into the spans between them.
    fn prefix_xor(bits: u64) -> u64 {
        let mut x = bits;
        for shift in [1, 2, 4, 8, 16, 32] {
            x ^= x << shift;
        }
        x
    }

    /// Adds the tokens that the bits mark.
    #[inline(always)]
    fn write(mut bits: u64, block: &[u8; 64], base: u32, tokens: &mut Tokens) {
        let Some((places, bytes)) = tokens.room(bits.count_ones() as usize) else { return };
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

/// A scan for the CPU at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scanner(fn(&[u8], &mut Tokens) -> Result<bool, Error>);

impl Scanner {
    /// The fastest scan that this CPU runs.
    pub fn new() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if avx512::available() {
                Scanner(avx512::scan)
            } else if avx2::available() {
                Scanner(avx2::scan)
            } else {
                Scanner(sse2::scan)
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        Scanner(portable::scan)
    }

    /// Every scan that this CPU runs, for tests that hold them to each other.
    #[cfg(test)]
    pub fn all() -> Vec<Self> {
        #[allow(unused_mut, reason = "other CPUs have the portable scan alone")]
        let mut all = vec![Scanner(portable::scan)];
        #[cfg(target_arch = "x86_64")]
        {
            all.push(Scanner(sse2::scan));
            if avx2::available() {
                all.push(Scanner(avx2::scan));
            }
            if avx512::available() {
                all.push(Scanner(avx512::scan));
            }
        }
        all
    }

    /// Finds the tokens of a record; true where no byte is above 0x7F.
    pub fn scan(self, json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
        tokens.start(json.len());
        let ascii = (self.0)(json, tokens)?;
        tokens.finish();
        Ok(ascii)
    }
}

/// What one block hands to the next.
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

#[inline(always)]
fn scan_blocks<B: Blocks>(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    let mut carry = Carry::default();
    let (blocks, rest) = json.as_chunks::<64>();
    let mut base = 0;
    for block in blocks {
        let bits = token_bits::<B>(json, base, block, &mut carry, tokens)?;
        B::write(bits, block, base as u32, tokens);
        base += 64;
    }
    if !rest.is_empty() {
        let mut block = [b' '; 64];
        block[..rest.len()].copy_from_slice(rest);
        let bits = token_bits::<B>(json, base, &block, &mut carry, tokens)?;
        B::write(bits, &block, base as u32, tokens);
    }
    if carry.in_string != 0 {
        return Err(Error::at(Problem::StringNotClosed, json.len()));
    }
    Ok(carry.high == 0)
}

#[inline(always)]
fn token_bits<B: Blocks>(
    json: &[u8],
    base: usize,
    block: &[u8; 64],
    carry: &mut Carry,
    tokens: &mut Tokens,
) -> Result<u64, Error> {
    let masks = B::masks(block);
    tokens.note_backslashes(base, masks.backslash);
    let escaped = escaped(masks.backslash, &mut carry.escaped);
    let quote = masks.quote & !escaped;
    let in_string = B::prefix_xor(quote) ^ carry.in_string;
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

/// Bytes that a backslash escapes: every second one of a run of backslashes, and the byte behind an odd run.
#[inline(always)]
fn escaped(backslash: u64, carry: &mut u64) -> u64 {
    const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(scanner: Scanner, json: &[u8]) -> Result<(Vec<u32>, Vec<u8>), Error> {
        let mut tokens = Tokens::default();
        scanner.scan(&[b'"'; 400], &mut tokens)?;
        scanner.scan(json, &mut tokens)?;
        Ok((tokens.places().to_vec(), tokens.bytes().to_vec()))
    }

    #[test]
    fn finds_tokens_outside_strings() {
        for scanner in Scanner::all() {
            let json = br#"{"a\"{":[1, "b,\\"],"c" : nul}"#;
            let (places, bytes) = tokens(scanner, json).unwrap();
            let (places, end) = places.split_at(places.len() - AHEAD);
            let (bytes, zeros) = bytes.split_at(places.len());
            assert_eq!(bytes, br#"{"":[1,""],"":n}"#);
            assert!(places.iter().zip(bytes).all(|(&place, &byte)| json[place as usize] == byte));
            assert_eq!((end, zeros), (&[END; AHEAD][..], &[0; AHEAD][..]));
        }
    }

    #[test]
    fn tells_where_backslashes_are() {
        for scanner in Scanner::all() {
            for at in [0, 1, 63, 64, 65, 127, 128, 200, 297] {
                let mut json = vec![b'a'; 302];
                (json[0], json[301]) = (b'"', b'"');
                json[at + 1..at + 3].copy_from_slice(b"\\n"[..2].as_ref());
                let mut found = Tokens::default();
                scanner.scan(&json, &mut found).unwrap();
                for (start, end) in [(0, 302), (at + 1, at + 2), (at + 3, 302), (0, at + 1), (at + 2, at + 2)]
                {
                    let expect = json[start..end].contains(&b'\\');
                    assert_eq!(found.has_backslash(start, end), expect, "{at}: {start}..{end}");
                }
            }
        }
    }

    #[test]
    fn refuses_what_strings_may_not_hold() {
        for scanner in Scanner::all() {
            for bad in [&b"{\"a\x01\":1}"[..], br#"{"\x":1}"#, br#"{"\u12G4":1}"#, br#"{"a":1"#, br#"{"a\"#] {
                let refused = tokens(scanner, bad).is_err();
                assert_eq!(refused, bad != br#"{"a":1"#, "{}", bad.escape_ascii());
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn all_scans_agree(json in proptest::collection::vec(
            proptest::sample::select(br#"{}[]:,"\ abnu019.-"#.iter().copied().chain([b'\n', 1, 0xC3, 0x8C]).collect::<Vec<u8>>()),
            0..300,
        )) {
            let results: Vec<_> = Scanner::all().into_iter().map(|s| tokens(s, &json).map_err(|e| e.to_string())).collect();
            for other in &results[1..] {
                proptest::prop_assert_eq!(&results[0], other);
            }
        }
    }
}
