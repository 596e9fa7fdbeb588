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
        unsafe {
            let quarters: [__m128i; 4] = std::array::from_fn(|i| _mm_loadu_si128(block.as_ptr().add(16 * i).cast()));
            let of = |byte: u8| _mm_set1_epi8(byte.cast_signed());
            let any = |test: &dyn Fn(__m128i) -> __m128i| join(quarters.map(|q| _mm_movemask_epi8(test(q))));
            let eq = |byte: u8| any(&|q| _mm_cmpeq_epi8(q, of(byte)));
            let folded = |byte: u8| any(&|q| _mm_cmpeq_epi8(_mm_or_si128(q, of(0x20)), of(byte)));
            Masks {
                quote: eq(b'"'),
                backslash: eq(b'\\'),
                operator: folded(b'{') | folded(b'}') | eq(b':') | eq(b','),
                space: eq(b' ') | eq(b'\t') | eq(b'\n') | eq(b'\r'),
                control: any(&|q| _mm_cmpeq_epi8(_mm_max_epu8(q, of(0x1F)), of(0x1F))),
                high: any(&|q| q),
            }
        }
    }
}

#[inline(always)]
fn join(quarters: [i32; 4]) -> u64 {
    quarters.iter().rev().fold(0, |bits, &q| bits << 16 | u64::from(q.cast_unsigned()))
}
