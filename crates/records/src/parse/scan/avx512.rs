//! Blocks by AVX-512, where a block is one register and places are squeezed together by one instruction.
#![allow(unsafe_code, reason = "CPU intrinsics")]
#![allow(clippy::inline_always, reason = "compiled anew inside the function that switches CPU features on")]

use std::arch::x86_64::{
    __m128i, __m512i, _mm512_add_epi32, _mm512_broadcast_i32x4, _mm512_castsi512_si128,
    _mm512_cmpeq_epi8_mask, _mm512_cmplt_epu8_mask, _mm512_cvtepu8_epi32, _mm512_extracti32x4_epi32,
    _mm512_loadu_si512, _mm512_maskz_compress_epi8, _mm512_movepi8_mask, _mm512_or_si512, _mm512_set1_epi8,
    _mm512_set1_epi32, _mm512_shuffle_epi8, _mm512_storeu_si512,
};

use super::avx2;
use super::blocks::{Blocks, Masks, scan_blocks};
use super::tokens::Tokens;
use crate::error::Error;

/// Reports whether this CPU has the instructions of [`scan_record`].
pub fn is_available() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi2")
        && is_x86_feature_detected!("pclmulqdq")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("popcnt")
}

/// Finds the tokens of a record, see [`super::Scanner::scan`].
pub fn scan_record(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    // SAFETY: `Scanner` hands this function out only where `is_available` is true.
    unsafe { scan_avx512(json, tokens) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,pclmulqdq,bmi1,popcnt")]
fn scan_avx512(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    scan_blocks::<Avx512>(json, tokens)
}

struct Avx512;

/// The numbers 0 to 63.
static NUMBERS: [u8; 64] = {
    let mut numbers = [0; 64];
    let mut i = 0;
    while i < 64 {
        numbers[i] = i as u8;
        i += 1;
    }
    numbers
};

/// Operator for the low four bits of a byte, brackets as braces.
static OPERATORS: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b':', b'{', b',', b'}', 0, 0];

/// Space for the low four bits of a byte; elsewhere a byte that has other low bits.
static SPACES: [u8; 16] = [b' ', 16, 16, 16, 16, 16, 16, 16, 16, b'\t', b'\n', 16, 16, b'\r', 16, 16];

impl Blocks for Avx512 {
    #[inline(always)]
    fn classify_block(block: &[u8; 64]) -> Masks {
        // SAFETY: only `scan_avx512` instantiates this, with the features on; the loads stay inside their arrays.
        unsafe {
            let bytes = _mm512_loadu_si512(block.as_ptr().cast());
            let folded = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
            Masks {
                quote: _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(b'"'.cast_signed())),
                backslash: _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(b'\\'.cast_signed())),
                operator: _mm512_cmpeq_epi8_mask(folded, look_up(&OPERATORS, bytes)),
                space: _mm512_cmpeq_epi8_mask(bytes, look_up(&SPACES, bytes)),
                control: _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20)),
                high: _mm512_movepi8_mask(bytes),
            }
        }
    }

    #[inline(always)]
    fn prefix_xor(bits: u64) -> u64 {
        // SAFETY: as for `classify_block`.
        unsafe { avx2::prefix_xor(bits) }
    }

    #[inline(always)]
    fn write_tokens(bits: u64, block: &[u8; 64], base: u32, tokens: &mut Tokens) {
        let total = bits.count_ones() as usize;
        let Some((places, bytes)) = tokens.reserve_block(total) else { return };
        // SAFETY: as above; each store is of 16 places, or of 64 bytes, out of the 64 that there is room for.
        unsafe {
            let squeezed = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(block.as_ptr().cast()));
            _mm512_storeu_si512(bytes.as_mut_ptr().cast(), squeezed);
            let numbers = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(NUMBERS.as_ptr().cast()));
            let base = _mm512_set1_epi32(base.cast_signed());
            let out = places.as_mut_ptr();
            store_places(out, _mm512_castsi512_si128(numbers), base);
            // Few blocks have more than 16 tokens, and hardly any more than 32.
            if total > 16 {
                store_places(out.add(16), _mm512_extracti32x4_epi32::<1>(numbers), base);
            }
            if total > 32 {
                store_places(out.add(32), _mm512_extracti32x4_epi32::<2>(numbers), base);
                store_places(out.add(48), _mm512_extracti32x4_epi32::<3>(numbers), base);
            }
        }
    }
}

/// Returns for each byte the entry of the table that its low four bits choose; zero for bytes above 0x7F.
#[inline(always)]
unsafe fn look_up(table: &[u8; 16], bytes: __m512i) -> __m512i {
    // SAFETY: as for `classify_block`; an array of 16 bytes may be read as a register of 16 bytes.
    unsafe {
        _mm512_shuffle_epi8(_mm512_broadcast_i32x4(std::mem::transmute::<[u8; 16], __m128i>(*table)), bytes)
    }
}

/// Writes sixteen places.
#[inline(always)]
unsafe fn store_places(out: *mut u32, numbers: __m128i, base: __m512i) {
    // SAFETY: as for `write_tokens`.
    unsafe { _mm512_storeu_si512(out.cast(), _mm512_add_epi32(_mm512_cvtepu8_epi32(numbers), base)) }
}
