//! Turns keys with dots into nested objects.

use std::collections::HashMap;

use crate::json::{Members, Object, element_places};

/// Most levels into which a key is taken apart: what is behind stays one key.
const DEPTH: usize = 8;

/// A key without the levels above the current one, and its value.
type DottedMember<'a> = (&'a [u8], &'a [u8]);

/// Writes an object of those members of `document` whose keys begin with `prefix`.
pub(crate) fn nest_members(document: &[u8], prefix: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let entries: Vec<_> = Members::new(document, 0..document.len())
        .filter_map(|member| Some((member.key.strip_prefix(prefix)?, &document[member.value])))
        .collect();
    // Kibana's `fields` have each value in an array.
    let is_listed = entries.iter().all(|(_, value)| value.starts_with(b"["));
    let entries = if is_listed { entries.into_iter().map(only_value).collect() } else { entries };
    write_object(entries, DEPTH, out);
}

/// Returns a member with the only element of its array; one with more elements as it is.
fn only_value((key, array): DottedMember<'_>) -> DottedMember<'_> {
    let mut elements = element_places(array);
    match (elements.next(), elements.next()) {
        (Some(only), None) => (key, &array[only]),
        _ => (key, array),
    }
}

fn write_object(entries: Vec<DottedMember<'_>>, depth: usize, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    for (key, value) in group_members(entries, depth) {
        match value {
            Group::Value(value) => object.write_member(key, value),
            Group::Object(entries) => write_object(entries, depth - 1, object.write_key(key)),
        }
    }
    object.end();
}

enum Group<'a> {
    Value(&'a [u8]),
    Object(Vec<DottedMember<'a>>),
}

/// Groups members by the first part of their keys, in the order of the first of each.
fn group_members(entries: Vec<DottedMember<'_>>, depth: usize) -> Vec<(&[u8], Group<'_>)> {
    let mut groups: Vec<(&[u8], Group<'_>)> = Vec::new();
    // By hash: a document may have thousands of keys, and a search for each would be quadratic.
    let mut places = HashMap::new();
    for (key, value) in entries {
        let dot = memchr::memchr(b'.', key).filter(|&dot| depth > 0 && dot > 0 && dot + 1 < key.len());
        let Some(dot) = dot else {
            groups.push((key, Group::Value(value)));
            continue;
        };
        let (first, rest) = (&key[..dot], &key[dot + 1..]);
        let place = *places.entry(first).or_insert_with(|| {
            groups.push((first, Group::Object(Vec::new())));
            groups.len() - 1
        });
        if let Group::Object(entries) = &mut groups[place].1 {
            entries.push((rest, value));
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::nest_members;

    fn check(document: &str, expected: &str) {
        let mut out = Vec::new();
        nest_members(document.as_bytes(), b"o365.audit.", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn dots_are_levels() {
        check(
            r#"{"@timestamp":0,"o365.audit.Id":"1","o365.audit.A.b":[2],"o365.audit.X":3,"o365.audit.A.c.d":4}"#,
            r#"{"Id":"1","A":{"b":[2],"c":{"d":4}},"X":3}"#,
        );
        check(r#"{"o365.audit.A":1,"o365.audit.A.b":2}"#, r#"{"A":1,"A":{"b":2}}"#);
        check(r#"{"o365.audit..a.":1,"o365.audit.b.":2}"#, r#"{".a.":1,"b.":2}"#);
    }

    #[test]
    fn values_that_all_stand_in_arrays_are_taken_out_of_them() {
        check(
            r#"{"o365.audit.Id":["1"],"o365.audit.A.b":[ 2 ],"o365.audit.C":[3,4],"x":5}"#,
            r#"{"Id":"1","A":{"b":2},"C":[3,4]}"#,
        );
        check(r#"{"o365.audit.Id":["1"],"o365.audit.B":2}"#, r#"{"Id":["1"],"B":2}"#);
    }

    #[test]
    fn levels_end_somewhere() {
        check(
            r#"{"o365.audit.a.b.c.d.e.f.g.h.i.j.k":1}"#,
            r#"{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i.j.k":1}}}}}}}}}"#,
        );
    }
}
