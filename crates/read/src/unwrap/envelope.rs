//! Fields of a record that its envelope repeats: what the record lacks is taken from there.
//!
//! Nearly every record has all of them, and most envelopes have nothing else to keep. Both are seen without a second
//! walk over the envelope: the walk that recognizes it notes the places.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use super::fields::{ADDED, RecordFields, string_at};
use super::instant::are_apart;
use super::slots::{FieldPlaces, OPERATION, Slot, TIME};
use super::times::normalize_time;
use crate::item::Wrapper;
use crate::json::{Members, Object, is_json, unescape, write_string};

/// An object or row around a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Envelope<'a> {
    /// Text in which the places are.
    pub text: &'a [u8],
    pub places: &'a FieldPlaces,
    /// Carrier that the envelope is.
    pub wrapper: Wrapper,
    /// Separator of columns, if the values are cells of CSV as they stand in their row, and not JSON.
    pub delimiter: Option<u8>,
}

/// The outcome of holding a record to its envelope.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// True if members were added to the record.
    pub is_filled: bool,
    /// True if the envelope names another Id, operation, type, user or time than the record.
    pub is_other: bool,
}

impl Envelope<'_> {
    /// Reports whether the envelope has nothing that a record with these fields lacks, and nothing against it.
    pub(crate) fn agrees_with(&self, record: &[u8], fields: &RecordFields) -> bool {
        let is_bare = |slot| self.places.get(slot).is_none_or(|place| is_nothing(self.value_at(place)));
        is_bare(Slot::Units)
            && is_bare(Slot::UnitNames)
            && self.places.get(Slot::GraphUnits).is_none_or(|place| !has_units(&self.text[place]))
            && !self.contradicts(record, fields)
    }

    /// Writes `record` to `out` with what it lacks of the envelope, if it lacks anything.
    pub(crate) fn complete(&self, record: &[u8], out: &mut Vec<u8>) -> Comparison {
        let Some(fields) = RecordFields::of_any(record) else { return Comparison::default() };
        let is_other = self.contradicts(record, &fields);
        let Some(front) = record.strip_suffix(b"}") else { return Comparison::default() };
        out.clear();
        out.extend_from_slice(front);
        let mut added = Object::go_on(out, front.len() == 1 || is_empty(front));
        self.write_lacking(&fields, &mut added);
        self.write_kept(record, &fields, &mut added);
        let is_filled = !added.is_untouched();
        added.end();
        Comparison { is_filled, is_other }
    }

    /// Writes the fields that the record lacks.
    fn write_lacking(&self, fields: &RecordFields, object: &mut Object<'_>) {
        if fields.time.is_none()
            && let Some(time) = self.time_text()
        {
            write_string(&time, object.write_key(TIME));
        }
        if fields.operation.is_none()
            && let Some(operation) = self.operation_text()
        {
            write_string(&operation, object.write_key(OPERATION));
        }
        if fields.record_type.is_none()
            && let Some(text) = self.type_text()
        {
            let value = object.write_key(b"RecordType");
            if text.iter().all(u8::is_ascii_digit) && text.len() < 6 && is_json(&text) {
                value.extend_from_slice(&text);
            } else {
                write_string(&text, value);
            }
        }
        if fields.id.is_none()
            && let Some(id) = self.id_text()
        {
            write_string(&id, object.write_key(b"Id"));
        }
        if fields.user.is_none()
            && let Some(user) = self.user_text()
        {
            write_string(&user, object.write_key(b"UserId"));
        }
    }

    /// Writes what no record has: administrative units, and an identifier of the row that is not the record's.
    fn write_kept(&self, record: &[u8], fields: &RecordFields, object: &mut Object<'_>) {
        let units = self.places.get(Slot::GraphUnits).filter(|place| has_units(&self.text[place.clone()]));
        for (at, slot) in [(0, Slot::Units), (1, Slot::UnitNames)] {
            if fields.kept[at] {
                continue;
            }
            if let Some(text) = self.text_of(slot) {
                write_string(&text, object.write_key(ADDED[at]));
            } else if let Some(value) = self.list_of(slot).or(units.clone().filter(|_| at == 0)) {
                object.write_member(ADDED[at], &self.text[value]);
            }
        }
        let other = self.id_text().filter(|id| {
            let own = fields.id.as_ref().map(|place| string_at(record, place));
            own.is_some_and(|own| !own.eq_ignore_ascii_case(id))
        });
        if let Some(id) = other.filter(|_| !fields.kept[2]) {
            write_string(&id, object.write_key(ADDED[2]));
        }
    }

    /// Reports whether the envelope names another Id, operation, type, user or time. Graph's users are crossed with other
    /// members, and what Defender and Elastic call a time may be another one.
    fn contradicts(&self, record: &[u8], fields: &RecordFields) -> bool {
        let differs = |place: &Option<Range<usize>>, text: Option<Cow<'_, [u8]>>| match (place, text) {
            (Some(place), Some(text)) => {
                let own = string_at(record, place);
                // Cells come without the blanks at their ends. Most are the same byte for byte, which is seen soonest.
                *own != *text
                    && memchr(b'\\', own).is_none()
                    && !own.trim_ascii().eq_ignore_ascii_case(text.trim_ascii())
            }
            _ => false,
        };
        let is_number = |text: &Cow<'_, [u8]>| text.iter().all(u8::is_ascii_digit);
        let is_numbered = fields
            .record_type
            .as_ref()
            .is_some_and(|place| string_at(record, place).iter().all(u8::is_ascii_digit));
        differs(&fields.id, self.id_text())
            // Elastic's documents and Defender's rows have words of their own for some operations.
            || self.is_search() && differs(&fields.operation, self.operation_text())
            || is_numbered && differs(&fields.record_type, self.type_text().filter(is_number))
            || self.is_search() && !self.is_graph() && differs(&fields.user, self.user_text())
            || self.is_other_time(record, fields)
    }

    fn is_other_time(&self, record: &[u8], fields: &RecordFields) -> bool {
        let own = fields.time.as_ref().filter(|_| self.is_search());
        let outer = self.text_of(Slot::CreationDate).or_else(|| self.text_of(Slot::CreatedDateTime));
        own.zip(outer).is_some_and(|(own, outer)| are_apart(string_at(record, own), &outer))
    }

    fn is_ecs(&self) -> bool {
        matches!(self.wrapper, Wrapper::ElasticAudit | Wrapper::ElasticInput)
    }

    /// Reports whether the envelope is a record of Microsoft Graph's audit log query.
    pub(crate) fn is_graph(&self) -> bool {
        self.wrapper == Wrapper::GraphAuditData || self.places.get(Slot::GraphType).is_some()
    }

    fn is_search(&self) -> bool {
        matches!(self.wrapper, Wrapper::AuditData | Wrapper::RawAuditData | Wrapper::GraphAuditData)
    }

    fn time_text(&self) -> Option<Cow<'_, [u8]>> {
        let place = match self.wrapper {
            Wrapper::RawEventData => self.places.get(Slot::Timestamp),
            _ if self.is_ecs() => self.places.get(Slot::EcsTime),
            _ if self.is_search() => {
                self.places.get(Slot::CreationDate).or_else(|| self.places.get(Slot::CreatedDateTime))
            }
            _ => None,
        };
        // A number says nothing without its unit.
        let place = place.filter(|place| self.delimiter.is_some() || self.text[place.start] == b'"')?;
        let text = self.text_at(place)?;
        Some(normalize_time(&text).map_or(text, |time| Cow::Owned(time.into_bytes())))
    }

    fn operation_text(&self) -> Option<Cow<'_, [u8]>> {
        match self.wrapper {
            Wrapper::RawEventData => self.text_of(Slot::ActionType),
            _ if self.is_ecs() => self.ecs_text(Slot::EcsAction, b"event", b"action"),
            _ if self.is_search() => self.text_of(Slot::Operation),
            _ => None,
        }
    }

    fn type_text(&self) -> Option<Cow<'_, [u8]>> {
        match self.wrapper {
            _ if self.is_ecs() => self.ecs_text(Slot::EcsCode, b"event", b"code"),
            _ if self.is_search() => self.text_of(Slot::RecordType).or_else(|| self.text_of(Slot::GraphType)),
            _ => None,
        }
    }

    fn id_text(&self) -> Option<Cow<'_, [u8]>> {
        match self.wrapper {
            _ if self.is_ecs() => self.ecs_text(Slot::EcsId, b"event", b"id"),
            _ if self.is_graph() => self.text_of(Slot::Id),
            _ if self.is_search() => self.text_of(Slot::RecordId).or_else(|| self.text_of(Slot::Identity)),
            _ => None,
        }
    }

    fn user_text(&self) -> Option<Cow<'_, [u8]>> {
        match self.wrapper {
            _ if self.is_ecs() => self.ecs_text(Slot::EcsUser, b"user", b"id"),
            // Graph's two members are crossed: what it calls `userId` is the record's `UserKey`.
            _ if self.is_graph() => self.text_of(Slot::Principal),
            _ if self.is_search() => self.text_of(Slot::User),
            _ => None,
        }
    }

    /// Returns the text of a member of Elastic's documents, which stands under a key with a dot or in an object.
    fn ecs_text(&self, slot: Slot, outer: &[u8], inner: &[u8]) -> Option<Cow<'_, [u8]>> {
        self.text_of(slot).or_else(|| {
            let value = |within: Range<usize>, key: &[u8]| {
                Members::new(self.text, within).find(|member| member.key == key).map(|member| member.value)
            };
            let object = value(0..self.text.len(), outer).filter(|place| self.text[place.start] == b'{')?;
            self.text_at(value(object, inner)?)
        })
    }

    fn text_of(&self, slot: Slot) -> Option<Cow<'_, [u8]>> {
        self.text_at(self.places.get(slot)?)
    }

    /// Returns the text of a string, a number or a cell, unless it is empty.
    fn text_at(&self, place: Range<usize>) -> Option<Cow<'_, [u8]>> {
        let value = self.value_at(place);
        if self.delimiter.is_some() {
            return unquote_cell(value).filter(|cell| !cell.is_empty());
        }
        match value {
            [b'"', string @ .., b'"'] if memchr(b'\\', string).is_none() => Some(Cow::Borrowed(string)),
            [b'"', string @ .., b'"'] => {
                let mut text = Vec::new();
                unescape(string, &mut text)?;
                Some(Cow::Owned(text))
            }
            [b'-' | b'0'..=b'9', ..] => Some(Cow::Borrowed(value)),
            _ => None,
        }
        .filter(|text| !text.is_empty())
    }

    /// Returns the place of a list in a slot, unless it says nothing.
    fn list_of(&self, slot: Slot) -> Option<Range<usize>> {
        self.places.get(slot).filter(|place| self.delimiter.is_none() && has_units(&self.text[place.clone()]))
    }

    /// Returns a value, or a cell with its quotes.
    fn value_at(&self, place: Range<usize>) -> &[u8] {
        let value = &self.text[place];
        let Some(delimiter) = self.delimiter else { return value };
        // A cell was read with the separator or line end behind it.
        let value = value.strip_suffix(&[delimiter]).unwrap_or(value);
        value.trim_ascii()
    }
}

/// Reports whether a value or cell is empty.
fn is_nothing(value: &[u8]) -> bool {
    matches!(value, b"" | b"\"\"" | b"null" | b"[]" | b"[\"\"]")
}

/// Reports whether a list has a text that is not empty.
fn has_units(list: &[u8]) -> bool {
    list.starts_with(b"[")
        && list.iter().any(|byte| !matches!(byte, b'[' | b']' | b'"' | b',' | b' ' | b'\n' | b'\r' | b'\t'))
}

/// Reports whether `front` is an object's opening bracket and blanks.
fn is_empty(front: &[u8]) -> bool {
    front.iter().skip(1).all(u8::is_ascii_whitespace)
}

/// Returns the text of a cell of CSV, which may be in quotes.
fn unquote_cell(cell: &[u8]) -> Option<Cow<'_, [u8]>> {
    let Some(inner) = cell.strip_prefix(b"\"") else { return Some(Cow::Borrowed(cell)) };
    let inner = inner.strip_suffix(b"\"")?;
    if !inner.contains(&b'"') {
        return Some(Cow::Borrowed(inner));
    }
    let mut text = Vec::with_capacity(inner.len());
    let mut is_second = false;
    for &byte in inner {
        is_second = byte == b'"' && !is_second;
        if !is_second {
            text.push(byte);
        }
    }
    Some(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Envelope, FieldPlaces, unquote_cell};
    use crate::item::Wrapper;
    use crate::json::Members;

    const FULL: &str = r#"{"CreationTime":"t","Id":"i","Operation":"o","RecordType":1,"UserId":"u"}"#;

    fn complete(wrapper: Wrapper, envelope: &str, record: &str) -> (String, Comparison) {
        let mut places = FieldPlaces::default();
        for member in Members::new(envelope.as_bytes(), 0..envelope.len()) {
            places.note(member.key, member.value);
        }
        let envelope = Envelope { text: envelope.as_bytes(), places: &places, wrapper, delimiter: None };
        let mut out = Vec::new();
        let comparison = envelope.complete(record.as_bytes(), &mut out);
        (String::from_utf8(out).unwrap(), comparison)
    }

    #[test]
    fn only_what_is_missing_is_filled() {
        let envelope =
            r#"{"CreationDate":"T","RecordId":"I","Operations":"O","RecordType":"7","UserIds":"U"}"#;
        let of_envelope = r#""CreationTime":"T","Operation":"O","RecordType":7,"Id":"I","UserId":"U"}"#;
        let check = |record: &str, expected: &str| {
            assert_eq!(complete(Wrapper::AuditData, envelope, record).0, expected, "{record}");
        };
        check("{}", &format!("{{{of_envelope}"));
        check(r#"{"a":1 }"#, &format!(r#"{{"a":1 ,{of_envelope}"#));
        check(
            r#"{"Operation":"x","Id":"i","UserId":null}"#,
            r#"{"Operation":"x","Id":"i","UserId":null,"CreationTime":"T","RecordType":7,"UserId":"U"}"#,
        );
        let filled = Comparison { is_filled: true, is_other: false };
        assert_eq!(complete(Wrapper::AuditData, envelope, "{}").1, filled);
        assert_eq!(
            complete(Wrapper::AuditData, envelope, FULL.trim_end_matches('}')).1,
            Comparison::default()
        );
    }

    #[test]
    fn what_only_the_envelope_has_stays_and_what_it_contradicts_is_told() {
        let check = |wrapper, envelope: &str, added: &str, is_other| {
            let (text, comparison) = complete(wrapper, envelope, FULL);
            assert_eq!(text, format!("{}{added}}}", FULL.trim_end_matches('}')), "{envelope}");
            assert_eq!(comparison, Comparison { is_filled: !added.is_empty(), is_other }, "{envelope}");
        };
        let units = r#","AssociatedAdminUnits":"a","AssociatedAdminUnitsNames":"b""#;
        check(
            Wrapper::AuditData,
            r#"{"RecordId":"I","AssociatedAdminUnits":"a","AssociatedAdminUnitsNames":"b"}"#,
            units,
            false,
        );
        check(Wrapper::AuditData, r#"{"RecordId":"other"}"#, r#","RecordId":"other""#, true);
        check(Wrapper::AuditData, r#"{"Operation":"other"}"#, "", true);
        check(Wrapper::AuditData, r#"{"RecordType":"2"}"#, "", true);
        check(Wrapper::AuditData, r#"{"UserIds":"other"}"#, "", true);
        check(Wrapper::AuditData, r#"{"UserIds":"U"}"#, "", false);
        check(Wrapper::AuditData, r#"{"Operation":"O "}"#, "", false);
        check(Wrapper::AuditData, r#"{"RecordType":"ExchangeAdmin"}"#, "", false);
        check(Wrapper::GraphAuditData, r#"{"administrativeUnits":[""],"userId":"x"}"#, "", false);
        check(
            Wrapper::GraphAuditData,
            r#"{"administrativeUnits":["a"]}"#,
            r#","AssociatedAdminUnits":["a"]"#,
            false,
        );
        check(Wrapper::ElasticAudit, r#"{"event":{"action":"verb","id":"i"}}"#, "", false);
    }

    #[test]
    fn cells_lose_their_quotes() {
        let text = |cell: &str| {
            unquote_cell(cell.as_bytes()).map(|text| String::from_utf8_lossy(&text).into_owned())
        };
        assert_eq!(text("a").as_deref(), Some("a"));
        assert_eq!(text("\"a \"\"b\"\"\"").as_deref(), Some("a \"b\""));
        assert_eq!(text("\"a"), None);
    }
}
