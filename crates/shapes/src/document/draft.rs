//! The values of a document, by their places.

use trail365_records::{FromJson, Json, JsonKind, Timestamp};
use trail365_text::json as json_text;

use super::json::{is_email, is_plain, iso_time, millis, parse_ip, read_bool, text_of, ticks};
use super::write::write_value;
use crate::model::{Kind, Slot, Target};

/// A value in the text of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
    /// The inside of a string, escapes as JSON has them; else any JSON.
    is_text: bool,
}

impl Span {
    /// Reports whether it is the inside of a string.
    pub fn is_text(self) -> bool {
        self.is_text
    }
}

/// Values by their places. It keeps its buffers, so that a document usually allocates nothing.
///
/// Texts are kept as the inside of JSON strings in one notation: two are equal if their bytes are, and no part of an escape
/// is `@` or `.`, so they can be divided there.
#[derive(Debug)]
pub struct Draft {
    targets: &'static [Target],
    text: Vec<u8>,
    slots: Vec<Values>,
}

#[derive(Debug, Default)]
struct Values {
    spans: Vec<Span>,
    is_list: bool,
}

impl Draft {
    /// Creates an empty draft for these places.
    pub fn new(targets: &'static [Target]) -> Self {
        Draft { targets, text: Vec::new(), slots: targets.iter().map(|_| Values::default()).collect() }
    }

    /// Takes all values out.
    pub fn clear(&mut self) {
        self.text.clear();
        for values in &mut self.slots {
            values.spans.clear();
            values.is_list = false;
        }
    }

    /// Keeps a text.
    pub fn keep_text(&mut self, text: &str) -> Span {
        let start = self.text.len();
        if is_plain(text) {
            self.text.extend_from_slice(text.as_bytes());
            return self.span_from(start, true);
        }
        json_text::encode(text, &mut self.text);
        // Its quotes are not part of it.
        let span = self.span_from(start, true);
        Span { start: span.start + 1, end: span.end - 1, ..span }
    }

    /// Keeps the JSON that `write` writes.
    pub fn keep_json(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Span {
        let start = self.text.len();
        write(&mut self.text);
        self.span_from(start, false)
    }

    /// Keeps a list of values that are kept.
    pub fn keep_list(&mut self, items: &[Span]) -> Span {
        let mut list = Vec::new();
        json_text::write_items(*b"[]", items.iter(), &mut list, |span, out| self.write_span(*span, out));
        self.keep_json(|out| out.extend_from_slice(&list))
    }

    /// Keeps an integer.
    pub fn keep_integer(&mut self, value: i64) -> Span {
        self.keep_json(|out| out.extend_from_slice(value.to_string().as_bytes()))
    }

    /// Keeps a value of a record as the kind that a place takes; `None` if it does not fit.
    pub fn keep_value(&mut self, slot: Slot, json: Json<'_>) -> Option<Span> {
        match self.targets[usize::from(slot.0)].kind {
            Kind::Integer => i64::from_json(json).map(|value| self.keep_integer(value)),
            Kind::Json if matches!(json.as_str(), "\"\"" | "[]" | "{}") => None,
            Kind::Json => Some(self.keep_json(|out| write_value(json, out))),
            Kind::JsonText if matches!(json.kind(), JsonKind::List | JsonKind::Object) => {
                let mut text = Vec::new();
                write_value(json, &mut text);
                Some(self.keep_text(&String::from_utf8_lossy(&text)))
            }
            _ => self.keep_decoded(slot, &text_of(json)?),
        }
    }

    /// Keeps a text as the kind that a place takes; `None` if it does not fit.
    pub fn keep_decoded(&mut self, slot: Slot, text: &str) -> Option<Span> {
        match self.targets[usize::from(slot.0)].kind {
            Kind::Text | Kind::JsonText => Some(self.keep_text(text)),
            Kind::Ip => parse_ip(text).map(|ip| self.keep_text(&ip.to_string())),
            Kind::Time => iso_time(text).map(|time| self.keep_text(&time)),
            Kind::Millis => millis(text).map(|time| self.keep_integer(time)),
            Kind::Micros => Timestamp::parse(text).map(|time| self.keep_integer(time.as_microseconds())),
            Kind::Ticks => ticks(text).map(|time| self.keep_text(&time)),
            Kind::Real => text
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
                .map(|_| self.keep_json(|out| out.extend_from_slice(text.as_bytes()))),
            Kind::Bool => {
                read_bool(text).map(|truth| self.keep_json(|out| out.extend_from_slice(truth.as_bytes())))
            }
            Kind::Email => is_email(text).then(|| self.keep_text(text)),
            Kind::Integer | Kind::Json => None,
        }
    }

    fn span_from(&self, start: usize, is_text: bool) -> Span {
        Span { start: start as u32, end: self.text.len() as u32, is_text }
    }

    /// Returns a value as JSON has it; of a string the inside, escapes as they stand.
    pub fn text_of(&self, span: Span) -> &str {
        let bytes = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Divides a text at a character that it has exactly once, with something on both sides.
    pub fn split_once(&self, span: Span, at: char) -> Option<(Span, Span)> {
        let text = self.text_of(span);
        let (left, right) =
            text.split_once(at).filter(|(left, right)| !left.is_empty() && !right.is_empty())?;
        let middle = span.start + left.len() as u32;
        let halves = (Span { end: middle, ..span }, Span { start: middle + 1, ..span });
        (span.is_text && !right.contains(at)).then_some(halves)
    }

    /// Puts a value at a place: into its list, or instead of the value that it has.
    pub fn put(&mut self, slot: Slot, span: Span) {
        if self.targets[usize::from(slot.0)].is_list {
            self.append(slot, span);
        } else {
            let values = &mut self.slots[usize::from(slot.0)];
            values.spans.clear();
            values.spans.push(span);
        }
    }

    /// Puts a value at a place that has none.
    pub fn fill(&mut self, slot: Slot, span: Span) {
        if self.is_empty(slot) {
            self.put(slot, span);
        }
    }

    /// Adds a value to a place, whose value becomes a list; one that is there already is not added.
    pub fn append(&mut self, slot: Slot, span: Span) {
        let text = self.text_of(span);
        let spans = &self.slots[usize::from(slot.0)].spans;
        let is_there =
            spans.iter().any(|&other| other.is_text == span.is_text && self.text_of(other) == text);
        let values = &mut self.slots[usize::from(slot.0)];
        values.is_list = true;
        if !is_there {
            values.spans.push(span);
        }
    }

    /// Makes the value of a place a list, even an empty one.
    pub fn make_list(&mut self, slot: Slot) {
        self.slots[usize::from(slot.0)].is_list = true;
    }

    /// Takes the values of a place out.
    pub fn remove(&mut self, slot: Slot) {
        self.slots[usize::from(slot.0)] = Values::default();
    }

    /// Puts a text at a place.
    pub fn put_text(&mut self, slot: Slot, text: &str) {
        let span = self.keep_text(text);
        self.put(slot, span);
    }

    /// Puts an integer at a place.
    pub fn put_integer(&mut self, slot: Slot, value: i64) {
        let span = self.keep_integer(value);
        self.put(slot, span);
    }

    /// Returns the value of a place, or the first one of its list.
    pub fn get(&self, slot: Slot) -> Option<Span> {
        self.slots[usize::from(slot.0)].spans.first().copied()
    }

    /// Returns all values of a place.
    pub fn all(&self, slot: Slot) -> &[Span] {
        &self.slots[usize::from(slot.0)].spans
    }

    /// Reports whether a place takes several values.
    pub fn is_list(&self, slot: Slot) -> bool {
        self.targets[usize::from(slot.0)].is_list
    }

    /// Reports whether a place has neither a value nor an empty list.
    pub fn is_empty(&self, slot: Slot) -> bool {
        let values = &self.slots[usize::from(slot.0)];
        values.spans.is_empty() && !values.is_list
    }

    /// Writes the value of a place.
    pub fn write(&self, slot: Slot, out: &mut Vec<u8>) {
        let values = &self.slots[usize::from(slot.0)];
        if values.is_list {
            json_text::write_items(*b"[]", values.spans.iter(), out, |span, out| self.write_span(*span, out));
        } else if let Some(span) = values.spans.first() {
            self.write_span(*span, out);
        }
    }

    /// Writes a value.
    pub fn write_span(&self, span: Span, out: &mut Vec<u8>) {
        let bytes = &self.text[span.start as usize..span.end as usize];
        if span.is_text {
            out.push(b'"');
            out.extend_from_slice(bytes);
            out.push(b'"');
        } else {
            out.extend_from_slice(bytes);
        }
    }
}
