//! A value as it stands in the record.

use std::borrow::Cow;
use std::fmt;

use crate::parser::Parser;
use trail365_text::{json as json_text, swar};

/// Valid JSON: one value, borrowed from a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Json<'a>(&'a str);

/// Kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// `[...]`
    List,
    /// `{...}`
    Object,
}

impl fmt::Display for JsonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JsonKind::Null => "null",
            JsonKind::Bool => "bool",
            JsonKind::Number => "number",
            JsonKind::String => "string",
            JsonKind::List => "list",
            JsonKind::Object => "object",
        })
    }
}

impl<'a> Json<'a> {
    pub(crate) const NULL: Json<'static> = Json("null");

    /// `text` is one valid value without white space around it.
    pub(crate) fn new(text: &'a str) -> Self {
        Json(text)
    }

    /// The value's exact text.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// What kind of value it is.
    pub fn kind(self) -> JsonKind {
        match self.0.as_bytes().first() {
            Some(b'"') => JsonKind::String,
            Some(b'{') => JsonKind::Object,
            Some(b'[') => JsonKind::List,
            Some(b't' | b'f') => JsonKind::Bool,
            Some(b'n') | None => JsonKind::Null,
            Some(_) => JsonKind::Number,
        }
    }

    /// The text of a string; half a surrogate pair is given as U+FFFD.
    pub fn text(self) -> Option<Cow<'a, str>> {
        self.body().map(json_text::decode)
    }

    /// The text of a string, the JSON of anything else; null has none.
    pub(crate) fn as_text(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            JsonKind::Null => None,
            _ => self.text().or(Some(Cow::Borrowed(self.0))),
        }
    }

    /// Inside of a string's quotes.
    pub(crate) fn body(self) -> Option<&'a str> {
        self.0.strip_prefix('"')?.strip_suffix('"')
    }

    /// The JSON object or list that a string holds, as text that any JSON reader takes. Text that only looks like
    /// JSON, such as `{GUID}`, gives `None`.
    ///
    /// ```
    /// let mut parser = trail365_records::Parser::new();
    /// let record = parser.parse(br#"{"Data":"{\"eid\":\"a@example.com\"}","Name":"{GUID}"}"#).unwrap();
    /// assert_eq!(record.json("Data").unwrap().embedded().as_deref(), Some(r#"{"eid":"a@example.com"}"#));
    /// assert_eq!(record.json("Name").unwrap().embedded(), None);
    /// ```
    pub fn embedded(self) -> Option<Cow<'a, str>> {
        let text = self.text()?;
        let json = text.trim_matches([' ', '\t', '\n', '\r']);
        let is_json = match json.as_bytes().first() {
            Some(b'{') => Parser::new().parse(json.as_bytes()).is_ok(),
            Some(b'[') => is_list(json),
            _ => false,
        };
        is_json.then_some(text)
    }

    /// Keys and values of an object, in their order; of anything else none.
    pub fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Json<'a>)> + use<'a> {
        let mut steps = (self.kind() == JsonKind::Object).then(|| Steps::inside(self));
        std::iter::from_fn(move || steps.as_mut()?.member())
            .map(|(key, value)| (json_text::decode(key), value))
    }

    /// Items of a list, in their order; of anything else none.
    pub fn items(self) -> impl Iterator<Item = Json<'a>> + use<'a> {
        let mut steps = (self.kind() == JsonKind::List).then(|| Steps::inside(self));
        std::iter::from_fn(move || steps.as_mut()?.value())
    }
}

/// Whether a text is a JSON list: as the one value of an object it must be all of that value.
fn is_list(text: &str) -> bool {
    let object = format!("{{\"\":{text}}}");
    let mut parser = Parser::new();
    parser.parse(object.as_bytes()).is_ok_and(|record| {
        let mut entries = record.object().entries();
        entries.next().is_some_and(|e| e.json().as_str() == text) && entries.next().is_none()
    })
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Steps through valid JSON without checking it again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steps<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Steps<'a> {
    /// Inside of an object or list, behind its opening bracket.
    pub fn inside(json: Json<'a>) -> Self {
        Steps { text: json.0, at: 1 }
    }

    /// Place of the next key or element; `None` at the closing bracket.
    pub fn next_start(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b',' | b':' | b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        (!matches!(bytes.get(self.at), None | Some(b'}' | b']'))).then_some(self.at)
    }

    /// The value that starts here, and its span; the step goes behind it.
    pub fn value(&mut self) -> Option<Json<'a>> {
        let start = self.next_start()?;
        self.at = end_of(self.text.as_bytes(), start);
        Some(Json(&self.text[start..self.at]))
    }

    /// A key (inside of its quotes) and its value.
    pub fn member(&mut self) -> Option<(&'a str, Json<'a>)> {
        let key = self.value()?.body()?;
        Some((key, self.value()?))
    }
}

/// End of the valid value that starts at `at`.
fn end_of(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'"' => end_of_string(bytes, at),
        b'{' | b'[' => end_of_container(bytes, at),
        _ => {
            let ends = |b: &u8| matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
            bytes[at..].iter().position(ends).map_or(bytes.len(), |len| at + len)
        }
    }
}

fn end_of_string(bytes: &[u8], at: usize) -> usize {
    let mut i = swar::plain_until(bytes, at + 1);
    while let Some(&b) = bytes.get(i) {
        match b {
            b'"' => return i + 1,
            b'\\' => i += 2,
            _ => i += 1,
        }
        i = swar::plain_until(bytes, i);
    }
    bytes.len()
}

fn end_of_container(bytes: &[u8], at: usize) -> usize {
    let (mut i, mut depth) = (at, 0_usize);
    while let Some(&b) = bytes.get(i) {
        match b {
            b'"' => {
                i = end_of_string(bytes, i);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return i + 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        i += 1;
    }
    bytes.len()
}
