//! Paths of values, from the bytes at which they start.

use trail365_text::json as json_text;

use crate::parse::member::Member;
use crate::parse::parsed::Parsed;
use crate::value::json::{Json, JsonKind, Steps};

/// Finds the paths of bytes inside a member. They have to come in ascending order, so that the text of the member is
/// walked over once, not once for each of them.
pub(crate) struct Locator<'a> {
    key: &'a str,
    value: Json<'a>,
    value_start: usize,
    /// Path of the last byte.
    path: String,
    /// The objects and lists around the last byte, from the outside in.
    around: Vec<OpenContainer<'a>>,
}

impl<'a> Locator<'a> {
    pub fn new(parsed: &Parsed<'a>, m: &Member) -> Self {
        Locator {
            key: parsed.span_text(m.key),
            value: Json::new(parsed.span_text(m.value)),
            value_start: m.value.0 as usize,
            path: String::new(),
            around: Vec::new(),
        }
    }

    /// Returns the path of the byte gone to last, such as `AffectedItems[2].Subject`.
    pub fn current_path(&self) -> &str {
        &self.path
    }

    /// Goes to the key or value that starts at a byte of the record, and returns the value.
    pub fn go_to(&mut self, at: usize) -> Json<'a> {
        while self.around.last().is_some_and(|around| around.end <= at) {
            self.around.pop();
        }
        if self.around.is_empty() {
            self.path.clear();
            self.path.push_str(&json_text::decode(self.key));
        }
        let (mut value, mut start) = (self.value, self.value_start);
        loop {
            if let Some(around) = self.around.last_mut() {
                (value, start) = around.pass_to(at, &mut self.path);
            }
            if at <= start || !matches!(value.kind(), JsonKind::Object | JsonKind::List) {
                return value;
            }
            self.around.push(OpenContainer::new(value, start, self.path.len()));
        }
    }
}

/// An object or list that the locator is inside of.
struct OpenContainer<'a> {
    steps: Steps<'a>,
    is_object: bool,
    /// First byte in the record, and the byte behind the last one.
    start: usize,
    end: usize,
    path_len: usize,
    /// Keys or items passed.
    count: usize,
    /// The last one: its value, the bytes of that in the record, and the length of its path.
    value: Json<'a>,
    value_start: usize,
    value_end: usize,
    value_path_len: usize,
}

impl<'a> OpenContainer<'a> {
    fn new(json: Json<'a>, start: usize, path_len: usize) -> Self {
        OpenContainer {
            steps: Steps::inside_of(json),
            is_object: json.kind() == JsonKind::Object,
            start,
            end: start + json.as_str().len(),
            path_len,
            count: 0,
            value: json,
            value_start: start,
            value_end: start,
            value_path_len: path_len,
        }
    }

    /// Goes on to the key or item that holds a byte of the record. Returns its value and the first byte of that.
    fn pass_to(&mut self, at: usize, path: &mut String) -> (Json<'a>, usize) {
        let before = self.count;
        let mut key = None;
        while self.value_end <= at {
            key = if self.is_object { self.steps.next_value() } else { None };
            let Some((start, value)) = self.steps.next_start().zip(self.steps.next_value()) else {
                // Nothing starts there. No byte that the walk noted leads here.
                self.value_start = at;
                break;
            };
            self.value = value;
            (self.value_start, self.value_end) = (self.start + start, self.start + self.steps.at);
            self.count += 1;
        }
        if self.count > before {
            path.truncate(self.path_len);
            match key.and_then(Json::text) {
                Some(key) if path.is_empty() => path.push_str(&key),
                Some(key) => path.extend([".", &*key]),
                None => path.extend(["[", &(self.count - 1).to_string(), "]"]),
            }
            self.value_path_len = path.len();
        }
        path.truncate(self.value_path_len);
        (self.value, self.value_start)
    }
}
