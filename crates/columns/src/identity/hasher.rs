//! Goes through a record and hashes its values.

use std::cell::RefCell;

use trail365_records::{Cursor, Parser, Raw, Record};
use twox_hash::XxHash3_64;

use super::decimal;
use super::enum_names::{EnumNames, enum_names};
use super::envelope::{self, Part};
use super::key::{is_of_guid, key_of_id};
use super::mix::mix;
use super::notation::{Notation, is_annotation, is_of_tool, notation_of};
use super::time;
use crate::unescape::{self, Form};

/// Room for most decoded strings, so that hashing a record allocates once.
const SCRATCH_BYTES: usize = 1000;

/// Start of keys that the first rule leaves out.
const ODATA: &[u8] = b"@odata.";

/// JSON texts in JSON texts that count as what they say. Each level doubles the backslashes of the next one, so real
/// records have two.
const MOST_EMBEDDED: u8 = 4;

/// The characters between the key and the text of a member.
pub(super) const JOINT: &[u8] = b"\":\"";

thread_local! {
    /// Parsers for embedded JSON: one a level, kept because each holds memory of its own.
    static PARSERS: RefCell<Vec<Parser>> = const { RefCell::new(Vec::new()) };
}

/// Goes through a record and hashes its values, by the second rule or the first.
pub(super) struct Hasher<'a, const SECOND: bool> {
    pub(super) cursor: Cursor<'a>,
    /// Decoded text.
    scratch: Vec<u8>,
    /// Digits of a number.
    digits: Vec<u8>,
    pub(super) names: &'static EnumNames,
    /// Number of JSON texts around this one.
    pub(super) embedded: u8,
    /// Key of the record's Id.
    key: Option<u128>,
    /// Sum of the hashes of what the envelope says.
    envelope: u64,
}

#[inline]
fn hash_literal(first: u8) -> u64 {
    mix(u64::from(first))
}

impl<'a, const SECOND: bool> Hasher<'a, SECOND> {
    pub fn new(record: &'a Record<'_>) -> Self {
        Hasher {
            cursor: record.cursor(),
            scratch: Vec::with_capacity(SCRATCH_BYTES),
            digits: Vec::new(),
            names: enum_names(),
            embedded: 0,
            key: None,
            envelope: 0,
        }
    }

    /// Hashes a whole record: its content, and its envelope, which is 0 where it says nothing. `key` is that of its Id.
    pub fn hash_record(mut self, key: Option<u128>) -> (u64, u64) {
        self.key = key;
        self.cursor.next();
        (self.hash_object(SECOND), self.envelope)
    }

    /// Hashes the value that comes next.
    pub fn hash_value(&mut self) -> u64 {
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

    fn hash_object(&mut self, is_top: bool) -> u64 {
        let mut sum = u64::from(b'{');
        self.cursor.step();
        while self.cursor.next() == b'"' {
            let member = match self.cursor.text_member() {
                // Key and value in one go, since most members are texts: one hash instead of two.
                Some((raw, key_len)) if !raw.escaped => {
                    self.hash_text_member(raw.body.as_bytes(), key_len, is_top)
                }
                Some((raw, key_len)) => {
                    let (key, value) = (&raw.body[..key_len], &raw.body[key_len + JOINT.len()..]);
                    self.hash_decoded_member(key, value, is_top)
                }
                None => self.hash_member(is_top),
            };
            // A sum, because the order of keys does not count.
            sum = sum.wrapping_add(member);
        }
        self.cursor.step();
        mix(sum)
    }

    /// Hashes a member that may have blanks around its colon; 0 for one that is left out.
    fn hash_member(&mut self, is_top: bool) -> u64 {
        let key = self.cursor.string();
        let next = self.cursor.next();
        if next == b'"' {
            let value = self.cursor.string();
            return self.hash_decoded_member(key.body, value.body, is_top);
        }
        let (hash, is_out, part) = self.with_decoded(key, |_, key| {
            (XxHash3_64::oneshot(key), Self::is_left_out(key, is_top), envelope::part_of(key))
        });
        if is_out || (SECOND && next == b'n') {
            self.cursor.value();
            return 0;
        }
        if SECOND && is_top && part.is_some() {
            let said = self.hash_envelope_value();
            self.add_to_envelope(hash, said);
            return 0;
        }
        mix(mix(hash).wrapping_add(self.hash_value()))
    }

    /// Adds what a member of the envelope says; 0 says nothing.
    fn add_to_envelope(&mut self, key_hash: u64, said: u64) {
        if said != 0 {
            // A sum, as of the members of an object.
            self.envelope = self.envelope.wrapping_add(mix(mix(key_hash).wrapping_add(said)));
        }
    }

    /// Hashes a value of the envelope that is no text: a list of names, usually.
    fn hash_envelope_value(&mut self) -> u64 {
        if self.cursor.next() != b'[' {
            return self.hash_value();
        }
        self.cursor.step();
        let mut said = 0_u64;
        while !matches!(self.cursor.next(), b']' | 0) {
            let item = if self.cursor.next() == b'"' {
                let raw = self.cursor.string();
                self.with_decoded(raw, |_, text| envelope::hash_names(text))
            } else {
                self.hash_value()
            };
            said = said.wrapping_add(item);
        }
        self.cursor.step();
        said
    }

    /// Hashes a text of the envelope.
    fn hash_envelope_text(&self, part: Part, text: &[u8]) -> u64 {
        match part {
            Part::RecordId if !self.is_other_id(text) => 0,
            Part::RecordId | Part::Units => envelope::hash_names(text),
        }
    }

    /// Reports whether a text names another record. What is no GUID beside an Id that is one names none: tools put numbers
    /// of rows and the like there.
    fn is_other_id(&self, text: &[u8]) -> bool {
        let other = std::str::from_utf8(text).ok().and_then(key_of_id);
        let Some(other) = other else { return false };
        self.key.is_none_or(|key| key != other && (is_of_guid(other) || !is_of_guid(key)))
    }

    /// Hashes a member whose key or value has escapes.
    fn hash_decoded_member(&mut self, key: &str, value: &str, is_top: bool) -> u64 {
        let mut member = std::mem::take(&mut self.scratch);
        member.clear();
        unescape::append_decoded(key, Form::Canonical, &mut member);
        let key_len = member.len();
        member.extend_from_slice(JOINT);
        unescape::append_decoded(value, Form::Canonical, &mut member);
        let hash = self.hash_text_member(&member, key_len, is_top);
        self.scratch = member;
        hash
    }

    /// Hashes a member whose value is a text, by its canonical form `key":"value`. That form keeps quotes escaped, so those
    /// in between can be no part of the key or value; what has no escapes is canonical as it stands.
    #[inline]
    pub(super) fn hash_text_member(&mut self, member: &[u8], key_len: usize, is_top: bool) -> u64 {
        let (key, value) = (&member[..key_len], &member[key_len + JOINT.len()..]);
        if Self::is_left_out(key, is_top) {
            return 0;
        }
        if !SECOND {
            return mix(XxHash3_64::oneshot(member));
        }
        if is_top && let Some(part) = envelope::part_of(key) {
            let said = self.hash_envelope_text(part, value);
            self.add_to_envelope(XxHash3_64::oneshot(key), said);
            return 0;
        }
        let value_hash = match notation_of(value) {
            Notation::Text => match self.names.number_of(key, value) {
                Some(number) => self.hash_number(number),
                None => return mix(XxHash3_64::oneshot(member)),
            },
            Notation::Json => match self.hash_embedded(value) {
                Some(hash) => hash,
                None => return mix(XxHash3_64::oneshot(member)),
            },
            Notation::OtherTime => {
                let time = time::write_in_utc(value).unwrap_or_default();
                return mix(XxHash3_64::oneshot(&[key, JOINT, &time].concat()));
            }
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
    pub(super) fn hash_text(&mut self, text: &[u8]) -> u64 {
        if !SECOND {
            return XxHash3_64::oneshot(text);
        }
        match notation_of(text) {
            Notation::Text => XxHash3_64::oneshot(text),
            Notation::Json => self.hash_embedded(text).unwrap_or_else(|| XxHash3_64::oneshot(text)),
            Notation::OtherTime => XxHash3_64::oneshot(&time::write_in_utc(text).unwrap_or_default()),
            Notation::Time(len) => XxHash3_64::oneshot(&text[..len]),
            Notation::UpperGuid => XxHash3_64::oneshot(&text.to_ascii_lowercase()),
            Notation::Number => self.hash_digits(text),
            Notation::Literal(first) => hash_literal(first),
        }
    }

    /// Hashes the object or list that a text in canonical form is as JSON; `None` if it is none.
    #[allow(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough: its hasher has one lifetime"
    )]
    fn hash_embedded(&self, text: &[u8]) -> Option<u64> {
        self.with_embedded(text, |inner| inner.hash_value())
    }

    /// Calls `then` at the object or list that a text in canonical form is as JSON; `None` if it is none.
    #[cold]
    pub(super) fn with_embedded<T>(
        &self,
        text: &[u8],
        then: impl FnOnce(&mut Hasher<'_, SECOND>) -> T,
    ) -> Option<T> {
        if self.embedded >= MOST_EMBEDDED {
            return None;
        }
        // The parser takes objects alone, so the value becomes a member of one.
        let mut object = Vec::with_capacity(text.len() + 6);
        object.extend_from_slice(b"{\"\":");
        unescape::append_without_escapes(text, &mut object);
        object.push(b'}');
        let mut parser = PARSERS.with_borrow_mut(Vec::pop).unwrap_or_default();
        let result = parser.parse(&object).ok().and_then(|record| {
            let mut inner = Hasher::<SECOND>::new(&record);
            inner.embedded = self.embedded + 1;
            inner.cursor.next();
            inner.cursor.step();
            inner.cursor.next();
            inner.cursor.string();
            let result = then(&mut inner);
            // Anything else behind the value was no part of one JSON text: `{},"x":1`.
            (inner.cursor.next() == b'}').then_some(result)
        });
        PARSERS.with_borrow_mut(|parsers| parsers.push(parser));
        result
    }

    /// Reports whether a member does not count, by its key in canonical form.
    #[inline]
    pub(super) fn is_left_out(key: &[u8], is_top: bool) -> bool {
        if SECOND { is_annotation(key) || (is_top && is_of_tool(key)) } else { key.starts_with(ODATA) }
    }

    pub(super) fn hash_number(&mut self, text: &str) -> u64 {
        self.digits.clear();
        decimal::append_decimal(text, &mut self.digits);
        mix(XxHash3_64::oneshot(&self.digits).wrapping_add(u64::from(b'#')))
    }

    fn hash_digits(&mut self, text: &[u8]) -> u64 {
        self.hash_number(std::str::from_utf8(text).unwrap_or_default())
    }
}
