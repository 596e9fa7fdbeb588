//! A JSON value as it stands in the record.

use std::borrow::Cow;
use std::fmt;

use trail365_text::{json as json_text, swar};

use crate::parse::check::is_json_container;

/// A JSON value, borrowed from a record as it stands there.
///
/// ```
/// let mut parser = trail365_records::Parser::new();
/// let record = parser.parse(br#"{"Novel":{"Count":1.50,"Tags":["a",null]}}"#)?;
/// let members: Vec<_> = record.json("Novel").unwrap().members().collect();
/// assert_eq!((&*members[0].0, members[0].1.as_str()), ("Count", "1.50"));
/// assert_eq!(members[1].1.items().next().unwrap().text().as_deref(), Some("a"));
/// # Ok::<(), trail365_records::Error>(())
/// ```
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

    /// Wraps a text that must be one valid value without white space around it.
    pub(crate) fn new(text: &'a str) -> Self {
        Json(text)
    }

    /// Returns the value's exact text.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Returns the kind of value.
    pub fn kind(self) -> JsonKind {
        // The parser has checked the value: its first byte is enough to tell the kind.
        match self.0.as_bytes().first() {
            Some(b'"') => JsonKind::String,
            Some(b'{') => JsonKind::Object,
            Some(b'[') => JsonKind::List,
            Some(b't' | b'f') => JsonKind::Bool,
            Some(b'n') | None => JsonKind::Null,
            Some(_) => JsonKind::Number,
        }
    }

    /// Returns the text of a string. Half a surrogate pair becomes U+FFFD.
    pub fn text(self) -> Option<Cow<'a, str>> {
        self.string_body().map(json_text::decode)
    }

    /// Returns the text of a string, or the JSON of any other value but null.
    pub(crate) fn as_text(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            JsonKind::Null => None,
            _ => self.text().or(Some(Cow::Borrowed(self.0))),
        }
    }

    /// Returns the inside of a string's quotes.
    pub(crate) fn string_body(self) -> Option<&'a str> {
        self.0.strip_prefix('"')?.strip_suffix('"')
    }

    /// Returns the JSON object or list that a string holds, as text that any JSON reader accepts. Returns `None` for text
    /// that only looks like JSON, such as `{GUID}`.
    ///
    /// ```
    /// let mut parser = trail365_records::Parser::new();
    /// let record = parser.parse(br#"{"Data":"{\"eid\":\"a@example.com\"}","Name":"{GUID}"}"#).unwrap();
    /// assert_eq!(record.json("Data").unwrap().embedded().as_deref(), Some(r#"{"eid":"a@example.com"}"#));
    /// assert_eq!(record.json("Name").unwrap().embedded(), None);
    /// ```
    pub fn embedded(self) -> Option<Cow<'a, str>> {
        let text = self.text()?;
        is_json_container(text.trim_matches([' ', '\t', '\n', '\r'])).then_some(text)
    }

    /// Wraps the text of a JSON object or list, as [`Json::embedded`] returns it; `None` for any other text.
    ///
    /// ```
    /// use trail365_records::{Json, JsonKind};
    ///
    /// assert_eq!(Json::container(r#"{"eid":"a@example.com"}"#).unwrap().kind(), JsonKind::Object);
    /// assert_eq!(Json::container("{GUID}"), None);
    /// ```
    pub fn container(text: &'a str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\n', '\r']);
        is_json_container(text).then_some(Json(text))
    }

    /// Iterates over the keys and values of an object, in their order. Any other value has none.
    pub fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Json<'a>)> + use<'a> {
        let mut steps = (self.kind() == JsonKind::Object).then(|| Steps::inside_of(self));
        std::iter::from_fn(move || steps.as_mut()?.next_member())
            .map(|(key, value)| (json_text::decode(key), value))
    }

    /// Iterates over the items of a list, in their order. Any other value has none.
    pub fn items(self) -> impl Iterator<Item = Json<'a>> + use<'a> {
        let mut steps = (self.kind() == JsonKind::List).then(|| Steps::inside_of(self));
        std::iter::from_fn(move || steps.as_mut()?.next_value())
    }
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
// The parser has checked the record. Whatever else this is used on must be valid, too, or the steps are wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steps<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Steps<'a> {
    /// Starts inside of an object or list, behind its opening bracket.
    pub fn inside_of(json: Json<'a>) -> Self {
        Steps { text: json.0, at: 1 }
    }

    /// Goes to the next key or item and returns its place; `None` at the closing bracket.
    pub fn next_start(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        // The text is valid, so a comma or a colon only ever separates: it needs no check of its own.
        while matches!(bytes.get(self.at), Some(b',' | b':' | b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        (!matches!(bytes.get(self.at), None | Some(b'}' | b']'))).then_some(self.at)
    }

    /// Returns the next value and goes behind it.
    pub fn next_value(&mut self) -> Option<Json<'a>> {
        let start = self.next_start()?;
        self.at = end_of(self.text.as_bytes(), start);
        Some(Json(&self.text[start..self.at]))
    }

    /// Returns the next key, which is the inside of its quotes, and its value.
    pub fn next_member(&mut self) -> Option<(&'a str, Json<'a>)> {
        let key = self.next_value()?.string_body()?;
        Some((key, self.next_value()?))
    }
}

/// Returns the end of the valid value that starts at `at`.
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
