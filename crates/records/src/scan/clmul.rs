//! Running XOR by carry-less multiplication, which every CPU with AVX2 has.
#![allow(unsafe_code, reason = "CPU intrinsics")]

use std::arch::x86_64::{_mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm_set1_epi8};

/// See [`super::Blocks::prefix_xor`]: multiplying by all ones without carries is the running XOR.
///
/// # Safety
/// The CPU has PCLMULQDQ.
#[inline(always)]
pub unsafe fn prefix_xor(bits: u64) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let product = _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits.cast_signed()), _mm_set1_epi8(-1));
        _mm_cvtsi128_si64(product).cast_unsigned()
    }
}
