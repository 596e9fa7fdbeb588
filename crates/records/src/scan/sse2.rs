//! Blocks by SSE2, which every 64-bit x86 CPU has.
#![allow(unsafe_code, reason = "CPU intrinsics")]

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_max_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
};

use super::{Blocks, Masks, Tokens, scan_blocks};
use crate::error::Error;

pub fn scan(json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
    scan_blocks::<Sse2>(json, tokens)
}

struct Sse2;

impl Blocks for Sse2 {
    #[inline(always)]
    fn masks(block: &[u8; 64]) -> Masks {
        let quarter = |i: usize| {
            // SAFETY: SSE2 is part of x86_64; the load stays inside the block.
            unsafe { _mm_loadu_si128(block.as_ptr().add(16 * i).cast()) }
        };
        let quarters: [__m128i; 4] = std::array::from_fn(quarter);
        Masks {
            quote: join(quarters, |q| eq(q, b'"')),
            backslash: join(quarters, |q| eq(q, b'\\')),
            operator: join(quarters, |q| eq(folded(q), b'{'))
                | join(quarters, |q| eq(folded(q), b'}'))
                | join(quarters, |q| eq(q, b':'))
                | join(quarters, |q| eq(q, b',')),
            space: join(quarters, |q| eq(q, b' '))
                | join(quarters, |q| eq(q, b'\t'))
                | join(quarters, |q| eq(q, b'\n'))
                | join(quarters, |q| eq(q, b'\r')),
            control: join(quarters, control),
            high: join(quarters, |q| q),
        }
    }
}

// Outside of functions with CPU features of their own these intrinsics are unsafe to call, though any x86_64 has them.

#[inline(always)]
fn of(byte: u8) -> __m128i {
    // SAFETY: SSE2 is part of x86_64.
    unsafe { _mm_set1_epi8(byte.cast_signed()) }
}

#[inline(always)]
fn eq(quarter: __m128i, byte: u8) -> __m128i {
    // SAFETY: SSE2 is part of x86_64.
    unsafe { _mm_cmpeq_epi8(quarter, of(byte)) }
}

#[inline(always)]
fn folded(quarter: __m128i) -> __m128i {
    // SAFETY: SSE2 is part of x86_64.
    unsafe { _mm_or_si128(quarter, of(0x20)) }
}

#[inline(always)]
fn control(quarter: __m128i) -> __m128i {
    // SAFETY: SSE2 is part of x86_64.
    unsafe { _mm_cmpeq_epi8(_mm_max_epu8(quarter, of(0x1F)), of(0x1F)) }
}

/// The highest bit of each byte of what `test` makes of the quarters.
#[inline(always)]
fn join(quarters: [__m128i; 4], test: impl Fn(__m128i) -> __m128i) -> u64 {
    // SAFETY: SSE2 is part of x86_64.
    let bits = quarters.map(|q| unsafe { _mm_movemask_epi8(test(q)) });
    bits.iter().rev().fold(0, |all, &bits| all << 16 | u64::from(bits.cast_unsigned()))
}
