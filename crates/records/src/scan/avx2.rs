//! Blocks by AVX2 and carry-less multiplication.
#![allow(unsafe_code, reason = "CPU intrinsics")]

use std::arch::x86_64::{
    __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_max_epu8, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set1_epi8, _mm256_setr_epi8, _mm256_shuffle_epi8,
};

use super::{Blocks, Masks, Tokens, clmul, scan_blocks};
use crate::error::Error;

/// Whether the CPU has what [`scan`] needs.
pub fn available() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("pclmulqdq")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("popcnt")
}

pub fn scan(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    // SAFETY: `Scanner` hands this function out only where `available` is true.
    unsafe { scan_avx2(json, tokens) }
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
fn scan_avx2(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    scan_blocks::<Avx2>(json, tokens)
}

struct Avx2;

impl Blocks for Avx2 {
    #[inline(always)]
    fn masks(block: &[u8; 64]) -> Masks {
        // SAFETY: only `scan_avx2` instantiates this, with the features on; the loads stay inside the block.
        unsafe {
            let low = _mm256_loadu_si256(block.as_ptr().cast());
            let high = _mm256_loadu_si256(block.as_ptr().add(32).cast());
            Masks {
                quote: join(equal(low, b'"'), equal(high, b'"')),
                backslash: join(equal(low, b'\\'), equal(high, b'\\')),
                operator: join(operators(low), operators(high)),
                space: join(spaces(low), spaces(high)),
                control: join(controls(low), controls(high)),
                high: join(low, high),
            }
        }
    }

    #[inline(always)]
    fn prefix_xor(bits: u64) -> u64 {
        // SAFETY: as for `masks`.
        unsafe { clmul::prefix_xor(bits) }
    }
}

// No closures below: a closure does not have the CPU features of the function around it.

/// The highest bit of each byte.
#[inline(always)]
unsafe fn join(low: __m256i, high: __m256i) -> u64 {
    // SAFETY: as for `masks`; the same goes for all functions here.
    let (low, high) = unsafe { (_mm256_movemask_epi8(low), _mm256_movemask_epi8(high)) };
    u64::from(low.cast_unsigned()) | u64::from(high.cast_unsigned()) << 32
}

#[inline(always)]
unsafe fn equal(half: __m256i, byte: u8) -> __m256i {
    // SAFETY: see `join`.
    unsafe { _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte.cast_signed())) }
}

#[inline(always)]
unsafe fn controls(half: __m256i) -> __m256i {
    // SAFETY: see `join`.
    unsafe {
        let most = _mm256_set1_epi8(0x1F);
        _mm256_cmpeq_epi8(_mm256_max_epu8(half, most), most)
    }
}

/// Bytes equal to the entry that their low four bits choose; `[` and `]` are looked at as `{` and `}`.
#[inline(always)]
unsafe fn operators(half: __m256i) -> __m256i {
    // SAFETY: see `join`.
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
unsafe fn spaces(half: __m256i) -> __m256i {
    // SAFETY: see `join`.
    unsafe {
        // Its low four bits are 0, so no byte that chooses another row than the first equals it.
        const NO: i8 = 16;
        let table = _mm256_setr_epi8(
            32, NO, NO, NO, NO, NO, NO, NO, NO, 9, 10, NO, NO, 13, NO, NO, //
            32, NO, NO, NO, NO, NO, NO, NO, NO, 9, 10, NO, NO, 13, NO, NO,
        );
        _mm256_cmpeq_epi8(half, _mm256_shuffle_epi8(table, half))
    }
}
