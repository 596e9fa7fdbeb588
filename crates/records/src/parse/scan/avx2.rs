//! Blocks by AVX2 and carry-less multiplication.
#![allow(unsafe_code, reason = "CPU intrinsics")]
#![allow(clippy::inline_always, reason = "compiled anew inside the function that switches CPU features on")]

use std::arch::x86_64::{
    __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm_set1_epi8, _mm256_cmpeq_epi8,
    _mm256_loadu_si256, _mm256_max_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    _mm256_setr_epi8, _mm256_shuffle_epi8,
};

use super::blocks::{Blocks, Masks, scan_blocks};
use super::tokens::Tokens;
use crate::error::Error;

/// Reports whether this CPU has the instructions of [`scan_record`].
pub fn is_available() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("pclmulqdq")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("popcnt")
}

/// Finds the tokens of a record, see [`super::Scanner::scan`].
pub fn scan_record(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    // SAFETY: `Scanner` hands this function out only where `is_available` is true.
    unsafe { scan_avx2(json, tokens) }
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
fn scan_avx2(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    scan_blocks::<Avx2>(json, tokens)
}

struct Avx2;

impl Blocks for Avx2 {
    #[inline(always)]
    fn classify_block(block: &[u8; 64]) -> Masks {
        // SAFETY: only `scan_avx2` instantiates this, with the features on; the loads stay inside the block.
        unsafe {
            let low = _mm256_loadu_si256(block.as_ptr().cast());
            let high = _mm256_loadu_si256(block.as_ptr().add(32).cast());
            Masks {
                quote: join_halves(equal_bytes(low, b'"'), equal_bytes(high, b'"')),
                backslash: join_halves(equal_bytes(low, b'\\'), equal_bytes(high, b'\\')),
                operator: join_halves(operator_bytes(low), operator_bytes(high)),
                space: join_halves(space_bytes(low), space_bytes(high)),
                control: join_halves(control_bytes(low), control_bytes(high)),
                high: join_halves(low, high),
            }
        }
    }

    #[inline(always)]
    fn prefix_xor(bits: u64) -> u64 {
        // SAFETY: as for `classify_block`.
        unsafe { prefix_xor(bits) }
    }
}

// No closures below: a closure does not have the CPU features of the function around it.

/// Returns the highest bit of each byte.
#[inline(always)]
unsafe fn join_halves(low: __m256i, high: __m256i) -> u64 {
    // SAFETY: as for `classify_block`; the same goes for all functions here.
    let (low, high) = unsafe { (_mm256_movemask_epi8(low), _mm256_movemask_epi8(high)) };
    u64::from(low.cast_unsigned()) | u64::from(high.cast_unsigned()) << 32
}

#[inline(always)]
unsafe fn equal_bytes(half: __m256i, byte: u8) -> __m256i {
    // SAFETY: see `join_halves`.
    unsafe { _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte.cast_signed())) }
}

#[inline(always)]
unsafe fn control_bytes(half: __m256i) -> __m256i {
    // SAFETY: see `join_halves`.
    unsafe {
        let most = _mm256_set1_epi8(0x1F);
        _mm256_cmpeq_epi8(_mm256_max_epu8(half, most), most)
    }
}

/// Finds the bytes equal to the entry that their low four bits choose. `[` and `]` are looked at as `{` and `}`.
// One shuffle looks up all operators, where comparing with each would take six instructions a half.
#[inline(always)]
unsafe fn operator_bytes(half: __m256i) -> __m256i {
    // SAFETY: see `join_halves`.
    unsafe {
        let (colon, open, comma, close) =
            (b':'.cast_signed(), b'{'.cast_signed(), b','.cast_signed(), b'}'.cast_signed());
        let table = _mm256_setr_epi8(
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, colon, open, comma, close, 0, 0, //
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, colon, open, comma, close, 0, 0,
        );
        let folded = _mm256_or_si256(half, _mm256_set1_epi8(0x20));
        _mm256_cmpeq_epi8(folded, _mm256_shuffle_epi8(table, half))
    }
}

#[inline(always)]
unsafe fn space_bytes(half: __m256i) -> __m256i {
    // SAFETY: see `join_halves`.
    unsafe {
        // Stands in the rows without a space. Its low four bits are 0, so no byte that chooses such a row equals it.
        const NO: i8 = 16;
        let table = _mm256_setr_epi8(
            32, NO, NO, NO, NO, NO, NO, NO, NO, 9, 10, NO, NO, 13, NO, NO, //
            32, NO, NO, NO, NO, NO, NO, NO, NO, 9, 10, NO, NO, 13, NO, NO,
        );
        _mm256_cmpeq_epi8(half, _mm256_shuffle_epi8(table, half))
    }
}

/// Returns the running XOR, see [`Blocks::prefix_xor`]: it is the product with all ones by multiplication without carries,
/// in one instruction instead of six shifts.
///
/// # Safety
/// The CPU must have PCLMULQDQ, which every CPU with AVX2 has.
#[inline(always)]
pub(super) unsafe fn prefix_xor(bits: u64) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let product = _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits.cast_signed()), _mm_set1_epi8(-1));
        _mm_cvtsi128_si64(product).cast_unsigned()
    }
}
