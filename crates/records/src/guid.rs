//! GUIDs.

use std::fmt;

/// A GUID, its sixteen bytes in the order in which they are written.
///
/// ```
/// let guid = trail365_records::Guid::parse("b85b01d7-bb9b-473a-87d0-1bd84a461b02").unwrap();
/// assert_eq!(guid.to_string(), "b85b01d7-bb9b-473a-87d0-1bd84a461b02");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid([u8; 16]);

impl Guid {
    /// From bytes in the order in which they are written.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Guid(bytes)
    }

    /// Bytes in the order in which they are written.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Reads the form of 36 characters, in capitals or not.
    pub fn parse(text: &str) -> Option<Self> {
        if !is_guid(text.as_bytes()) {
            return None;
        }
        let mut digits = text.bytes().filter(|b| *b != b'-').map(hex);
        Some(Guid(std::array::from_fn(|_| digits.next().unwrap_or(0) << 4 | digits.next().unwrap_or(0))))
    }
}

/// Whether a text is a GUID of 36 characters.
#[inline]
pub(crate) fn is_guid(text: &[u8]) -> bool {
    let Ok(text) = <&[u8; 36]>::try_from(text) else { return false };
    // No branch inside, so that the compiler looks at sixteen bytes at a time.
    let mut bad = 0;
    for (i, &b) in text.iter().enumerate() {
        let hex = (b.wrapping_sub(b'0') < 10) | ((b | 0x20).wrapping_sub(b'a') < 6);
        let dash = b == b'-';
        let want_dash = i == 8 || i == 13 || i == 18 || i == 23;
        bad |= u8::from(if want_dash { !dash } else { !hex });
    }
    bad == 0
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let text = "00000002-0000-0ff1-ce00-0000000000ab";
        assert_eq!(Guid::parse(text).unwrap().to_string(), text);
        assert_eq!(Guid::parse(&text.to_uppercase()), Guid::parse(text));
        for bad in ["", "Not Available", "00000002-0000-0ff1-ce00-0000000000a", "00000002-0000-0ff1-ce00_0000000000ab", "0000000200000-0ff1-ce00-0000000000ab"] {
            assert_eq!(Guid::parse(bad), None, "{bad}");
        }
    }
}
