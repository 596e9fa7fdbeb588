//! Tells values that may hold a record from others, for speed.

use memchr::memmem;

use super::slots::{OPERATION, RECORD_TYPE, TIME};
use crate::input::leading_blanks;
use crate::json::{begins_json, may_hold_json};

/// Size of the smallest object that is searched beside a carrier: no record is smaller.
pub(crate) const PART_BYTES: usize = 30;

/// Reports whether a value beside a carrier may hold a record: it begins as an object or array, or is text with one,
/// and has a key that records or their carriers have. This is for speed: most envelopes have nothing of the kind.
pub(crate) fn may_hold_record(value: &[u8]) -> bool {
    let begins = match value {
        [b'{' | b'[', ..] => true,
        [b'"', string @ ..] => begins_json(string) || may_hold_json(string),
        _ => false,
    };
    begins && value.len() >= PART_BYTES && has_key_of_record(value)
}

/// Reports whether `text` has a key that records or their carriers have, in JSON or in escaped JSON.
pub(crate) fn has_key_of_record(text: &[u8]) -> bool {
    let is_key = |behind: &[u8]| {
        let behind = match behind {
            [b'_', _, rest @ ..] => rest,
            _ => behind,
        };
        let behind = &behind[behind.iter().take_while(|&&byte| byte == b'\\').count()..];
        behind.strip_prefix(b"\"").is_some_and(|rest| rest[leading_blanks(rest)..].starts_with(b":"))
    };
    let has = |key: &[u8]| memmem::find_iter(text, key).any(|at| is_key(&text[at + key.len()..]));
    has(OPERATION) || has(TIME) || has(RECORD_TYPE) || has(b"uditData")
}
