//! Recognizes carriers of records by the keys of an object.
//!
//! The members are walked once, whatever the object is: looking for twenty keys by searches took longer. What the
//! walk remembers of lists and objects spares a second walk, which had made `AuditData` wrappers some 40 % slower.

use std::mem::take;
use std::ops::Range;

use memchr::memchr;

use super::bare::{BareFront, bare_front, names_time_twice};
use super::carrier::{Carrier, ElementArray, Verdict};
use super::own_keys::{OwnKeys, is_record_in_other_case};
use super::parts::{PART_BYTES, may_hold_record};
use super::slots::{FieldPlaces, OPERATION, TIME};
use crate::input::leading_blanks;
use crate::item::Wrapper;
use crate::json::{Members, begins_json, is_json, may_hold_json, string_end, unescape};
use crate::notice::ResultRank;
use crate::table::NameForm;

/// Values in each other in which a record is looked for that tells a page: the list, its element, an object in that, text
/// in this, and the record.
const PAGE_LEVELS: usize = 5;

/// Prefixes of the keys with dots of Elastic's documents.
const PREFIXES: [(Wrapper, &[u8]); 2] =
    [(Wrapper::ElasticAudit, b"o365.audit."), (Wrapper::ElasticInput, b"o365audit.")];

/// Reports whether the first members alone show that `object` is a record of which nothing is to be taken off, and that
/// carries no other. Most records are known after some 40 ns so, and one search for a second time.
pub(crate) fn begins_as_record(object: &[u8]) -> bool {
    match bare_front(object) {
        None => false,
        Some(BareFront { names_time_again: false }) => true,
        Some(_) => judge_keys(object).1.carrier == Carrier::Record,
    }
}

/// The keys of an object that have been met so far.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key that was met or not")]
pub(crate) struct KeysMet {
    own: OwnKeys,
    /// Wrappers by their [`wrapper_rank`].
    wrappers: [Option<(Wrapper, Range<usize>)>; WRAPPERS],
    /// Values that are objects, arrays, or text that has one of them.
    nested: Vec<Range<usize>>,
    /// Values of wrappers whose rank has a later one.
    outranked: Vec<(Wrapper, Range<usize>)>,
    /// Wrapper whose key was met before, with another value.
    doubled: Option<Wrapper>,
    prefix: Option<(Wrapper, &'static [u8])>,
    rank: (Option<u64>, Option<u64>),
    /// Keys of tables.
    has_time_generated: bool,
    has_suffixed_time: bool,
    has_agent_event: bool,
    /// It has the column of the operation in tables of Azure Monitor.
    has_operation_name: bool,
    has_suffixed_operation: bool,
    /// Arrays that may be the content of a page, and the keys that show that they are.
    value: Option<Range<usize>>,
    is_odata: bool,
    results: Option<Range<usize>>,
    has_schema: bool,
    tables: Option<Range<usize>>,
    rows: Option<Range<usize>>,
    columns: Option<Range<usize>>,
    hits: Option<Range<usize>>,
    has_next: bool,
    has_content_uri: bool,
    is_frame: bool,
    /// It has the field in which shippers put the text of an event, with JSON in it.
    has_message: bool,
    members: usize,
    envelope: FieldPlaces,
}

/// Returns the verdict on an object; one whose first members show that it is a record is not walked further.
pub(crate) fn judge(bytes: &[u8]) -> Verdict {
    if begins_as_record(bytes) { Verdict::of_record() } else { judge_object(bytes) }
}

/// Returns the verdict on the object that `bytes` begin with. `CreationTime` and `Operation` make a record.
pub(crate) fn judge_object(bytes: &[u8]) -> Verdict {
    let (seen, mut verdict) = judge_keys(bytes);
    if verdict.carrier == Carrier::Unknown && is_record_in_other_case(bytes) {
        verdict.carrier = Carrier::Thin;
    }
    // Of a whole object all parts are searched, be they a page or not.
    if verdict.carrier == Carrier::Unknown
        && verdict.end != Some(bytes.len())
        && let Some(place) = seen.plain_page(bytes, &verdict.parts)
    {
        let has_next = seen.has_next;
        verdict.carrier = Carrier::Page(ElementArray { place, columns: None, has_next, is_plain: true });
    }
    verdict
}

/// Reports whether these values of `bytes` are JSON, apart from the carried one.
///
/// Where a cut string is followed by another object, quotes swap sides, and brackets can close by chance: then the
/// carrier only seems whole.
fn are_sound(bytes: &[u8], values: &[Range<usize>], carrier: &Carrier) -> bool {
    let place = match carrier {
        Carrier::Wrapper(_, value) => value.clone(),
        Carrier::Page(array) => array.place.clone(),
        _ => 0..0,
    };
    values.iter().all(|value| match value {
        value if bytes[value.start] == b'"' => true,
        value if *value == place => true,
        // The search is for speed: mostly nothing stands behind what is carried. The elements of a page are judged
        // one by one.
        value if value.contains(&place.start) => {
            let is_page = matches!(carrier, Carrier::Page(_));
            is_page || memchr(b'{', &bytes[place.end..value.end]).is_none() || is_json(&bytes[value.clone()])
        }
        value => is_json(&bytes[value.clone()]),
    })
}

/// Reports whether the first element of `array` is known to be a record or to carry one. The array may be cut off.
pub(crate) fn begins_with_record(array: &[u8]) -> bool {
    leads_to_record(array, PAGE_LEVELS)
}

/// Reports whether text begins with an object that is known to be a record or to carry one. It may be cut off.
pub(crate) fn holds_record(text: &[u8]) -> bool {
    text.starts_with(b"{") && leads_to_record(text, PAGE_LEVELS)
}

/// Reports whether a value is a record or carries one, so many values inside. It may be cut off; of an array the first
/// element counts.
fn leads_to_record(value: &[u8], levels: usize) -> bool {
    if levels == 0 {
        return false;
    }
    match value {
        [b'{', ..] => {
            let verdict = judge_keys(value).1;
            let leads = |part: &[u8]| may_hold_record(part) && leads_to_record(part, levels - 1);
            match verdict.carrier {
                Carrier::Unknown => verdict.parts.into_iter().any(|part| leads(&value[part])),
                Carrier::Record
                | Carrier::Untyped
                | Carrier::Wrapper(..)
                | Carrier::Prefixed(..)
                | Carrier::Row(_) => true,
                _ => false,
            }
        }
        [b'[', rest @ ..] => leads_to_record(&rest[leading_blanks(rest)..], levels - 1),
        [b'"', string @ ..] if begins_json(string) => {
            let end = string_end(string, 0).map_or(string.len(), |end| end - 1);
            let mut text = Vec::new();
            // Text that is cut off in an escape is text up to there.
            let _ = unescape(&string[..end], &mut text);
            leads_to_record(text.trim_ascii_start(), levels - 1)
        }
        _ => false,
    }
}

/// Returns the verdict by the keys alone.
fn judge_keys(bytes: &[u8]) -> (KeysMet, Verdict) {
    let mut seen = KeysMet::default();
    let mut members = Members::new(bytes, 0..bytes.len());
    let mut may_carry = None;
    for member in members.by_ref() {
        seen.note_member(bytes, member.key, member.value);
        // Behind the three keys only a known carrier of another record changes the verdict, so the rest is not walked
        // where there is none.
        if seen.has_three_keys() && !*may_carry.get_or_insert_with(|| names_time_twice(bytes)) {
            return (seen, Verdict::of_record());
        }
    }
    if seen.has_three_keys() && !(seen.has_known_carrier() && members.end().is_some()) {
        return (seen, Verdict::of_record());
    }
    let rank = seen.rank.0.zip(seen.rank.1).map(|(index, count)| ResultRank { index, count });
    let carrier = seen.find_carrier();
    let is_loose = matches!(carrier, Carrier::Unknown | Carrier::Thin | Carrier::Untyped);
    let end = members.end().filter(|_| is_loose || are_sound(bytes, &seen.nested, &carrier));
    let (siblings, envelope) = (seen.siblings(&carrier), take(&mut seen.envelope));
    let (parts, has_next) = (take(&mut seen.nested), seen.has_next);
    (seen, Verdict { carrier, rank, end, siblings, parts, envelope, has_next })
}

impl KeysMet {
    pub(crate) fn note_member(&mut self, object: &[u8], key: &[u8], value: Range<usize>) {
        let first = object[value.start];
        self.members += 1;
        // Remembered for `are_sound`, so that it does not walk the members again.
        if matches!(first, b'[' | b'{') {
            self.nested.push(value.clone());
        }
        match key {
            TIME => self.own.note(key, &object[value]),
            OPERATION => {
                self.own.note(key, &object[value.clone()]);
                self.envelope.note(key, value);
            }
            b"RawAuditData" if first == b'{' || object[value.clone()].starts_with(b"\"{") => {
                self.note_wrapper(object, Wrapper::RawAuditData, value);
            }
            b"AuditData" => self.note_wrapper(object, Wrapper::AuditData, value),
            b"auditData" => self.note_wrapper(object, Wrapper::GraphAuditData, value),
            b"RawEventData" => self.note_wrapper(object, Wrapper::RawEventData, value),
            b"office365" if first == b'{' => self.note_wrapper(object, Wrapper::Wazuh, value),
            b"event.original" => self.note_wrapper(object, Wrapper::ElasticOriginal, value),
            b"_source" if first == b'{' => self.note_wrapper(object, Wrapper::ElasticSource, value),
            b"o365.audit" if first == b'{' => self.note_wrapper(object, Wrapper::ElasticAudit, value),
            b"o365audit" if first == b'{' => self.note_wrapper(object, Wrapper::ElasticInput, value),
            b"event" if first == b'{' => {
                self.note_within(object, value, b"original", Wrapper::ElasticOriginal);
            }
            b"_raw" if object[value.clone()].starts_with(b"\"{") => {
                self.note_wrapper(object, Wrapper::SplunkRaw, value);
            }
            b"data" if first == b'{' => self.note_within(object, value, b"office365", Wrapper::Wazuh),
            b"o365" if first == b'{' => self.note_within(object, value, b"audit", Wrapper::ElasticAudit),
            b"result" if first == b'{' => self.note_within(object, value, b"_raw", Wrapper::SplunkRaw),
            b"message" if first == b'{' || object[value.clone()].starts_with(b"\"{") => {
                self.has_message = true;
                if first == b'"' {
                    self.nested.push(value);
                }
            }
            b"ResultIndex" => self.rank.0 = parse_number(&object[value]),
            b"ResultCount" => self.rank.1 = parse_number(&object[value]),
            b"continuationUri" | b"continuationToken" => {
                self.has_next |= !matches!(&object[value], b"null" | b"\"\"");
            }
            _ if matches!(first, b'[' | b'{') => self.note_array(object, key, value),
            _ => {
                if first == b'"'
                    && value.len() >= PART_BYTES
                    && (begins_json(&object[value.start + 1..value.end])
                        || may_hold_json(&object[value.clone()]))
                {
                    self.nested.push(value.clone());
                }
                self.own.note(key, &object[value.clone()]);
                self.note_mark(key, value);
            }
        }
    }

    /// Takes note of a member that may hold many records.
    fn note_array(&mut self, object: &[u8], key: &[u8], value: Range<usize>) {
        let is_array = object[value.start] == b'[';
        match key {
            b"value" if is_array => self.value = Some(value),
            b"results" | b"Results" if is_array => self.results = Some(value),
            b"tables" | b"Tables" if is_array => self.tables = Some(value),
            b"rows" | b"Rows" if is_array => self.rows = Some(value),
            b"columns" | b"Columns" if is_array => self.columns = Some(value),
            b"schema" | b"Schema" | b"Stats" => self.has_schema = true,
            // A page of the activity events of Power BI.
            b"activityEventEntities" if is_array => (self.results, self.has_schema) = (Some(value), true),
            b"hits" if is_array => self.hits = Some(value),
            b"hits" => {
                self.hits = last_value(object, value, b"hits").filter(|hits| object[hits.start] == b'[');
            }
            _ => self.note_mark(key, value),
        }
    }

    /// Takes note of a member that says something about the others.
    fn note_mark(&mut self, key: &[u8], value: Range<usize>) {
        self.envelope.note(key, value);
        match key {
            // Windows PowerShell writes arrays as objects with `value` and `Count`.
            b"Count" => self.is_odata = true,
            b"contentUri" => self.has_content_uri = true,
            b"FrameType" => self.is_frame = true,
            b"LLMEventData" => self.has_agent_event = true,
            b"OperationName" => self.has_operation_name = true,
            b"Operation_s" => self.has_suffixed_operation = true,
            b"CreationTime_t" | b"CreationTime_s" => self.has_suffixed_time = true,
            b"@odata.nextLink" | b"odata.nextLink" | b"nextLink" => {
                (self.is_odata, self.has_next) = (true, true);
            }
            _ if key.starts_with(b"@odata.") => self.is_odata = true,
            _ if key.starts_with(b"TimeGenerated") => self.has_time_generated = true,
            _ => self.note_prefix(key),
        }
    }

    fn note_prefix(&mut self, key: &[u8]) {
        // Most keys of Elastic's documents do not begin so: one comparison spares the search.
        if key.starts_with(b"o365") {
            let prefix = PREFIXES.iter().find(|(_, prefix)| key.starts_with(prefix));
            self.prefix = self.prefix.or(prefix.copied());
        }
    }

    /// Takes note of the value of `key` in the object at `value`, if that is an object.
    fn note_within(&mut self, object: &[u8], value: Range<usize>, key: &[u8], wrapper: Wrapper) {
        if object[value.start] == b'{'
            && let Some(value) = last_value(object, value, key)
            && (wrapper == Wrapper::ElasticOriginal
                || wrapper == Wrapper::SplunkRaw
                || object[value.start] == b'{')
        {
            self.note_wrapper(object, wrapper, value);
        }
    }

    fn note_wrapper(&mut self, object: &[u8], wrapper: Wrapper, value: Range<usize>) {
        if let Some(at) = wrapper_rank(wrapper) {
            let is_other = |(before, place): &(Wrapper, Range<usize>)| {
                *before == wrapper && object[place.clone()] != object[value.clone()]
            };
            // Other wrappers stand under several keys; of those the last one counts.
            let is_one_key = matches!(
                wrapper,
                Wrapper::RawAuditData | Wrapper::AuditData | Wrapper::GraphAuditData | Wrapper::RawEventData
            );
            if is_one_key && self.wrappers[at].as_ref().is_some_and(is_other) {
                self.doubled = Some(wrapper);
            }
            self.outranked.extend(self.wrappers[at].replace((wrapper, value)));
        }
    }

    /// Reports whether it is a row of the tables for agents or Power BI.
    fn is_activity_row(&self) -> bool {
        // The record type and a field of the user beside it: sign-in logs have an operation and a time, too.
        let is_power_bi = self.has_operation_name && self.own.has_type_and_other();
        self.has_time_generated && (self.has_agent_event || is_power_bi)
    }

    /// Reports whether the keys have been met that make a record, whatever else there is.
    fn has_three_keys(&self) -> bool {
        self.own.are_of_typed()
    }

    /// Reports whether a member has been met whose name says that it carries a record: records have none of that name.
    fn has_known_carrier(&self) -> bool {
        self.has_message || self.prefix.is_some() || self.wrappers.iter().any(Option::is_some)
    }

    /// Reports whether a key of records has been met.
    pub(crate) fn is_of_record(&self) -> bool {
        self.own.is_of_record()
    }

    /// Reports whether a part of a record behind the prefix of a wrapper has been met.
    pub(crate) fn has_prefixed(&self) -> bool {
        self.prefix.is_some()
    }

    /// Reports whether a key has been met that records have, and other objects too.
    pub(crate) fn is_own(&self) -> bool {
        self.own.has_any()
    }

    /// Returns the wrappers besides the carrier, the best first.
    fn siblings(&self, carrier: &Carrier) -> Vec<Carrier> {
        let wrappers = self.wrappers.iter().flatten().chain(&self.outranked);
        let wrappers = wrappers.map(|(wrapper, value)| Carrier::Wrapper(*wrapper, value.clone()));
        let prefixed = self.prefix.map(|(wrapper, prefix)| Carrier::Prefixed(wrapper, prefix));
        wrappers.chain(prefixed).filter(|sibling| sibling != carrier).collect()
    }

    /// Returns the array of records in an object that nothing else marks as a page.
    fn plain_page(&self, object: &[u8], parts: &[Range<usize>]) -> Option<Range<usize>> {
        let is_page = |place: &&Range<usize>| {
            object[place.start] == b'[' && begins_with_record(&object[(*place).clone()])
        };
        parts.iter().find(is_page).filter(|_| !self.is_own()).cloned()
    }

    /// Returns the values before `end` that may hold a record.
    pub(crate) fn parts_before(&self, object: &[u8], end: usize) -> Vec<Range<usize>> {
        let carried = self.wrappers.iter().flatten().chain(&self.outranked).map(|(_, value)| value);
        let is_part = |part: &&Range<usize>| {
            part.end <= end
                && Some(*part) != self.columns.as_ref()
                && may_hold_record(&object[(*part).clone()])
        };
        let mut parts: Vec<_> = self.nested.iter().chain(carried).filter(is_part).cloned().collect();
        // The value of a wrapper may stand in a part.
        parts.sort_unstable_by_key(|part| (part.start, part.end.wrapping_neg()));
        let mut behind = 0;
        parts.retain(|part| {
            let is_outermost = part.start >= behind;
            behind = behind.max(part.end);
            is_outermost
        });
        parts
    }

    pub(crate) fn has_next(&self) -> bool {
        self.has_next
    }

    pub(crate) fn columns(&self) -> Option<Range<usize>> {
        self.columns.clone()
    }

    fn find_carrier(&self) -> Carrier {
        let wrapper = self.wrappers.iter().flatten().next();
        let array_of =
            |place, columns| ElementArray { place, columns, has_next: self.has_next, is_plain: false };
        let is_suffixed = self.has_suffixed_operation && (self.has_time_generated || self.has_suffixed_time);
        match (wrapper, self.prefix) {
            _ if self.own.are_of_full() => Carrier::Untyped,
            (Some((wrapper, _)), _) if self.doubled == Some(*wrapper) => Carrier::Doubled(*wrapper),
            (Some((wrapper, value)), _) => Carrier::Wrapper(*wrapper, value.clone()),
            (None, Some((wrapper, prefix))) => Carrier::Prefixed(wrapper, prefix),
            _ if self.is_activity_row() => Carrier::Row(NameForm::Activity),
            _ if self.own.has_column_of_operation() && self.has_time_generated => {
                Carrier::Row(NameForm::Office)
            }
            _ if is_suffixed => Carrier::Row(NameForm::Suffixed { has_time: self.has_suffixed_time }),
            _ if self.own.are_of_thin(self.members) => Carrier::Thin,
            _ if self.is_of_record() => Carrier::Unknown,
            _ if self.has_content_uri => Carrier::Listing,
            _ => match (self.rows.clone(), self.columns.clone()) {
                (Some(place), columns @ Some(_)) => Carrier::Page(array_of(place, columns)),
                _ => {
                    let value = self.value.as_ref().filter(|_| self.is_odata);
                    let results = self.results.as_ref().filter(|_| self.has_schema || self.is_odata);
                    let array = value.or(results).or(self.tables.as_ref()).or(self.hits.as_ref()).cloned();
                    let other = if self.is_frame { Carrier::Frame } else { Carrier::Unknown };
                    array.map_or(other, |place| Carrier::Page(array_of(place, None)))
                }
            },
        }
    }
}

/// Returns the place of the last value of `key` in the object at this place.
fn last_value(object: &[u8], within: Range<usize>, key: &[u8]) -> Option<Range<usize>> {
    Members::new(object, within).filter(|member| member.key == key).last().map(|member| member.value)
}

/// Parses a number, in a string or not.
fn parse_number(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.trim_matches('"').parse().ok()
}

const WRAPPERS: usize = 9;

/// Returns the rank of a wrapper: where an object has the keys of several, the lowest counts.
fn wrapper_rank(wrapper: Wrapper) -> Option<usize> {
    match wrapper {
        Wrapper::None
        | Wrapper::OfficeActivity
        | Wrapper::TextColumn
        | Wrapper::Columns
        | Wrapper::Nested => None,
        // It is the whole record where the value of `AuditData` beside it is a part of one.
        Wrapper::RawAuditData => Some(0),
        Wrapper::AuditData => Some(1),
        Wrapper::GraphAuditData => Some(2),
        Wrapper::RawEventData => Some(3),
        Wrapper::Wazuh => Some(4),
        Wrapper::ElasticOriginal => Some(5),
        Wrapper::ElasticSource => Some(6),
        Wrapper::ElasticAudit | Wrapper::ElasticInput => Some(7),
        Wrapper::SplunkRaw => Some(8),
    }
}
