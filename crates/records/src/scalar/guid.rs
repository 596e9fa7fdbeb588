//! GUIDs.

use std::fmt;

use trail365_text::swar::{HIGH, repeat_byte};

/// A GUID, its sixteen bytes in the order in which they are written.
///
/// ```
/// let guid = trail365_records::Guid::parse("b85b01d7-bb9b-473a-87d0-1bd84a461b02").unwrap();
/// assert_eq!(guid.to_string(), "b85b01d7-bb9b-473a-87d0-1bd84a461b02");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid([u8; 16]);

impl Guid {
    /// Takes bytes in the order in which they are written.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Guid(bytes)
    }

    /// Returns bytes in the order in which they are written.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Reads the form of 36 characters, in lower or upper case.
    pub fn parse(text: &str) -> Option<Self> {
        let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
        is_guid(text).then(|| Guid(BYTES_AT.map(|at| digit_value(text[at]) << 4 | digit_value(text[at + 1]))))
    }
}

/// Place of each byte in the text.
const BYTES_AT: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/// Reports whether a text is a GUID of 36 characters.
// Nearly every record carries several GUIDs: eight digits are tested in one step.
#[inline]
pub(crate) fn is_guid(text: &[u8]) -> bool {
    let Ok(text) = <&[u8; 36]>::try_from(text) else { return false };
    let word = |a: usize, b: usize| {
        let half =
            |at: usize| u64::from(u32::from_le_bytes([text[at], text[at + 1], text[at + 2], text[at + 3]]));
        half(a) | half(b) << 32
    };
    let dashes = (text[8] ^ b'-') | (text[13] ^ b'-') | (text[18] ^ b'-') | (text[23] ^ b'-');
    let hex = hex_digits(word(0, 4))
        & hex_digits(word(9, 14))
        & hex_digits(word(19, 24))
        & hex_digits(word(28, 32));
    dashes == 0 && hex == HIGH
}

/// Returns the high bit of each of eight bytes that is a hexadecimal digit.
#[inline]
fn hex_digits(bytes: u64) -> u64 {
    // Adding 0x80 less a digit to seven bits sets the high bit of each byte from that digit on; no carry leaves the byte.
    let low = bytes & !HIGH;
    let from = |text: u64, first: u8| text + repeat_byte(0x80 - first);
    let digit = from(low, b'0') & !from(low, b'9' + 1);
    let folded = low | repeat_byte(0x20);
    let letter = from(folded, b'a') & !from(folded, b'f' + 1);
    (digit | letter) & !bytes & HIGH
}

/// Returns the value of a hexadecimal digit.
// Bit 6 tells letters from digits, and the low four bits of `a` are 1, where its value is ten.
fn digit_value(digit: u8) -> u8 {
    (digit & 0xF) + 9 * (digit >> 6)
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'-'; 36];
        for (at, byte) in BYTES_AT.into_iter().zip(self.0) {
            text[at] = hex_digit(byte >> 4);
            text[at + 1] = hex_digit(byte & 0xF);
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

/// Returns a number up to 15 as a hexadecimal digit.
fn hex_digit(number: u8) -> u8 {
    if number < 10 { b'0' + number } else { b'a' + number - 10 }
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
        for bad in [
            "",
            "Not Available",
            "00000002-0000-0ff1-ce00-0000000000a",
            "00000002-0000-0ff1-ce00_0000000000ab",
            "0000000200000-0ff1-ce00-0000000000ab",
        ] {
            assert_eq!(Guid::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn digits_are_told_from_any_other_byte() {
        for byte in 0..=255_u8 {
            for at in 0..36 {
                let mut text = *b"00000000-0000-0000-0000-000000000000";
                let good = if text[at] == b'-' { byte == b'-' } else { byte.is_ascii_hexdigit() };
                text[at] = byte;
                assert_eq!(is_guid(&text), good, "{byte} at {at}");
            }
        }
    }
}
