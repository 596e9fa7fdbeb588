//! From a byte of a record to the path of the value there.

use crate::json::{Json, JsonKind, Steps};
use crate::member::Member;
use trail365_text::json as json_text;

/// Finds the paths of places inside a member. They have to come in ascending order: so the member's text is walked over
/// once, not once for each place.
pub(crate) struct Locator<'a> {
    key: &'a str,
    value: Json<'a>,
    value_start: usize,
    /// Path of the last place.
    path: String,
    /// The objects and lists around the last place, from the outside in.
    around: Vec<Around<'a>>,
}

impl<'a> Locator<'a> {
    pub fn new(record: &'a str, m: &Member) -> Self {
        let span = |(start, end): (u32, u32)| &record[start as usize..end as usize];
        Locator {
            key: span(m.key),
            value: Json::new(span(m.value)),
            value_start: m.value.0 as usize,
            path: String::new(),
            around: Vec::new(),
        }
    }

    /// Path of the place gone to last, such as `AffectedItems[2].Subject`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Sets the path to that of the key or value that starts at a byte of the record, and gives the value.
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
            self.around.push(Around::new(value, start, self.path.len()));
        }
    }
}

/// An object or list that is walked over.
struct Around<'a> {
    steps: Steps<'a>,
    is_object: bool,
    /// Where it starts and ends in the record.
    start: usize,
    end: usize,
    path_len: usize,
    /// Keys or items passed.
    count: usize,
    /// The last one: its value, where that starts and ends in the record, and the length of its path.
    value: Json<'a>,
    value_start: usize,
    value_end: usize,
    value_path_len: usize,
}

impl<'a> Around<'a> {
    fn new(json: Json<'a>, start: usize, path_len: usize) -> Self {
        Around {
            steps: Steps::inside(json),
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

    /// Goes on to the key or item that holds a byte of the record: its value, and where that starts.
    fn pass_to(&mut self, at: usize, path: &mut String) -> (Json<'a>, usize) {
        let before = self.count;
        let mut key = None;
        while self.value_end <= at {
            key = if self.is_object { self.steps.value() } else { None };
            let Some((start, value)) = self.steps.next_start().zip(self.steps.value()) else {
                // Nothing starts there; a place that the walk noted never leads here.
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
