//! The meaning of texts in records, for readers that go through values themselves.
//!
//! ```
//! use trail365_records::meaning;
//!
//! assert_eq!(meaning::integer("1e3"), Some(1000));
//! assert_eq!(meaning::truth(" False"), Some(false));
//! assert_eq!(meaning::decode(r"\u00e9t\u00e9").0, "été");
//! ```

use std::borrow::Cow;

use trail365_text::json as json_text;

use super::number;

/// Reads an integer from the text of a JSON number, or from a string that holds one: `25`, `1000.0`, `1e9`. `None` for a
/// value with a fraction, or beyond 64 bits.
pub fn integer(text: &str) -> Option<i64> {
    number::parse_integer(text.as_bytes())
}

/// Reads truth from a string: `true`, `False`, `1`, `0`, with blanks around it.
pub fn truth(text: &str) -> Option<bool> {
    let is = |word: &str| text.trim().eq_ignore_ascii_case(word);
    if is("true") || is("1") {
        Some(true)
    } else if is("false") || is("0") {
        Some(false)
    } else {
        None
    }
}

/// Decodes the inside of a valid JSON string. The flag says whether the text is exact: half a surrogate pair, which no
/// Rust text can hold, becomes U+FFFD.
pub fn decode(body: &str) -> (Cow<'_, str>, bool) {
    json_text::decode_exactly(body)
}

/// Writes a text as a JSON string, in quotes. Characters that act on a terminal are escaped, see
/// [`crate::acts_on_terminal`].
pub fn write_string(text: &str, out: &mut Vec<u8>) {
    json_text::encode(text, out);
}
