//! Spreads the bits of a hash.

/// Spreads the bits of a number: each bit of the result depends on all of them.
#[inline]
pub(super) fn mix(x: u64) -> u64 {
    let product = u128::from(x ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
    product as u64 ^ (product >> 64) as u64
}
