//! GUIDs: 36 bytes of text, so that a record is written without an allocation for each.

/// A GUID in its 36-character form, lower case.
pub type Guid = [u8; 36];

/// Makes a GUID of version 4 from two numbers; six bits of them give way to the version and the variant.
pub(crate) fn new_guid(high: u64, low: u64) -> Guid {
    // Version 4 stands in bits 76 to 79, the variant of RFC 9562 in bits 62 and 63.
    let bits = (u128::from(high) << 64 | u128::from(low)) & !(0xf << 76) & !(0x3 << 62) | 4 << 76 | 2 << 62;
    let mut text = [b'-'; 36];
    let mut shift = 128;
    for (place, byte) in text.iter_mut().enumerate() {
        if !matches!(place, 8 | 13 | 18 | 23) {
            shift -= 4;
            *byte = b"0123456789abcdef"[(bits >> shift) as usize & 15];
        }
    }
    text
}

/// Returns a GUID as an owned text.
pub fn guid_text(guid: &Guid) -> String {
    guid.iter().copied().map(char::from).collect()
}

/// Reports whether a text is a GUID in its 36-character form, in either case.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
