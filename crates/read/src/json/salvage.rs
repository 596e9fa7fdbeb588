//! Closes the front of a record that was cut off: what it still says.

use std::borrow::Cow;

use super::members::{Members, open_member};
use super::scan::Scan;
use super::string::{string_end, unescape};
use super::write::{Object, is_json};

/// Members whose value is a record, or the text of one.
const CARRIERS: [&[u8]; 4] = [b"RawAuditData", b"AuditData", b"auditData", b"RawEventData"];

/// Bytes of the longest escape in a string.
const ESCAPE_BYTES: usize = 6;

/// Returns what a cut-off object says, if that is enough to be a record: the members of itself, or of the cut-off record
/// that it carries.
pub(crate) fn salvage_record(text: &[u8]) -> Option<Vec<u8>> {
    salvage_members(text).or_else(|| {
        let (key, at) = open_member(text, 0, |member| CARRIERS.contains(&member.key))?;
        let value = text.get(at..).filter(|_| CARRIERS.contains(&key))?;
        let inner = match value.strip_prefix(b"\"") {
            None => Cow::Borrowed(value),
            Some(string) => {
                let end = string_end(string, 0).map_or(string.len(), |end| end - 1);
                Cow::Owned(unescape_front(&string[..end])?)
            }
        };
        let is_whole = Scan::default().feed(&inner).is_some();
        if is_whole { None } else { salvage_members(&inner) }
    })
}

/// Returns the text of the front of a string, without an escape that the cut has halved.
fn unescape_front(string: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    (0..ESCAPE_BYTES.min(string.len() + 1))
        .find_map(|halved| unescape(&string[..string.len() - halved], &mut text))
        .map(|()| text)
}

/// Returns the members of a cut-off object that are whole, as an object, if they say when something was done and what, or
/// which record it is.
pub(crate) fn salvage_members(text: &[u8]) -> Option<Vec<u8>> {
    if !text.starts_with(b"{") {
        return None;
    }
    let (mut has_time, mut has_operation, mut has_id) = (false, false, false);
    let mut record = Vec::new();
    let mut object = Object::begin(&mut record);
    for member in Members::new(text, 0..text.len()) {
        let value = &text[member.value];
        if !is_json(value) {
            break;
        }
        match member.key {
            b"CreationTime" => has_time = true,
            b"Operation" => has_operation = true,
            b"Id" => has_id = true,
            _ => {}
        }
        object.write_member(member.key, value);
    }
    object.end();
    let says_enough = has_time && (has_operation || has_id);
    (says_enough && is_json(&record)).then_some(record)
}

#[cfg(test)]
mod tests {
    use super::salvage_members;

    fn salvaged(text: &str) -> Option<String> {
        salvage_members(text.as_bytes()).map(|text| String::from_utf8(text).unwrap())
    }

    #[test]
    fn whole_members_before_the_cut_stay() {
        let front = "{\"CreationTime\":\"t\",\"Operation\":\"x\"";
        for cut in ["", ",", ",\"a\":12", ",\"a\":{\"b\":1", ",\"a", ",\"a\":"] {
            assert_eq!(salvaged(&format!("{front}{cut}")), Some(format!("{front}}}")), "{cut}");
        }
    }

    #[test]
    fn a_front_that_says_too_little_is_left() {
        for text in
            ["{", "", "x", "{\"CreationTime\":\"t\",\"Oper", "{\"Operation\":\"x\",\"a", "{\"Id\":\"1\",\"a"]
        {
            assert_eq!(salvaged(text), None, "{text}");
        }
    }
}
