//! Values of records, written into documents.
//!
//! An object of a record can have a key twice. Elasticsearch and others refuse such a document; of the values of a key the last
//! one counts, as for the fields of records.

use std::borrow::Cow;
use std::collections::HashSet;

use trail365_records::{Json, JsonKind, Value};
use trail365_text::json as json_text;
use trail365_text::swar;

/// Writes a value as it stands, on one line, with the characters escaped that act on a terminal; of an object that has a key
/// twice the last value of it.
pub fn write_value(json: Json<'_>, out: &mut Vec<u8>) {
    let text = json.as_str().as_bytes();
    if matches!(text, [b'{' | b'[', ..]) && may_have_doubled_keys(text) {
        return write_unique(json, out);
    }
    // Nearly all values are printable ASCII: a copy is several times as fast as a walk through them.
    if text.iter().all(|b| (0x20..0x7F).contains(b)) {
        out.extend_from_slice(text);
    } else {
        Value::Other(json).write_json(out);
    }
}

/// Reports whether an object in this text may have a key twice. `text` is valid JSON.
///
/// It is one pass over the text, and most objects have few keys.
fn may_have_doubled_keys(text: &[u8]) -> bool {
    let mut keys: Vec<&[u8]> = Vec::new();
    // For each open object where its keys begin.
    let mut objects: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' => objects.push(keys.len()),
            b'}' => {
                let start = objects.pop().unwrap_or_default();
                if has_twice(&mut keys[start..]) {
                    return true;
                }
                keys.truncate(start);
            }
            b'"' => {
                let end = end_of_string(text, at);
                let key = &text[at..end];
                at = end + 1;
                let behind = text[at.min(text.len())..].iter().find(|byte| !byte.is_ascii_whitespace());
                if behind == Some(&b':') {
                    // One key can be written in several ways.
                    if key.contains(&b'\\') {
                        return true;
                    }
                    keys.push(key);
                }
            }
            _ => {}
        }
    }
    false
}

fn has_twice(keys: &mut [&[u8]]) -> bool {
    if keys.len() <= 8 {
        return (1..keys.len()).any(|at| keys[..at].contains(&keys[at]));
    }
    keys.sort_unstable();
    keys.windows(2).any(|pair| pair[0] == pair[1])
}

/// Returns the place of the quote that ends a string.
fn end_of_string(text: &[u8], from: usize) -> usize {
    let mut at = swar::plain_until(text, from);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
        at = swar::plain_until(text, at.min(text.len()));
    }
    text.len()
}

/// Returns the members of an object, the last one of each key.
pub fn unique_members(json: Json<'_>) -> Vec<(Cow<'_, str>, Json<'_>)> {
    keep_last(json.members().collect())
}

/// Keeps the last value of each name, at the place of that.
pub fn keep_last<T>(mut pairs: Vec<(Cow<'_, str>, T)>) -> Vec<(Cow<'_, str>, T)> {
    let mut seen = HashSet::with_capacity(pairs.len());
    let is_last: Vec<_> = pairs.iter().rev().map(|(name, _)| seen.insert(name.as_ref())).collect();
    if is_last.iter().all(|last| *last) {
        return pairs;
    }
    let mut is_last = is_last.into_iter().rev();
    pairs.retain(|_| is_last.next().unwrap_or(true));
    pairs
}

/// Writes a list or an object whose objects have each key once.
fn write_unique(json: Json<'_>, out: &mut Vec<u8>) {
    match json.kind() {
        JsonKind::List => {
            json_text::write_items(*b"[]", json.items(), out, |item, out| write_unique(item, out));
        }
        JsonKind::Object => {
            json_text::write_items(*b"{}", unique_members(json).iter(), out, |(name, value), out| {
                json_text::encode(name, out);
                out.push(b':');
                write_unique(*value, out);
            });
        }
        _ => write_value(json, out),
    }
}

#[cfg(test)]
mod tests {
    use trail365_records::Json;

    use super::{may_have_doubled_keys, write_unique};

    #[test]
    fn the_last_value_of_a_key_stays() {
        for (json, expect) in [
            (r#"{"a":1,"b":2,"a":{"c":3,"c":4}}"#, r#"{"b":2,"a":{"c":4}}"#),
            (r#"[{"a":1},{"a":1,"\u0061":2}]"#, r#"[{"a":1},{"a":2}]"#),
            (r#"{"a":"x\"b\"","b":["a","a"],"c":{"a":"a:"}}"#, ""),
            (
                r#"{"1":1,"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"9":1,"1":2}"#,
                r#"{"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"9":1,"1":2}"#,
            ),
            (r#"{"ü":[{"ü" : 1}],"a":{}}"#, ""),
        ] {
            let doubled = may_have_doubled_keys(json.as_bytes());
            assert_eq!(doubled, !expect.is_empty(), "{json}");
            let mut out = Vec::new();
            write_unique(Json::container(json).unwrap(), &mut out);
            if doubled {
                assert_eq!(String::from_utf8(out).unwrap(), expect);
            }
        }
    }
}
