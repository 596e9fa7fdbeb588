//! Finds the JSON behind the prefix of a line, as syslog, fluentd, Docker and Wazuh's `archives.log` write it.

use std::ops::Range;

use memchr::{memchr, memchr2, memchr2_iter, memmem};

use super::scan::Scan;
use super::string::{string_end, unescape};
use super::write::is_json;
use crate::input::{BOM, is_blank, leading_blanks, trimmed_len};

/// Most brackets of a prefix that are tried, so that a line of brackets takes linear time.
const TRIES: usize = 64;

/// The JSON in a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Embedded {
    /// An object, at this place. It is not closed if the line ends with it.
    Object(Range<usize>),
    /// An array of objects, from this place on.
    Array(usize),
    /// An object in a string with escapes, at this place without its quotes.
    Escaped(Range<usize>),
}

/// Returns the JSON that `line` holds behind a prefix of other text.
pub(crate) fn find_embedded(line: &[u8]) -> Option<Embedded> {
    let mut behind = 0;
    for at in memchr2_iter(b'{', b'[', line).take(TRIES) {
        if at < behind || !begins_value(&line[at..]) {
            continue;
        }
        let Some(len) = Scan::default().feed(&line[at..]) else {
            return Some(place_value(line, at..line.len()));
        };
        behind = at + len;
        if !is_within_json(&line[..at], &line[behind..]) {
            return Some(place_value(line, at..behind));
        }
    }
    find_escaped(line)
}

/// Returns the place of the object in text that begins otherwise.
pub(crate) fn embedded_object(text: &[u8]) -> Option<Range<usize>> {
    // Asked first: a search through each cell of a CSV export took a tenth of the time.
    if matches!(text.first(), Some(b'{' | b'[')) {
        return None;
    }
    match find_embedded(text) {
        Some(Embedded::Object(place)) => Some(place),
        _ => None,
    }
}

/// Reports whether the inside of a string may hold an object with a member, wherever it stands.
pub(crate) fn may_hold_json(string: &[u8]) -> bool {
    memmem::find(string, b"{\\\"").is_some()
}

/// The place of a value in text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ValuePlace {
    pub place: Range<usize>,
    /// True if the value is known to be closed.
    pub is_closed: bool,
}

/// Returns the places of the values in text: of one, of several on lines of their own or joined, or of one on each line
/// behind a prefix. Text that begins as JSON and ends as something else is one place.
pub(crate) fn value_places(text: &[u8]) -> Vec<ValuePlace> {
    let end = trimmed_len(text);
    let begin = separator_len(&text[..end]);
    let is_plain = matches!(text[..end].get(begin), Some(b'{' | b'['));
    let places = if is_plain { joined_places(text, begin, end) } else { places_behind(&text[..end]) };
    if is_plain && places.is_empty() { vec![ValuePlace::open(begin..end)] } else { places }
}

/// Returns the places of values behind each other; none if something else follows one of them.
fn joined_places(text: &[u8], begin: usize, end: usize) -> Vec<ValuePlace> {
    let (mut places, mut at) = (Vec::new(), begin);
    while at < end {
        if !matches!(text[at], b'{' | b'[') {
            return Vec::new();
        }
        let closed = Scan::default().feed(&text[at..end]).map(|len| at + len);
        let behind = closed.unwrap_or(end);
        places.push(ValuePlace { place: at..behind, is_closed: closed.is_some() });
        at = behind + separator_len(&text[behind..end]);
    }
    places
}

/// Returns the place of the object or array on each line behind other text.
fn places_behind(text: &[u8]) -> Vec<ValuePlace> {
    let (mut places, mut at) = (Vec::new(), 0);
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let inside = &line[..trimmed_len(line)];
        match find_embedded(inside) {
            Some(Embedded::Object(place)) => {
                places.push(ValuePlace::open(at + place.start..at + place.end));
            }
            Some(Embedded::Array(start)) => places.push(ValuePlace::open(at + start..at + inside.len())),
            Some(Embedded::Escaped(_)) | None => {}
        }
        at += line.len();
    }
    places
}

impl ValuePlace {
    /// Returns the place of a value that may be open.
    fn open(place: Range<usize>) -> Self {
        Self { place, is_closed: false }
    }
}

/// Returns the length of what separates values: blanks, commas, and marks of files that were put together.
fn separator_len(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += match rest.first() {
            Some(&byte) if is_blank(byte) || byte == b',' => 1,
            _ if rest.starts_with(BOM) => BOM.len(),
            _ => return at,
        };
    }
}

fn place_value(line: &[u8], place: Range<usize>) -> Embedded {
    if line[place.start] == b'[' { Embedded::Array(place.start) } else { Embedded::Object(place) }
}

/// Reports whether text begins as an object with a member, or as an array of such objects. Structured data of RFC
/// 5424, times in brackets and the doubled quotes of CSV do not.
pub(crate) fn begins_value(text: &[u8]) -> bool {
    let object = match text.first() {
        Some(b'[') => &text[1 + leading_blanks(&text[1..])..],
        _ => text,
    };
    let Some(member) = object.strip_prefix(b"{") else { return false };
    let Some(key) = member[leading_blanks(member)..].strip_prefix(b"\"") else { return false };
    // A key that is empty stands in the doubled quotes of CSV.
    let Some(end) = string_end(key, 0).filter(|&end| end > 1) else { return false };
    let rest = &key[end..];
    rest[leading_blanks(rest)..].starts_with(b":")
}

/// Reports whether a value stands inside other JSON whose front is missing: a piece of a torn record.
fn is_within_json(before: &[u8], behind: &[u8]) -> bool {
    let goes_on = matches!(behind[leading_blanks(behind)..].first(), Some(b',' | b'}' | b']'));
    goes_on && before[..trimmed_len(before)].ends_with(b"\":")
}

/// Returns the object in a quoted string of the line, as key-value logs write it: `msg="{\"a\":1}"`.
fn find_escaped(line: &[u8]) -> Option<Embedded> {
    let start = 1 + memmem::find(line, b"\"{\\\"")?;
    let text = &line[start..];
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\\', &text[at..])?;
        if text[at] == b'"' {
            break;
        }
        at += 2;
        if at >= text.len() {
            return None;
        }
    }
    let mut object = Vec::new();
    let is_object = unescape(&text[..at], &mut object).is_some() && begins_value(&object);
    is_object.then_some(Embedded::Escaped(start..start + at))
}

/// Reports whether a line that begins with `[` does so with a time or a level in brackets, not with an array.
pub(crate) fn begins_with_tag(line: &[u8]) -> bool {
    let Some(end) = memchr(b']', line) else { return false };
    let is_tag = line.starts_with(b"[") && memchr2(b'{', b'"', &line[..end]).is_none();
    is_tag && !is_json(&line[..=end]) && line[end + 1..].iter().any(|&byte| !is_blank(byte))
}

#[cfg(test)]
mod tests {
    use super::{Embedded, begins_with_tag, find_embedded, value_places};

    fn found(line: &str) -> Option<&str> {
        find_embedded(line.as_bytes()).map(|embedded| match embedded {
            Embedded::Object(place) | Embedded::Escaped(place) => &line[place],
            Embedded::Array(start) => &line[start..],
        })
    }

    #[test]
    fn the_object_behind_a_prefix_is_found() {
        for (line, expected) in [
            ("<180>Aug 13 10:00:00 host app: {\"a\":1}", Some("{\"a\":1}")),
            (
                "<1>1 2026-02-14T09:00:00Z h a 1 - [x@1 b=\"{c}\" d=\"[e]\"] {\"a\":{\"b\":1}}",
                Some("{\"a\":{\"b\":1}}"),
            ),
            ("[2026-02-14] [info] { \"a\" : 1 }", Some("{ \"a\" : 1 }")),
            ("x msg={\"a\":1} cs1=b", Some("{\"a\":1}")),
            ("2026 m->o {\"a\":\"cut", Some("{\"a\":\"cut")),
            ("x [{\"a\":1},{\"b\":2}]", Some("[{\"a\":1},{\"b\":2}]")),
            ("x msg=\"{\\\"a\\\":\\\"b\\\"}\" y", Some("{\\\"a\\\":\\\"b\\\"}")),
            ("x {\"\\u00c4\": 1} y", Some("{\"\\u00c4\": 1}")),
            ("x [{\"\\tz\\\"\":1}]", Some("[{\"\\tz\\\"\":1}]")),
            ("x {\"\\\":1} y", None),
            ("x {} [] {guid} {\"\"a\"\":1}", None),
            ("plain text", None),
            ("\"Operation\":\"x\",\"Item\":{\"Id\":1},\"b\":2}", None),
            ("", None),
        ] {
            assert_eq!(found(line), expected, "{line}");
        }
    }

    #[test]
    fn the_values_of_a_text_are_found() {
        for (text, expected) in [
            ("{\"a\":1}", &["{\"a\":1}"][..]),
            (" \u{feff}{\"a\":1}\r\n\u{feff}{\"b\":2} \n", &["{\"a\":1}", "{\"b\":2}"]),
            ("{\"a\":1},[{\"b\":2}]", &["{\"a\":1}", "[{\"b\":2}]"]),
            ("{\"a\":1}\n{\"b\":\"cut", &["{\"a\":1}", "{\"b\":\"cut"]),
            ("{\"a\":1} and more", &["{\"a\":1} and more"]),
            ("<1>x {\"a\":1}\nplain\n<2>y {\"b\":2} z", &["{\"a\":1}", "{\"b\":2}"]),
            ("plain {text}", &[]),
            ("", &[]),
        ] {
            let found: Vec<_> =
                value_places(text.as_bytes()).into_iter().map(|value| &text[value.place]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_time_in_brackets_is_no_array() {
        assert!(begins_with_tag(b"[2026-02-14 09:00:01] info {\"a\":1}"));
        for line in ["[{\"a\":1}]", "[1, 2] x", "[] x", "[\"a\"] x", "[x]", "[", "{}"] {
            assert!(!begins_with_tag(line.as_bytes()), "{line}");
        }
    }
}
