//! Repairs records whose quotes a program has changed: doubled once more, escaped, made typographic, or as HTML.

use super::members::{Members, element_places};
use super::string::unescape;
use super::write::is_json;
use crate::input::leading_blanks;

/// Keys of records, of which a repaired object must have one.
const KEYS: [&[u8]; 2] = [b"CreationTime", b"Operation"];

/// Reports whether an object begins with something else than a key in quotes.
fn begins_misquoted(cell: &[u8]) -> bool {
    let Some(inside) = cell.strip_prefix(b"{") else { return false };
    let inside = &inside[leading_blanks(inside)..];
    !matches!(inside, [] | [b'}', ..] | [b'"']) && (!inside.starts_with(b"\"") || inside.starts_with(b"\"\""))
}

/// Returns the object that is the only element of an array.
pub(crate) fn only_element(cell: &[u8]) -> Option<&[u8]> {
    if !cell.starts_with(b"[") || !is_json(cell) {
        return None;
    }
    let mut places = element_places(cell);
    let place = places.next()?;
    (places.next().is_none() && cell[place.start] == b'{').then(|| &cell[place])
}

/// Reports whether a cell is a list of objects.
pub(crate) fn is_object_list(cell: &[u8]) -> bool {
    cell.starts_with(b"[")
        && element_places(cell).next().is_some_and(|first| cell[first.start] == b'{')
        && is_json(cell)
}

/// Text that stands for quotes in cells, and what it is changed to.
type Change = fn(&[u8]) -> Option<Vec<u8>>;

/// Repairs that are tried, in their order.
const CHANGES: [Change; 4] = [undouble, unescape_text, straighten, decode_html];

/// Returns the record in `cell` with its quotes repaired, if one repair makes it an object with a key of records.
pub(crate) fn repair_quotes(cell: &[u8]) -> Option<Vec<u8>> {
    requoted(cell).find(|text| is_record_text(text))
}

/// Returns what each repair makes of a cell that begins with changed quotes.
pub(crate) fn requoted(cell: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let changes = if begins_misquoted(cell) { &CHANGES[..] } else { &[] };
    changes.iter().filter_map(|change| change(cell))
}

fn is_record_text(text: &[u8]) -> bool {
    text.starts_with(b"{")
        && is_json(text)
        && Members::new(text, 0..text.len()).any(|member| KEYS.contains(&member.key))
}

/// Takes one of two quotes away: `{""a"":1}`.
fn undouble(cell: &[u8]) -> Option<Vec<u8>> {
    replace(cell, &[("\"\"", "\"")])
}

/// Takes backslashes away from before quotes, as in the text of a JSON string: `{\"a\":1}`.
fn unescape_text(cell: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    cell.starts_with(b"{\\\"").then_some(())?;
    unescape(cell, &mut text).map(|()| text)
}

/// Makes typographic quotes straight, doubled or not. Quotes inside values would break the object, and then it is not
/// taken.
fn straighten(cell: &[u8]) -> Option<Vec<u8>> {
    let doubled = [("\u{201C}\u{201C}", "\""), ("\u{201D}\u{201D}", "\""), ("\u{201E}\u{201E}", "\"")];
    let single = [("\u{201C}", "\""), ("\u{201D}", "\""), ("\u{201E}", "\"")];
    replace(cell, &[&doubled[..], &single].concat())
}

/// Decodes the entities that pages need for JSON.
fn decode_html(cell: &[u8]) -> Option<Vec<u8>> {
    let entities =
        [("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    replace(cell, &entities)
}

/// Replaces texts in one pass; returns `None` if there is none of them.
fn replace(cell: &[u8], pairs: &[(&str, &str)]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(cell.len());
    let mut at = 0;
    while at < cell.len() {
        let found = pairs.iter().find(|(from, _)| cell[at..].starts_with(from.as_bytes()));
        match found {
            Some((from, to)) => {
                text.extend_from_slice(to.as_bytes());
                at += from.len();
            }
            None => {
                text.push(cell[at]);
                at += 1;
            }
        }
    }
    (text.len() != cell.len()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::repair_quotes;

    fn repaired(cell: &str) -> Option<String> {
        repair_quotes(cell.as_bytes()).map(|text| String::from_utf8(text).unwrap())
    }

    #[test]
    fn quotes_are_repaired() {
        let record = r#"{"Operation":"x","n":"a & b"}"#;
        for cell in [
            record.replace('"', "\"\""),
            record.replace('"', "\\\""),
            record.replace('"', "\u{201D}"),
            record.replace('"', "\u{201D}\u{201D}"),
            record.replace("\":", "\u{201D}:").replace("{\"", "{\u{201C}").replace(",\"", ",\u{201C}"),
            record.replace('&', "&amp;").replace('"', "&quot;"),
        ] {
            assert_eq!(repaired(&cell).as_deref(), Some(record), "{cell}");
        }
    }

    #[test]
    fn what_is_no_record_afterwards_is_left() {
        for cell in
            [r#"{""a"":1}"#, "{\u{201D}Operation\u{201D}:x}", "&quot;", "", r#"{"Operation":"x""#, "{{\"\""]
        {
            assert_eq!(repaired(cell), None, "{cell}");
        }
    }
}
