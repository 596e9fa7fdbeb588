//! Base64 and UTF-16.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Returns the bytes in base64 with padding.
pub(super) fn encode_base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = (word >> (18 - 6 * digit)) & 63;
            out.push(if digit <= chunk.len() { char::from(ALPHABET[value as usize]) } else { '=' });
        }
    }
    out
}

/// Returns the parts of the base64 text of anything that has the bytes in it, for each of the three places where they
/// can begin. Digits that depend on the neighbours are left out.
pub(super) fn encode_base64_offsets(bytes: &[u8]) -> Vec<String> {
    // Digits that hold bits of 0, 1 or 2 bytes in front; digits and padding that hold those of bytes behind.
    const FRONT: [usize; 3] = [0, 2, 3];
    const BEHIND: [usize; 3] = [0, 3, 2];
    let encode = |shift: usize| {
        let mut shifted = vec![0; shift];
        shifted.extend_from_slice(bytes);
        let digits = encode_base64(&shifted);
        let end = digits.len() - BEHIND[shifted.len() % 3];
        digits.get(FRONT[shift]..end).map(str::to_owned).filter(|text| !text.is_empty())
    };
    (0..3).filter_map(encode).collect()
}

/// Form of UTF-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Utf16 {
    Little,
    Big,
    /// Little-endian behind a byte order mark.
    Marked,
}

/// Returns a text in UTF-16.
pub(super) fn encode_utf16(text: &str, form: Utf16) -> Vec<u8> {
    let mark = if form == Utf16::Marked { &[0xff, 0xfe][..] } else { &[] };
    let units = text.encode_utf16().flat_map(|unit| match form {
        Utf16::Big => unit.to_be_bytes(),
        Utf16::Little | Utf16::Marked => unit.to_le_bytes(),
    });
    mark.iter().copied().chain(units).collect()
}
