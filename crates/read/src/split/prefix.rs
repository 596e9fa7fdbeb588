//! Finds the JSON behind the prefix of a line, as syslog, fluentd, Docker and Wazuh's `archives.log` write it.

use std::ops::Range;

use memchr::{memchr, memchr2, memchr2_iter};

use crate::input::{is_blank, leading_blanks, trimmed_len};
use crate::json::{Scan, is_json, unescape};

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
    let Some(end) = memchr2(b'"', b'\\', key).filter(|&end| end > 0 && key[end] == b'"') else {
        return false;
    };
    let rest = &key[end + 1..];
    rest[leading_blanks(rest)..].starts_with(b":")
}

/// Reports whether a value stands inside other JSON whose front is missing: a piece of a torn record.
fn is_within_json(before: &[u8], behind: &[u8]) -> bool {
    let goes_on = matches!(behind[leading_blanks(behind)..].first(), Some(b',' | b'}' | b']'));
    goes_on && before[..trimmed_len(before)].ends_with(b"\":")
}

/// Returns the object in a quoted string of the line, as key-value logs write it: `msg="{\"a\":1}"`.
fn find_escaped(line: &[u8]) -> Option<Embedded> {
    let start = 1 + memchr::memmem::find(line, b"\"{\\\"")?;
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
    use super::{Embedded, begins_with_tag, find_embedded};

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
            ("x {} [] {guid} {\"\"a\"\":1}", None),
            ("plain text", None),
            ("\"Operation\":\"x\",\"Item\":{\"Id\":1},\"b\":2}", None),
            ("", None),
        ] {
            assert_eq!(found(line), expected, "{line}");
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
