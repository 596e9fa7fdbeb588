//! JSON from anywhere, read without a tree; a text that is no JSON has no value.

use std::ops::Range;

use trail365_records::{Json, JsonKind, Object, Parser};

use super::path::Step;

const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Text around a value, so that the parser, which reads objects, reads any JSON.
const AROUND: (&str, &str) = ("{\"\":", "}");

/// Reads JSON texts one after the other and keeps its buffers.
pub(super) struct Reader {
    parser: Parser,
    wrapped: Vec<u8>,
}

/// The value of a JSON text.
pub(super) struct Document<'a> {
    /// The text around the value, and the number of its bytes in front of the given text.
    ground: (&'a [u8], usize),
    /// Bytes of white space before a value that was wrapped.
    indent: usize,
    top: Top<'a>,
}

enum Top<'a> {
    Object(Object<'a>),
    Other(Json<'a>),
}

impl Reader {
    pub fn new() -> Self {
        Reader { parser: Parser::new(), wrapped: Vec::new() }
    }

    /// Reads the value of a text; `None` when it is no JSON, or more than the parser's limits allow.
    pub fn read_json<'a>(&'a mut self, text: &'a str) -> Option<Document<'a>> {
        let value = text.trim_start_matches(WHITE_SPACE);
        if value.starts_with('{') {
            // An object needs no frame, so it is read in place: records are objects, and this is the hot path.
            let top = Top::Object(self.parser.parse(text.as_bytes()).ok()?.object());
            return Some(Document { ground: (text.as_bytes(), 0), indent: 0, top });
        }
        self.read_wrapped(text)
    }

    /// Reads any value of a text, an object among them, as [`Document::as_value`] gives it; `None` as [`Reader::read_json`].
    pub fn read_wrapped<'a>(&'a mut self, text: &'a str) -> Option<Document<'a>> {
        let value = text.trim_start_matches(WHITE_SPACE);
        let indent = text.len() - value.len();
        let value = value.trim_end_matches(WHITE_SPACE);
        self.wrapped.clear();
        for part in [AROUND.0, value, AROUND.1] {
            self.wrapped.extend_from_slice(part.as_bytes());
        }
        let record = self.parser.parse(&self.wrapped).ok()?;
        let mut entries = record.object().entries();
        let json = entries.next()?.json();
        // A text like `1,"x":2` makes an object of more than one value.
        let is_whole = json.as_str() == value && entries.next().is_none();
        let ground = (self.wrapped.as_slice(), AROUND.0.len());
        is_whole.then_some(Document { ground, indent, top: Top::Other(json) })
    }
}

impl<'a> Document<'a> {
    /// Finds the value at a path; an empty one leads to the value itself, unless it is an object that was read in place. Of a doubled key the last value that is not null counts, as in the columns.
    pub fn find_value(&self, path: &[Step]) -> Option<Json<'a>> {
        let mut rest = path.iter();
        let mut at = match &self.top {
            Top::Object(object) => match rest.next()? {
                Step::Key(key) => {
                    last_value(object.entries().filter(|e| e.key() == key.as_str()).map(|e| e.json()))?
                }
                Step::Item(_) => return None,
            },
            Top::Other(json) => *json,
        };
        for step in rest {
            at = step_into(at, step)?;
        }
        Some(at)
    }

    /// Returns the object; `None` for any other value.
    pub fn as_object(&self) -> Option<&Object<'a>> {
        match &self.top {
            Top::Object(object) => Some(object),
            Top::Other(_) => None,
        }
    }

    /// Returns the value; `None` for an object that was read in place.
    pub fn as_value(&self) -> Option<Json<'a>> {
        match &self.top {
            Top::Object(_) => None,
            Top::Other(json) => Some(*json),
        }
    }

    /// Returns the range of a part of this document in the text that it was read from.
    pub fn range_of(&self, part: &str) -> Range<usize> {
        let (ground, before) = self.ground;
        let start = (part.as_ptr() as usize - ground.as_ptr() as usize) - before + self.indent;
        start..start + part.len()
    }
}

/// Returns the value that a step leads to.
pub(super) fn step_into<'a>(json: Json<'a>, step: &Step) -> Option<Json<'a>> {
    match step {
        Step::Key(key) => last_value(json.members().filter(|(k, _)| k == key.as_str()).map(|(_, v)| v)),
        Step::Item(index) => json.items().nth(*index),
    }
}

fn last_value<'a>(values: impl Iterator<Item = Json<'a>>) -> Option<Json<'a>> {
    values.reduce(|best, next| if next.kind() == JsonKind::Null { best } else { next })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::Reader;
    use crate::functions::path::parse_path;

    proptest! {
        /// Whatever the text, it is read exactly where it is JSON, and what is found lies where its place says.
        #[test]
        fn any_text(text in r#"[ \n]?[\[{"]?[\[\]{}:,"\\\\ eu0-9ntrlasf\u{e9}-]{0,24}[\]}"]?"#, path in r"[a.\[\]0-2]{1,6}") {
            check(&text, &path);
        }

        #[test]
        fn any_object(key in "[a-c]", value in r#"(1|"x\\\\"|\[1, ?\{"a":2\}\]|\{"a":\[0\]\}|null)"#, path in r"[a.\[\]0-2]{1,6}") {
            check(&format!(" {{\"{key}\" : {value},\"a\":{value}}} "), &path);
        }
    }

    fn check(text: &str, path: &str) {
        let mut reader = Reader::new();
        let document = reader.read_json(text);
        assert_eq!(document.is_some(), serde_json::from_str::<&RawValue>(text).is_ok(), "{text}");
        if let (Some(document), Ok(steps)) = (document, parse_path(path))
            && let Some(found) = document.find_value(&steps)
        {
            assert_eq!(&text[document.range_of(found.as_str())], found.as_str());
        }
    }
}
