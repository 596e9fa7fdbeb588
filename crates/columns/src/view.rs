//! Views: how Arrow's text columns hold a text. Length, then the text itself where it is short, else its first four
//! bytes, the number of a buffer and the place in it.

use std::ops::Range;

/// The longest text that a view holds in itself.
pub(crate) const INLINE: usize = 12;

/// View of a short text.
#[inline]
pub(crate) fn inline(text: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    let len = text.len().min(INLINE);
    bytes[0] = len as u8;
    bytes[4..4 + len].copy_from_slice(&text[..len]);
    u128::from_le_bytes(bytes)
}

/// View of a long text that stands at a place of a buffer.
#[inline]
pub(crate) fn reference(text: &[u8], buffer: u32, at: u32) -> u128 {
    let prefix = text.first_chunk::<4>().map_or(0, |first| u32::from_le_bytes(*first));
    u128::from(text.len() as u32) | u128::from(prefix) << 32 | u128::from(buffer) << 64 | u128::from(at) << 96
}

/// Buffer and place of a long text; `None` for a short one.
pub(crate) fn place(view: u128) -> Option<(u32, Range<usize>)> {
    let len = view as u32 as usize;
    let at = (view >> 96) as usize;
    (len > INLINE).then(|| ((view >> 64) as u32, at..at + len))
}

/// The text of a view that holds it in itself.
pub(crate) fn inlined(view: u128) -> Vec<u8> {
    let [len, _, _, _, text @ ..] = view.to_le_bytes();
    text.into_iter().take(usize::from(len)).collect()
}
