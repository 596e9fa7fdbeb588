//! Recognizes a page by its first bytes, where it is not at hand to its end.

use std::ops::Range;

use memchr::memmem;

use super::keys::{KeysMet, begins_with_record};
use super::parts::{has_key_of_record, may_hold_record};
use super::row::Columns;
use crate::input::leading_blanks;
use crate::json::{Members, open_member};

/// The part of a page before its elements.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PageFront {
    /// Bytes up to the array's bracket, and with it.
    pub len: usize,
    /// Objects that are open there.
    pub depth: usize,
    /// Columns of the elements, if those are rows.
    pub columns: Option<Columns>,
    /// True if the page has named a next one so far.
    pub has_next: bool,
    /// Values before the array that may hold a record.
    pub parts: Vec<Range<usize>>,
}

impl PageFront {
    /// Returns the front of an array with nothing around it.
    pub(crate) fn of_array() -> Self {
        Self { len: 1, depth: 0, columns: None, has_next: false, parts: Vec::new() }
    }
}

/// Returns the front of the page that `bytes` begin with, if they begin one and go as far as its elements.
pub(crate) fn page_front(bytes: &[u8]) -> Option<PageFront> {
    front_at(bytes, 0, 1)
}

fn front_at(bytes: &[u8], start: usize, depth: usize) -> Option<PageFront> {
    let mut seen = KeysMet::default();
    // Members are read until one can hold the elements: everything before that must be whole.
    let (key, value) = open_member(bytes, start, |member| {
        seen.note_member(bytes, member.key, member.value.clone());
        is_array_of_page(member.key) && matches!(bytes[member.value.start], b'[' | b'{')
            || begins_plain_page(&bytes[member.value.start..])
    })?;
    let parts = || seen.parts_before(bytes, value);
    let front = |columns, has_next| PageFront { len: value + 1, depth, columns, has_next, parts: parts() };
    match (key, bytes.get(value)?) {
        // A record may have a list under such a key as its own field.
        _ if seen.is_of_record() || seen.has_prefixed() => None,
        (b"rows" | b"Rows", b'[') => {
            let columns = Columns::new(&bytes[seen.columns()?]);
            Some(front(Some(columns), false))
        }
        (key, b'[') if is_array_of_page(key) => Some(front(None, seen.has_next())),
        (_, b'[') if !seen.is_own() && begins_plain_page(&bytes[value..]) => {
            Some(front(None, seen.has_next()))
        }
        // A search of Elastic answers with its hits one level deeper.
        (b"hits", b'{') if depth == 1 => {
            let inner = front_at(bytes, value, 2)?;
            Some(PageFront { parts: [parts(), inner.parts].concat(), ..inner })
        }
        _ => None,
    }
}

fn is_array_of_page(key: &[u8]) -> bool {
    matches!(
        key,
        b"value"
            | b"results"
            | b"Results"
            | b"tables"
            | b"Tables"
            | b"rows"
            | b"Rows"
            | b"hits"
            | b"activityEventEntities"
    )
}

/// Reports whether `value`, whatever its key, is an array of records.
fn begins_plain_page(value: &[u8]) -> bool {
    value.starts_with(b"[") && begins_with_record(value)
}

/// Reports whether the part of a page behind its elements names a next page.
pub(crate) fn names_next(tail: &[u8]) -> bool {
    // The key of Graph's link ends the same with and without its `@odata`.
    let is_named = |key: &[u8]| {
        let value = memmem::find(tail, key).map(|at| &tail[at + key.len()..])?;
        let value = value[leading_blanks(value)..].strip_prefix(b":")?;
        value[leading_blanks(value)..].starts_with(b"\"").then_some(())
    };
    is_named(b"nextLink\"").or_else(|| is_named(b"continuationUri\"")).is_some()
}

/// Returns the values that may hold a record in the part of a page behind its elements, which closes so many objects;
/// and, where it is not JSON to its end, the place from which on it is not, if a record may be there.
pub(crate) fn parts_behind(tail: &[u8], depth: usize) -> (Vec<Range<usize>>, Option<usize>) {
    let (mut parts, mut at) = (Vec::new(), 0);
    for _ in 0..depth {
        let mut members = Members::behind(tail, at);
        for member in members.by_ref() {
            at = member.value.end;
            if may_hold_record(&tail[member.value.clone()]) {
                parts.push(member.value);
            }
        }
        match members.end() {
            Some(end) => at = end,
            None => return (parts, has_key_of_record(&tail[at..]).then_some(at)),
        }
    }
    (parts, None)
}

#[cfg(test)]
mod tests {
    use super::page_front;

    fn check(text: &str, expected: Option<(&str, usize, bool, bool)>) {
        let found = page_front(text.as_bytes());
        let found =
            found.map(|front| (&text[..front.len], front.depth, front.columns.is_some(), front.has_next));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_front_ends_with_the_bracket_of_the_elements() {
        let graph = "{\"@odata.context\":\"c\", \"value\" : [";
        check(&format!("{graph}{{\"a\":1}},{{"), Some((graph, 1, false, false)));
        let next = "{\"@odata.nextLink\":\"n\",\"value\":[";
        check(next, Some((next, 1, false, true)));
        let tables = "{\"tables\":[";
        check(&format!("{tables}{{\"name\":\"x\""), Some((tables, 1, false, false)));
        let rows = "{\"name\":\"x\",\"columns\":[{\"name\":\"a\"}],\"rows\":[";
        check(&format!("{rows}[1],["), Some((rows, 1, true, false)));
        let hits = "{\"took\":1,\"hits\":{\"total\":{},\"hits\":[";
        check(&format!("{hits}{{"), Some((hits, 2, false, false)));
        let records = "{\"records\": [";
        check(&format!("{records}{{\"CreationTime\":1,\"Operation\":2,"), Some((records, 1, false, false)));
        check(&format!("{records} {{\"auditData\":{{}}}},"), Some((records, 1, false, false)));
    }

    #[test]
    fn what_may_hold_a_record_before_the_elements_is_a_part() {
        let check = |front: &str, expected: &[&str]| {
            let text = format!("{front}[{{\"CreationTime\":1,\"Operation\":2}}, ");
            let found = page_front(text.as_bytes()).unwrap();
            let parts: Vec<_> = found.parts.into_iter().map(|part| &text[part]).collect();
            assert_eq!(parts, expected, "{text}");
        };
        let record = r#"{"CreationTime":"t","Operation":"o"}"#;
        let text = r#""{\"CreationTime\":1,\"Operation\":2}""#;
        check(r#"{"@odata.context":"c","x":{},"value":"#, &[]);
        check(&format!(r#"{{"AuditData":{record},"Parts":"#), &[record]);
        check(&format!(r#"{{"AuditData":{text},"value":"#), &[text]);
        let event = format!(r#"{{"original":{text}}}"#);
        check(
            &format!(r#"{{"x":{record},"event":{event},"hits":{{"y":{text},"hits":"#),
            &[record, &event, text],
        );
        check(r#"{"columns":[{"name":"Operation"},{"name":"CreationTime"}],"rows":"#, &[]);
    }

    #[test]
    fn records_and_others_are_no_pages() {
        for text in [
            "{\"CreationTime\":\"x\",\"value\":[{",
            "{\"a\":[{",
            "{\"data\":[{",
            "{\"Id\":1,\"data\":[{\"AuditData\":{}},",
            "{\"rows\":[[",
            "{\"value\":{\"value\":[",
            "{\"value\":\"",
            "{\"value\"",
            "{",
            "",
        ] {
            check(text, None);
        }
    }
}
