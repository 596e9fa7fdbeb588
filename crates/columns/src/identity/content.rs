//! The content hash: equal for records that say the same.

use trail365_records::{Cursor, Raw, Record};
use twox_hash::XxHash3_64;

use super::decimal;
use crate::unescape::{self, Form};

/// Hashes a record's content: equal for records that say the same, whatever their white space, the order of their
/// keys, how strings are escaped and how numbers are written.
///
/// It is stored in the lake, so this rule never changes. XXH3 is `XXH3_64bits` without a seed; sums wrap at 64 bits.
/// - A string in canonical form: its decoded text in UTF-8, but `"` and `\` with a backslash in front, and half a
///   surrogate pair as the three bytes that UTF-8 would have for it. Its hash: XXH3 of that.
/// - number: its digits without zeros in front and behind, times ten to an exponent, as text: `-` where negative, the
///   digits, `e`, the exponent; zero is `0e0`. So 1, 1.0 and 1e0 are equal, and no digit is lost. A number whose
///   exponent is beyond 64 bits: its text as it stands. Of that text XXH3, plus 0x23, mixed.
/// - `null`, `false`, `true`: 0x6E, 0x66 and 0x74, mixed.
/// - list: `h` starts at 0x5B; for each item `h = mix(h) + hash of the item`; then `mix(h)`.
/// - object: the sum of its members, plus 0x7B, mixed. A member whose value is a string: XXH3 of the key in canonical
///   form, `":"`, and the value in canonical form, mixed. Any other member: `mix(hash of the key) + hash of the value`,
///   mixed. Members whose key begins with `@odata.`, which Microsoft Graph adds, are left out at every level. A member
///   that stands twice counts twice.
/// - mix: both halves of the product of `x ^ 0x9E3779B97F4A7C15` and 0xD6E8FEB86659FD93 at 128 bits, XORed.
///
/// ```
/// use trail365_columns::content_hash;
/// use trail365_records::Parser;
/// let hash = |json: &str| content_hash(&Parser::new().parse(json.as_bytes()).unwrap());
/// assert_eq!(hash(r#"{"a":"x\/y","b":[1,null]}"#), hash(r#"{ "b":[1.0,null], "a":"x/y" }"#));
/// assert_ne!(hash(r#"{"a":[1,2]}"#), hash(r#"{"a":[2,1]}"#));
/// ```
pub fn content_hash(record: &Record<'_>) -> i64 {
    Hasher { cursor: record.cursor(), scratch: Vec::with_capacity(SCRATCH_BYTES) }.hash_value().cast_signed()
}

/// Room for most decoded strings, so that hashing a record allocates once.
const SCRATCH_BYTES: usize = 1000;

/// Goes through a record and hashes its values.
struct Hasher<'a> {
    cursor: Cursor<'a>,
    /// Decoded text.
    scratch: Vec<u8>,
}

#[inline]
fn mix(x: u64) -> u64 {
    let product = u128::from(x ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
    product as u64 ^ (product >> 64) as u64
}

impl Hasher<'_> {
    /// Hashes the value that comes next.
    fn hash_value(&mut self) -> u64 {
        match self.cursor.next() {
            b'"' => {
                let raw = self.cursor.string();
                self.hash_string(raw)
            }
            b'{' => self.hash_object(),
            b'[' => self.hash_list(),
            literal @ (b'n' | b'f' | b't') => {
                self.cursor.scalar();
                mix(u64::from(literal))
            }
            _ => self.hash_number(),
        }
    }

    fn hash_object(&mut self) -> u64 {
        let mut sum = u64::from(b'{');
        self.cursor.step();
        while self.cursor.next() == b'"' {
            let member = match self.cursor.text_member() {
                Some(raw) => self.hash_text_member(raw),
                None => self.hash_member(),
            };
            // A sum, because the order of keys does not count.
            sum = sum.wrapping_add(member);
        }
        self.cursor.step();
        mix(sum)
    }

    /// Hashes a member written as `"key":"value"`.
    #[inline]
    fn hash_text_member(&mut self, raw: Raw<'_>) -> u64 {
        // Key, `":"` and value in one go, since most members are texts: one hash instead of two. The canonical form keeps
        // quotes escaped, so those in between can be no part of the key or value; and a text without escapes is canonical
        // as it stands, so it is hashed in place.
        let hash = self.hash_string(raw);
        if self.is_added(raw) { 0 } else { mix(hash) }
    }

    /// Hashes any member; 0 for one that Graph adds.
    fn hash_member(&mut self) -> u64 {
        let key = self.cursor.string();
        let key_hash = self.hash_string(key);
        if self.is_added(key) {
            self.cursor.value();
            return 0;
        }
        if self.cursor.next() != b'"' {
            return mix(mix(key_hash).wrapping_add(self.hash_value()));
        }
        self.scratch.clear();
        unescape::append_decoded(key.body, Form::Canonical, &mut self.scratch);
        self.scratch.extend_from_slice(b"\":\"");
        unescape::append_decoded(self.cursor.string().body, Form::Canonical, &mut self.scratch);
        mix(XxHash3_64::oneshot(&self.scratch))
    }

    fn hash_list(&mut self) -> u64 {
        let mut hash = u64::from(b'[');
        self.cursor.step();
        while !matches!(self.cursor.next(), b']' | 0) {
            // Mixed between items, because their order counts.
            hash = mix(hash).wrapping_add(self.hash_value());
        }
        self.cursor.step();
        mix(hash)
    }

    #[inline]
    fn hash_string(&mut self, raw: Raw<'_>) -> u64 {
        if raw.escaped {
            self.scratch.clear();
            unescape::append_decoded(raw.body, Form::Canonical, &mut self.scratch);
            return XxHash3_64::oneshot(&self.scratch);
        }
        XxHash3_64::oneshot(raw.body.as_bytes())
    }

    /// Reports whether Graph adds members of a key. The key was hashed just now, so its decoded text lies in the scratch,
    /// maybe with a value behind it.
    #[inline]
    fn is_added(&self, key: Raw<'_>) -> bool {
        let mark = b"@odata.";
        key.body.as_bytes().starts_with(mark) || (key.escaped && self.scratch.starts_with(mark))
    }

    fn hash_number(&mut self) -> u64 {
        self.scratch.clear();
        decimal::append_decimal(self.cursor.scalar(), &mut self.scratch);
        mix(XxHash3_64::oneshot(&self.scratch).wrapping_add(u64::from(b'#')))
    }
}
