//! What texts of records mean, for readers that go through values themselves.

use std::borrow::Cow;

use trail365_text::json as json_text;

use crate::{fit, number};

/// An integer from the text of a JSON number, or from a string that holds one: `25`, `1000.0`, `1e9`. A value with a
/// fraction or beyond 64 bits is none.
pub fn integer(text: &str) -> Option<i64> {
    number::integer(text.as_bytes())
}

/// Truth in a string: `true`, `False`, `1`, `0`, blanks around it passed over.
pub fn truth(text: &str) -> Option<bool> {
    fit::as_bool(text)
}

/// Decodes the inside of a valid JSON string, and says whether the text is all of it: half a surrogate pair, which no
/// Rust text can hold, becomes U+FFFD.
pub fn decode(body: &str) -> (Cow<'_, str>, bool) {
    json_text::decode_exactly(body)
}

/// Writes a text as a JSON string, in quotes. What acts on a terminal is escaped, see [`crate::acts_on_terminal`].
pub fn write_string(text: &str, out: &mut Vec<u8>) {
    json_text::encode(text, out);
}
