//! Views, in which Arrow's text columns hold their texts: the length, then the text itself where it is short, else its first
//! four bytes, the number of a buffer and the place in it.

use std::ops::Range;

/// Longest text that a view holds in itself: a view has 16 bytes, and its length takes four.
pub(crate) const INLINE: usize = 12;

/// Makes the view of a short text.
#[inline]
pub(crate) fn inline(text: &[u8]) -> u128 {
    u128::from(text.len() as u32) | pack_short(text) << 32
}

/// Packs up to twelve bytes into a number.
#[inline]
fn pack_short(text: &[u8]) -> u128 {
    // Two loads that may overlap, instead of a copy of unknown length, which would be a call.
    let len = text.len();
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        return u128::from(first) | u128::from(last) << (8 * (len - 8));
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u128::from(first) | u128::from(last) << (8 * (len - 4));
    }
    text.iter().rev().fold(0, |bytes, byte| bytes << 8 | u128::from(*byte))
}

/// Makes the view of a long text that stands at a place of a buffer.
#[inline]
pub(crate) fn reference(text: &[u8], buffer: u32, at: u32) -> u128 {
    // Arrow compares these four bytes before it follows a view to its buffer.
    let prefix = text.first_chunk::<4>().map_or(0, |first| u32::from_le_bytes(*first));
    u128::from(text.len() as u32) | u128::from(prefix) << 32 | u128::from(buffer) << 64 | u128::from(at) << 96
}

/// Returns buffer and place of a long text; `None` for a short one.
pub(crate) fn place_of(view: u128) -> Option<(u32, Range<usize>)> {
    let len = view as u32 as usize;
    let at = (view >> 96) as usize;
    (len > INLINE).then(|| ((view >> 64) as u32, at..at + len))
}

/// Returns the text of a view that holds it in itself.
pub(crate) fn inlined_text(view: u128) -> Vec<u8> {
    let [len, _, _, _, text @ ..] = view.to_le_bytes();
    text.into_iter().take(usize::from(len)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_stand_in_their_views() {
        for len in 0..=INLINE {
            let text = &b"abcdefghijkl"[..len];
            let view = inline(text);
            assert_eq!((inlined_text(view), place_of(view)), (text.to_vec(), None));
            let rest = &view.to_le_bytes()[4 + len..];
            assert!(rest.iter().all(|byte| *byte == 0), "{len}");
        }
        let view = reference(b"abcdefghijklm", 7, 9);
        assert_eq!(place_of(view), Some((7, 9..22)));
    }
}
