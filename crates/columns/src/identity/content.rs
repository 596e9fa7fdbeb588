//! The content hash: equal for records that say the same.

use trail365_records::{Cursor, Raw, Record};
use twox_hash::XxHash3_64;

use super::decimal;
use super::enum_names::{EnumNames, enum_names};
use super::notation::{Notation, notation_of};
use crate::unescape::{self, Form};

/// The rule by which the content of records is hashed. A lake's format names its rule, since rows keep their hash; so
/// no rule ever changes.
///
/// # Both rules
/// White space, the order of keys, escapes in strings and the notation of numbers make no difference. XXH3 is
/// `XXH3_64bits` without a seed; sums wrap at 64 bits.
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
/// # The second rule
/// Services and tools write one record in several notations; these make no difference either.
/// - Left out: members whose key contains `@odata.` (`Actor@odata.type`), members that are `null`, and of the record
///   itself the members `RecordId`, `AssociatedAdminUnits` and `AssociatedAdminUnitsNames`, which stand beside a record in
///   an export.
/// - A string that is a number as JSON writers write it (`15`, `-3`, `52.5`, but not `007`, `1.0` or `1e3`) counts as that
///   number, `true` and `false` in any case as these literals.
/// - A time `YYYY-MM-DDThh:mm:ss`, with or without a fraction, counts without `Z` or `+00:00` behind it and without zeros
///   at the end of the fraction. A GUID counts in lower case.
/// - A name of an enum counts as its number where the key tells the enum (`RecordType`, `UserType`). The list of names is
///   that of the day on which the rule was made: a name that it lacks counts as text, also after the schema has
///   learnt it.
/// - The lowest bit of the hash is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HashRule {
    /// The rule of lakes of the formats 0 and 1: other notation is other content.
    First,
    /// The rule of lakes from format 2 on.
    #[default]
    Second,
}

impl HashRule {
    /// Hashes a record's content by this rule.
    pub fn hash_content(self, record: &Record<'_>) -> i64 {
        match self {
            HashRule::First => Hasher::<false>::new(record).hash_value().cast_signed(),
            // The lowest bit is that of incomplete records.
            HashRule::Second => Hasher::<true>::new(record).hash_record().cast_signed() & !1,
        }
    }
}

/// Hashes a record's content by the newest rule: equal for records that say the same, see [`HashRule`].
///
/// ```
/// use trail365_columns::content_hash;
/// use trail365_records::Parser;
/// let hash = |json: &str| content_hash(&Parser::new().parse(json.as_bytes()).unwrap());
/// assert_eq!(hash(r#"{"a":"x\/y","b":[1,null]}"#), hash(r#"{ "b":[1.0,null], "a":"x/y" }"#));
/// assert_eq!(hash(r#"{"CreationTime":"2026-02-14T09:00:00Z"}"#), hash(r#"{"CreationTime":"2026-02-14T09:00:00"}"#));
/// assert_ne!(hash(r#"{"a":[1,2]}"#), hash(r#"{"a":[2,1]}"#));
/// ```
pub fn content_hash(record: &Record<'_>) -> i64 {
    HashRule::default().hash_content(record)
}

/// Room for most decoded strings, so that hashing a record allocates once.
const SCRATCH_BYTES: usize = 1000;

/// Marks of keys that Microsoft Graph adds.
const ODATA: &[u8] = b"@odata.";

/// Members that stand beside a record in an export, and in it where a tool has put them there.
const ENVELOPE: [&[u8]; 3] = [b"RecordId", b"AssociatedAdminUnits", b"AssociatedAdminUnitsNames"];

/// What stands between the key and the text of a member.
const JOINT: &[u8] = b"\":\"";

/// Goes through a record and hashes its values, by the second rule or the first.
struct Hasher<'a, const SECOND: bool> {
    cursor: Cursor<'a>,
    /// Decoded text.
    scratch: Vec<u8>,
    /// Digits of a number.
    digits: Vec<u8>,
    names: &'static EnumNames,
}

#[inline]
fn mix(x: u64) -> u64 {
    let product = u128::from(x ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
    product as u64 ^ (product >> 64) as u64
}

#[inline]
fn hash_literal(first: u8) -> u64 {
    mix(u64::from(first))
}

impl<'a, const SECOND: bool> Hasher<'a, SECOND> {
    fn new(record: &'a Record<'_>) -> Self {
        let scratch = Vec::with_capacity(SCRATCH_BYTES);
        Hasher { cursor: record.cursor(), scratch, digits: Vec::new(), names: enum_names() }
    }

    /// Hashes a whole record, without what stands beside it in an export.
    fn hash_record(&mut self) -> u64 {
        self.cursor.next();
        self.hash_object(SECOND)
    }

    /// Hashes the value that comes next.
    fn hash_value(&mut self) -> u64 {
        match self.cursor.next() {
            b'"' => {
                let raw = self.cursor.string();
                self.with_decoded(raw, Self::hash_text)
            }
            b'{' => self.hash_object(false),
            b'[' => self.hash_list(),
            literal @ (b'n' | b'f' | b't') => {
                self.cursor.scalar();
                hash_literal(literal)
            }
            _ => {
                let number = self.cursor.scalar();
                self.hash_number(number)
            }
        }
    }

    fn hash_object(&mut self, has_envelope: bool) -> u64 {
        let mut sum = u64::from(b'{');
        self.cursor.step();
        while self.cursor.next() == b'"' {
            let member = match self.cursor.text_member() {
                // Key and value in one go, since most members are texts: one hash instead of two.
                Some((raw, key_len)) if !raw.escaped => {
                    self.hash_text_member(raw.body.as_bytes(), key_len, has_envelope)
                }
                Some((raw, key_len)) => {
                    let (key, value) = (&raw.body[..key_len], &raw.body[key_len + JOINT.len()..]);
                    self.hash_decoded_member(key, value, has_envelope)
                }
                None => self.hash_member(has_envelope),
            };
            // A sum, because the order of keys does not count.
            sum = sum.wrapping_add(member);
        }
        self.cursor.step();
        mix(sum)
    }

    /// Hashes a member that may have blanks around its colon; 0 for one that is left out.
    fn hash_member(&mut self, has_envelope: bool) -> u64 {
        let key = self.cursor.string();
        let next = self.cursor.next();
        if next == b'"' {
            let value = self.cursor.string();
            return self.hash_decoded_member(key.body, value.body, has_envelope);
        }
        let key_hash = self.with_decoded(key, |_, key| {
            (!Self::is_left_out(key, has_envelope)).then(|| XxHash3_64::oneshot(key))
        });
        match key_hash {
            Some(hash) if !(SECOND && next == b'n') => mix(mix(hash).wrapping_add(self.hash_value())),
            _ => {
                self.cursor.value();
                0
            }
        }
    }

    /// Hashes a member whose key or value has escapes.
    fn hash_decoded_member(&mut self, key: &str, value: &str, has_envelope: bool) -> u64 {
        let mut member = std::mem::take(&mut self.scratch);
        member.clear();
        unescape::append_decoded(key, Form::Canonical, &mut member);
        let key_len = member.len();
        member.extend_from_slice(JOINT);
        unescape::append_decoded(value, Form::Canonical, &mut member);
        let hash = self.hash_text_member(&member, key_len, has_envelope);
        self.scratch = member;
        hash
    }

    /// Hashes a member whose value is a text, by its canonical form `key":"value`. That form keeps quotes escaped, so those
    /// in between can be no part of the key or value; what has no escapes is canonical as it stands.
    #[inline]
    fn hash_text_member(&mut self, member: &[u8], key_len: usize, has_envelope: bool) -> u64 {
        let (key, value) = (&member[..key_len], &member[key_len + JOINT.len()..]);
        if Self::is_left_out(key, has_envelope) {
            return 0;
        }
        if !SECOND {
            return mix(XxHash3_64::oneshot(member));
        }
        let value_hash = match notation_of(value) {
            Notation::Text => match self.names.number_of(key, value) {
                Some(number) => self.hash_number(number),
                None => return mix(XxHash3_64::oneshot(member)),
            },
            Notation::Time(len) => return mix(XxHash3_64::oneshot(&member[..key_len + JOINT.len() + len])),
            Notation::UpperGuid => {
                let lower = value.to_ascii_lowercase();
                return mix(XxHash3_64::oneshot(&[key, JOINT, &lower].concat()));
            }
            Notation::Number => self.hash_digits(value),
            Notation::Literal(first) => hash_literal(first),
        };
        mix(mix(XxHash3_64::oneshot(key)).wrapping_add(value_hash))
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

    /// Calls `then` with the canonical form of a string.
    #[inline]
    fn with_decoded<T>(&mut self, raw: Raw<'_>, then: impl FnOnce(&mut Self, &[u8]) -> T) -> T {
        if !raw.escaped {
            return then(self, raw.body.as_bytes());
        }
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        unescape::append_decoded(raw.body, Form::Canonical, &mut text);
        let result = then(self, &text);
        self.scratch = text;
        result
    }

    /// Hashes the item of a list that is a text in canonical form.
    fn hash_text(&mut self, text: &[u8]) -> u64 {
        if !SECOND {
            return XxHash3_64::oneshot(text);
        }
        match notation_of(text) {
            Notation::Text => XxHash3_64::oneshot(text),
            Notation::Time(len) => XxHash3_64::oneshot(&text[..len]),
            Notation::UpperGuid => XxHash3_64::oneshot(&text.to_ascii_lowercase()),
            Notation::Number => self.hash_digits(text),
            Notation::Literal(first) => hash_literal(first),
        }
    }

    /// Reports whether a member does not count, by its key in canonical form.
    #[inline]
    fn is_left_out(key: &[u8], has_envelope: bool) -> bool {
        if !SECOND {
            return key.starts_with(ODATA);
        }
        // One byte is looked for first, which takes many at a time: hardly a key has it.
        (key.contains(&b'@') && key.windows(ODATA.len()).any(|part| part == ODATA))
            || (has_envelope && ENVELOPE.contains(&key))
    }

    fn hash_number(&mut self, text: &str) -> u64 {
        self.digits.clear();
        decimal::append_decimal(text, &mut self.digits);
        mix(XxHash3_64::oneshot(&self.digits).wrapping_add(u64::from(b'#')))
    }

    fn hash_digits(&mut self, text: &[u8]) -> u64 {
        self.hash_number(std::str::from_utf8(text).unwrap_or_default())
    }
}
