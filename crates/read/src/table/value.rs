//! Writes what a cell holds as the value of its field.

use super::column::Kind;
use super::time::iso;
use crate::blank::{leading, trimmed_len};
use crate::json::{is_json, is_number, string};
use crate::unwrap::unescape;

/// Writes the value that the text of a cell stands for; `false` if it is empty, and so is the field.
pub(crate) fn text(kind: Kind, text: &[u8], out: &mut Vec<u8>) -> bool {
    if text.is_empty() {
        return false;
    }
    if let Some(time) = iso(text).filter(|_| kind == Kind::Time) {
        string(time.as_bytes(), out);
        return true;
    }
    match typed(kind, text) {
        Some(value) => out.extend_from_slice(value),
        None => string(text, out),
    }
    true
}

/// The same of a JSON value; `scratch` takes the text of strings.
pub(crate) fn json(kind: Kind, value: &[u8], scratch: &mut Vec<u8>, out: &mut Vec<u8>) -> bool {
    if matches!(value, b"null" | b"\"\"") {
        return false;
    }
    let string = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    let is_text = string.is_some_and(|string| kind != Kind::Text && unescape(string, scratch).is_some());
    let typed = if is_text { typed(kind, scratch) } else { None };
    out.extend_from_slice(typed.unwrap_or(value));
    true
}

/// The JSON that `text` is, if it is what the column holds.
fn typed(kind: Kind, text: &[u8]) -> Option<&[u8]> {
    let value = &text[leading(text)..trimmed_len(text).max(leading(text))];
    match kind {
        Kind::Json => {
            matches!(value.first(), Some(b'{' | b'[')).then_some(value).filter(|value| is_json(value))
        }
        Kind::Number => Some(value).filter(|value| is_number(value)),
        Kind::Bool if value.eq_ignore_ascii_case(b"true") => Some(b"true"),
        Kind::Bool if value.eq_ignore_ascii_case(b"false") => Some(b"false"),
        Kind::Bool | Kind::Text | Kind::Time | Kind::Platform => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::Kind::{self, Bool, Json, Number, Text};

    fn of_text(kind: Kind, text: &str) -> String {
        let mut out = Vec::new();
        super::text(kind, text.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    fn of_json(kind: Kind, value: &str) -> String {
        let mut out = Vec::new();
        super::json(kind, value.as_bytes(), &mut Vec::new(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_in_text_is_json_again_where_it_is_valid() {
        assert_eq!(of_text(Json, " [{\"Name\":\"a\"}] "), "[{\"Name\":\"a\"}]");
        assert_eq!(of_text(Json, "{GUID}"), "\"{GUID}\"");
        assert_eq!(of_text(Json, "1"), "\"1\"");
        assert_eq!(of_text(Text, "[1]"), "\"[1]\"");
        assert_eq!(of_json(Json, r#""[{\"a\":\"\\\"\"}]""#), r#"[{"a":"\""}]"#);
        assert_eq!(of_json(Json, r#"[{"a":1}]"#), r#"[{"a":1}]"#);
    }

    #[test]
    fn numbers_and_booleans_are_told_from_other_text() {
        assert_eq!(of_text(Bool, "True"), "true");
        assert_eq!(of_text(Bool, "perhaps"), "\"perhaps\"");
        assert_eq!(of_text(Number, "25"), "25");
        assert_eq!(of_text(Number, "Owner"), "\"Owner\"");
        assert_eq!(of_json(Bool, "\"False\""), "false");
        assert_eq!(of_json(Number, "2.0"), "2.0");
    }

    #[test]
    fn what_is_empty_is_absent() {
        assert_eq!(of_text(Text, ""), "");
        assert_eq!(of_text(Json, " "), "\" \"");
        assert_eq!(of_json(Text, "null"), "");
        assert_eq!(of_json(Text, "\"\""), "");
    }
}
