//! Blocks by SSE2, which every 64-bit x86 CPU has.
#![allow(unsafe_code, reason = "CPU intrinsics")]

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_max_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
};

use super::{Blocks, Masks, Scanned, scan_blocks};
use crate::error::Error;

pub fn scan(json: &[u8], places: &mut [u32]) -> Result<Scanned, Error> {
    scan_blocks::<Sse2>(json, places)
}

struct Sse2;

impl Blocks for Sse2 {
    #[inline(always)]
    fn masks(block: &[u8; 64]) -> Masks {
        // SAFETY: SSE2 is part of x86_64; the loads stay inside the block.
        let quarters: [__m128i; 4] =
            std::array::from_fn(|i| unsafe { _mm_loadu_si128(block.as_ptr().add(16 * i).cast()) });
        let of = |byte: u8| unsafe { _mm_set1_epi8(byte.cast_signed()) };
        // SAFETY: SSE2 again.
        let eq = |q: __m128i, byte: u8| unsafe { _mm_cmpeq_epi8(q, of(byte)) };
        let folded = |q: __m128i| unsafe { _mm_or_si128(q, of(0x20)) };
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
            // SAFETY: SSE2 again.
            control: join(quarters, |q| unsafe { _mm_cmpeq_epi8(_mm_max_epu8(q, of(0x1F)), of(0x1F)) }),
            high: join(quarters, |q| q),
        }
    }
}

/// The highest bit of each byte of what `test` makes of the quarters.
#[inline(always)]
fn join(quarters: [__m128i; 4], test: impl Fn(__m128i) -> __m128i) -> u64 {
    // SAFETY: SSE2 is part of x86_64.
    let bits = quarters.map(|q| unsafe { _mm_movemask_epi8(test(q)) });
    bits.iter().rev().fold(0, |all, &bits| all << 16 | u64::from(bits.cast_unsigned()))
}
