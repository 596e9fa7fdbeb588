//! Blocks by SSE2, which every 64-bit x86 CPU has.
#![allow(unsafe_code, reason = "CPU intrinsics")]
#![allow(clippy::inline_always, reason = "compiled anew inside the function that switches CPU features on")]

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_max_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
};

use super::blocks::{Blocks, Masks, scan_blocks};
use super::tokens::Tokens;
use crate::error::Error;

/// Finds the tokens of a record, see [`super::Scanner::scan`].
pub fn scan_record(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    scan_blocks::<Sse2>(json, tokens)
}

struct Sse2;

impl Blocks for Sse2 {
    #[inline(always)]
    fn classify_block(block: &[u8; 64]) -> Masks {
        let quarter = |i: usize| {
            // SAFETY: SSE2 is part of x86_64; the load stays inside the block.
            unsafe { _mm_loadu_si128(block.as_ptr().add(16 * i).cast()) }
        };
        let quarters: [__m128i; 4] = std::array::from_fn(quarter);
        Masks {
            quote: join_quarters(quarters, |q| equal_bytes(q, b'"')),
            backslash: join_quarters(quarters, |q| equal_bytes(q, b'\\')),
            operator: join_quarters(quarters, |q| equal_bytes(fold_case(q), b'{'))
                | join_quarters(quarters, |q| equal_bytes(fold_case(q), b'}'))
                | join_quarters(quarters, |q| equal_bytes(q, b':'))
                | join_quarters(quarters, |q| equal_bytes(q, b',')),
            space: join_quarters(quarters, |q| equal_bytes(q, b' '))
                | join_quarters(quarters, |q| equal_bytes(q, b'\t'))
                | join_quarters(quarters, |q| equal_bytes(q, b'\n'))
                | join_quarters(quarters, |q| equal_bytes(q, b'\r')),
            control: join_quarters(quarters, control_bytes),
            high: join_quarters(quarters, |q| q),
        }
    }
}

// Outside of functions with CPU features of their own these intrinsics are unsafe to call, though any x86_64 has them.

#[inline(always)]
fn splat_byte(byte: u8) -> __m128i {
    // SAFETY: SSE2 is part of x86_64.
    unsafe { _mm_set1_epi8(byte.cast_signed()) }
}

#[inline(always)]
fn equal_bytes(quarter: __m128i, byte: u8) -> __m128i {
    // SAFETY: SSE2 is part of x86_64.
    unsafe { _mm_cmpeq_epi8(quarter, splat_byte(byte)) }
}

#[inline(always)]
fn fold_case(quarter: __m128i) -> __m128i {
    // SAFETY: SSE2 is part of x86_64.
    unsafe { _mm_or_si128(quarter, splat_byte(0x20)) }
}

#[inline(always)]
fn control_bytes(quarter: __m128i) -> __m128i {
    // SAFETY: SSE2 is part of x86_64.
    unsafe { _mm_cmpeq_epi8(_mm_max_epu8(quarter, splat_byte(0x1F)), splat_byte(0x1F)) }
}

/// Applies `test` to the quarters, and returns the highest bit of each byte of the results.
#[inline(always)]
fn join_quarters(quarters: [__m128i; 4], test: impl Fn(__m128i) -> __m128i) -> u64 {
    // SAFETY: SSE2 is part of x86_64.
    let bits = quarters.map(|q| unsafe { _mm_movemask_epi8(test(q)) });
    bits.iter().rev().fold(0, |all, &bits| all << 16 | u64::from(bits.cast_unsigned()))
}
