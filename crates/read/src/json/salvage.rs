//! Closes the front of a record that was cut off: what it still says.

use super::members::Members;
use super::write::{Object, is_json, write_string};

/// Key under which the text from the cut member on is kept.
const REST: &[u8] = b"CutOffText";

/// Returns the members of a cut-off object that are whole, as an object, if they say when something was done and what, or
/// which record it is. The text behind them is a member, too.
pub(crate) fn salvage_members(text: &[u8]) -> Option<Vec<u8>> {
    if !text.starts_with(b"{") {
        return None;
    }
    let (mut has_time, mut has_operation, mut has_id) = (false, false, false);
    let mut record = Vec::new();
    let mut object = Object::begin(&mut record);
    let mut rest = 1;
    for member in Members::new(text, 0..text.len()) {
        let end = member.value.end;
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
        rest = end;
    }
    let comma =
        text[rest..].iter().take_while(|byte| matches!(byte, b',' | b' ' | b'\t' | b'\r' | b'\n')).count();
    if rest + comma < text.len() {
        write_string(&text[rest + comma..], object.write_key(REST));
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
        for (cut, rest) in [
            ("", ""),
            (",", ""),
            (",\"a\":12", ",\"CutOffText\":\"\\\"a\\\":12\""),
            (", \"a\":{\"b\":1", ",\"CutOffText\":\"\\\"a\\\":{\\\"b\\\":1\""),
            (",\"a", ",\"CutOffText\":\"\\\"a\""),
        ] {
            assert_eq!(salvaged(&format!("{front}{cut}")), Some(format!("{front}{rest}}}")), "{cut}");
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
