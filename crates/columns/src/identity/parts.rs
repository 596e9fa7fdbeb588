//! The values of a record's content one by one, so that two records with one Id can be held against each other.

use trail365_records::Record;
use twox_hash::XxHash3_64;

use super::envelope::part_of;
use super::hasher::Hasher;
use super::mix::mix;
use super::notation::{Notation, notation_of};
use crate::unescape::{self, Form};

/// The values of a record's content, by the second rule of [`HashRule`](crate::HashRule): notation makes no difference, and
/// neither annotations nor the envelope count. Each value is a hash of its place and itself, 8 bytes.
///
/// ```
/// use trail365_columns::ContentParts;
/// use trail365_records::Parser;
/// let parts = |json: &str| ContentParts::of_record(&Parser::new().parse(json.as_bytes()).unwrap());
/// let full = parts(r#"{"Id":"x","ClientIP":"192.0.2.1","Actor":[{"ID":"a","Type":0}]}"#);
/// assert!(parts(r#"{"Actor":[{"Type":"0"}],"Id":"x"}"#).is_part_of(&full));
/// assert!(!parts(r#"{"Id":"x","ClientIP":"192.0.2.2"}"#).is_part_of(&full));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentParts(Vec<u64>);

impl ContentParts {
    /// Returns the values of a record's content.
    pub fn of_record(record: &Record<'_>) -> Self {
        let mut parts = Vec::new();
        let mut hasher = Hasher::<true>::new(record);
        hasher.cursor.next();
        hasher.collect_object(0, true, &mut parts);
        parts.sort_unstable();
        ContentParts(parts)
    }

    /// Returns the number of values. Objects and lists count, too.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Reports whether each value is one of the other record, and the other one says more. An object is a part of one that has
    /// its members; a list is a part of one with as many items.
    pub fn is_part_of(&self, other: &ContentParts) -> bool {
        let mut others = other.0.iter();
        // Both are in order, so one pass over the others finds all.
        self.0.len() < other.0.len() && self.0.iter().all(|part| others.any(|other| other == part))
    }
}

impl Hasher<'_, true> {
    /// Adds the members of the object at which the cursor stands. `place` is a hash of the way to it.
    fn collect_object(&mut self, place: u64, is_top: bool, parts: &mut Vec<u64>) {
        parts.push(mix(place.wrapping_add(u64::from(b'{'))));
        self.cursor.step();
        while self.cursor.next() == b'"' {
            let mut member = Vec::new();
            unescape::append_decoded(self.cursor.string().body, Form::Canonical, &mut member);
            let is_out = Self::is_left_out(&member, is_top) || (is_top && part_of(&member).is_some());
            if is_out || self.cursor.next() == b'n' {
                self.cursor.value();
            } else {
                self.collect_member(place, member, parts);
            }
        }
        self.cursor.step();
    }

    /// Adds the value at which the cursor stands; `member` is its key.
    fn collect_member(&mut self, place: u64, mut member: Vec<u8>, parts: &mut Vec<u64>) {
        let (key_len, key) = (member.len(), XxHash3_64::oneshot(&member));
        let place_of_value = mix(place.wrapping_add(mix(key)));
        if self.cursor.next() != b'"' {
            return self.collect_value(place_of_value, parts);
        }
        let value = self.cursor.string();
        member.extend_from_slice(super::hasher::JOINT);
        let start = member.len();
        unescape::append_decoded(value.body, Form::Canonical, &mut member);
        if !self.collect_embedded(place_of_value, &member[start..], parts) {
            let (key, text) = (&member[..key_len], &member[start..]);
            // Only the key tells the enum of a name.
            let hash = match self.names.number_of(key, text) {
                Some(number) => self.hash_number(number),
                None => self.hash_text(text),
            };
            parts.push(mix(place_of_value.wrapping_add(hash)));
        }
    }

    /// Adds the value at which the cursor stands.
    fn collect_value(&mut self, place: u64, parts: &mut Vec<u64>) {
        match self.cursor.next() {
            b'{' => self.collect_object(place, false, parts),
            b'[' => self.collect_list(place, parts),
            b'"' => {
                let mut text = Vec::new();
                unescape::append_decoded(self.cursor.string().body, Form::Canonical, &mut text);
                if !self.collect_embedded(place, &text, parts) {
                    parts.push(mix(place.wrapping_add(self.hash_text(&text))));
                }
            }
            _ => parts.push(mix(place.wrapping_add(self.hash_value()))),
        }
    }

    fn collect_list(&mut self, place: u64, parts: &mut Vec<u64>) {
        let mut items: u64 = 0;
        self.cursor.step();
        while !matches!(self.cursor.next(), b']' | 0) {
            items += 1;
            self.collect_value(mix(place.wrapping_add(mix(items))), parts);
        }
        self.cursor.step();
        parts.push(mix(place.wrapping_add(mix(items.wrapping_add(u64::from(b'[') << 56)))));
    }

    /// Adds the object or list that a text is as JSON. Returns false if it is none.
    fn collect_embedded(&self, place: u64, text: &[u8], parts: &mut Vec<u64>) -> bool {
        if notation_of(text) != Notation::Json {
            return false;
        }
        let before = parts.len();
        let found = self.with_embedded(text, |inner| inner.collect_value(place, parts)).is_some();
        if !found {
            parts.truncate(before);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use trail365_records::Parser;

    use super::*;

    fn parts(json: &str) -> ContentParts {
        ContentParts::of_record(&Parser::new().parse(json.as_bytes()).unwrap())
    }

    #[test]
    fn less_of_an_object_is_a_part_and_other_values_are_none() {
        let full =
            r#"{"Id":"x","a":{"b":1,"c":[{"d":"2026-01-01T00:00:00Z","e":2}]},"RecordType":15,"f":{}}"#;
        for less in [
            r#"{"Id":"x"}"#,
            r#"{"Id":"x","a":{},"RecordType":"AzureActiveDirectoryStsLogon"}"#,
            r#"{"Id":"x","a":"{\"c\":[{\"d\":\"2026-01-01T00:00:00\"}]}","g":null,"@timestamp":1}"#,
        ] {
            assert!(parts(less).is_part_of(&parts(full)), "{less}");
            assert!(!parts(full).is_part_of(&parts(less)), "{less}");
        }
        for other in [
            r#"{"Id":"y"}"#,
            r#"{"Id":"x","a":{"c":[]}}"#,
            r#"{"Id":"x","a":{"c":[{},{}]}}"#,
            r#"{"Id":"x","b":1}"#,
            r#"{"Id":"x","a":[]}"#,
            r#"{"Id":"x","Id":"x"}"#,
            r#"{"Id":"x","f":"{},1"}"#,
            full,
        ] {
            assert!(!parts(other).is_part_of(&parts(full)), "{other}");
        }
    }

    #[test]
    fn the_envelope_says_nothing() {
        assert_eq!(parts(r#"{"Id":"x","AssociatedAdminUnits":["a"]}"#), parts(r#"{"Id":"x"}"#));
    }
}
