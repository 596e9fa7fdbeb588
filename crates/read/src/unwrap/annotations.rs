//! Takes off what Microsoft Graph adds to a record: members that only describe others.

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::input::leading_blanks;
use crate::json::{Scan, string_end};

/// Part of the keys of all annotations: `@odata.type`, `RecordType@odata.type`.
const MARK: &[u8] = b"@odata.";

/// Words behind it that describe another value, or say where it stands. Others, such as `bind`, have content.
const WORDS: [&[u8]; 16] = [
    b"type",
    b"context",
    b"id",
    b"etag",
    b"count",
    b"editLink",
    b"readLink",
    b"navigationLink",
    b"associationLink",
    b"nextLink",
    b"deltaLink",
    b"metadataEtag",
    b"mediaEtag",
    b"mediaContentType",
    b"mediaReadLink",
    b"mediaEditLink",
];

/// Reports whether there may be annotations.
pub(crate) fn may_have_annotations(record: &[u8]) -> bool {
    memmem::find(record, MARK).is_some()
}

/// Writes `record` without its annotations, at any depth; returns `false` if it has none. Every other byte stays as it
/// is. What is no JSON is copied, for the parser to report.
///
/// It is one pass over the text, whatever its depth.
pub(crate) fn strip_annotations(record: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    let (mut at, mut copied) = (0, 0);
    while let Some(start) = memchr(b'"', &record[at..]).map(|quote| at + quote) {
        let Some(end) = string_end(record, start + 1) else { break };
        at = end;
        let key = &record[start + 1..end - 1];
        if !is_annotation(key) {
            continue;
        }
        let Some(value) = value_behind(record, end) else { continue };
        out.extend_from_slice(&record[copied..start]);
        at = end_of_member(record, value.end, out);
        copied = at;
    }
    out.extend_from_slice(&record[copied..]);
    copied > 0
}

/// Reports whether a key is that of an annotation without content.
fn is_annotation(key: &[u8]) -> bool {
    let place = memmem::rfind(key, MARK);
    place.is_some_and(|place| WORDS.contains(&&key[place + MARK.len()..]))
}

/// Returns the place of the value of the key that ends here; `None` if the string is no key.
fn value_behind(record: &[u8], key_end: usize) -> Option<Range<usize>> {
    let colon = key_end + leading_blanks(&record[key_end..]);
    if record.get(colon) != Some(&b':') {
        return None;
    }
    let start = colon + 1 + leading_blanks(&record[colon + 1..]);
    let end = match record.get(start)? {
        b'"' => string_end(record, start + 1)?,
        b'{' | b'[' => start + Scan::default().feed(&record[start..])?,
        _ => start + record[start..].iter().position(|byte| matches!(byte, b',' | b'}' | b']'))?,
    };
    Some(start..end)
}

/// Returns the place from which to copy on. A member goes with the comma behind it, or the last one with the comma
/// before it.
fn end_of_member(record: &[u8], value_end: usize, out: &mut Vec<u8>) -> usize {
    let next = value_end + leading_blanks(&record[value_end..]);
    if record.get(next) == Some(&b',') {
        return next + 1 + leading_blanks(&record[next + 1..]);
    }
    let kept = out.trim_ascii_end().len();
    if out[..kept].ends_with(b",") {
        out.truncate(kept - 1);
    }
    value_end
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::strip_annotations;

    fn check(record: &str, expected: Option<&str>) {
        let mut out = Vec::new();
        let found = strip_annotations(record.as_bytes(), &mut out).then(|| String::from_utf8(out).unwrap());
        assert_eq!(found.as_deref(), expected, "{record}");
    }

    #[test]
    fn annotations_go_and_nothing_else() {
        check(r##"{"@odata.type":"#x","a" : 1}"##, Some(r#"{"a" : 1}"#));
        check(r#"{"a":1, "b@odata.type" : "x" }"#, Some(r#"{"a":1 }"#));
        check(r#"{"@odata.type":"x"}"#, Some("{}"));
        check(
            r##"{"T@odata.type":"#Int64","T":15,"L@odata.type":["x",{"y":1}],"L":[{"N@odata.type":1,"N":"@odata.x"}]}"##,
            Some(r#"{"T":15,"L":[{"N":"@odata.x"}]}"#),
        );
        check(r#"{"a":"@odata.type","b":["@odata.type"]}"#, None);
        check(r#"{"owner@odata.bind":"x","a@odata.type":1}"#, Some(r#"{"owner@odata.bind":"x"}"#));
        check(r#"{"a":"\"@odata.type\":1"}"#, None);
        check(r#"{"@odata.type"#, None);
    }

    proptest! {
        #[test]
        fn what_was_annotated_is_as_before(
            members in vec(("[a-c]{1,2}", prop_oneof![
                any::<i32>().prop_map(Value::from), "[ab,:{}\\[\\]@\"\\\\]{0,5}".prop_map(Value::from),
            ], any::<bool>(), any::<bool>()), 0..6),
        ) {
            let (mut plain, mut annotated) = (Vec::new(), Vec::new());
            for (at, (key, value, is_before, is_behind)) in members.into_iter().enumerate() {
                let member = format!("\"{key}{at}\":{value}");
                let annotation = format!("\"{key}{at}@odata.type\":\"#Collection(x)\"");
                annotated.extend(is_before.then(|| annotation.clone()));
                plain.push(member.clone());
                annotated.push(member);
                annotated.extend(is_behind.then_some(annotation));
            }
            let nest = |members: Vec<String>| format!("{{\"o\":[{{{}}}],{}}}", members.join(","), "\"z\":{}");
            let (plain, annotated) = (nest(plain), nest(annotated));
            let mut out = Vec::new();
            let has_any = strip_annotations(annotated.as_bytes(), &mut out);
            prop_assert_eq!(has_any, plain != annotated);
            prop_assert_eq!(String::from_utf8(out).unwrap(), plain);
        }
    }
}
