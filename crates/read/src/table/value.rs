//! Writes the value of a cell as that of its field.

use super::columns::CellKind;
use crate::input::{leading_blanks, trimmed_len};
use crate::json::{is_json, is_number, unescape, write_string};

/// Writes the value of a cell that is text; returns `false` if the cell is empty, and the field with it.
pub(crate) fn write_text(kind: CellKind, text: &[u8], out: &mut Vec<u8>) -> bool {
    if text.is_empty() {
        return false;
    }
    if let Some(time) = to_iso_time(text).filter(|_| kind == CellKind::Time) {
        write_string(time.as_bytes(), out);
        return true;
    }
    match typed_value(kind, text) {
        Some(value) => out.extend_from_slice(value),
        None => write_string(text, out),
    }
    true
}

/// Writes the value of a cell that is JSON; `scratch` takes the text of strings. Returns `false` if the cell is
/// empty.
pub(crate) fn write_json(kind: CellKind, value: &[u8], scratch: &mut Vec<u8>, out: &mut Vec<u8>) -> bool {
    if matches!(value, b"null" | b"\"\"") {
        return false;
    }
    let string = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    // JSON rows hold lists and numbers as JSON in strings, as CSV does in cells.
    let is_text = string.is_some_and(|string| kind != CellKind::Text && unescape(string, scratch).is_some());
    let typed = if is_text { typed_value(kind, scratch) } else { None };
    out.extend_from_slice(typed.unwrap_or(value));
    true
}

/// Returns the JSON that `text` is, if it is of the kind that the column holds.
fn typed_value(kind: CellKind, text: &[u8]) -> Option<&[u8]> {
    let value = &text[leading_blanks(text)..trimmed_len(text).max(leading_blanks(text))];
    match kind {
        CellKind::Json => {
            matches!(value.first(), Some(b'{' | b'[')).then_some(value).filter(|value| is_json(value))
        }
        CellKind::Number => Some(value).filter(|value| is_number(value)),
        CellKind::Bool if value.eq_ignore_ascii_case(b"true") => Some(b"true"),
        CellKind::Bool if value.eq_ignore_ascii_case(b"false") => Some(b"false"),
        CellKind::Bool | CellKind::Text | CellKind::Time | CellKind::Platform => None,
    }
}

/// Converts a time such as `1/12/2026, 4:05:03.123 PM`, month first, into the form of records:
/// `2026-01-12T16:05:03.123Z`. Returns `None` for anything else. Only columns whose name says `[UTC]` have such
/// times, so the zone is known.
pub(crate) fn to_iso_time(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (date, rest) = text.split_once(", ")?;
    // Browsers put a narrow no-break space before AM and PM in newer versions, a plain or no-break one in older
    // ones.
    let (time, half) = rest.split_once([' ', '\u{202F}', '\u{A0}'])?;
    let [month, day, year] = three_numbers(date, '/')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let [hour, minute, second] = three_numbers(clock, ':')?;
    let afternoon = match half {
        "AM" => 0,
        "PM" => 12,
        _ => return None,
    };
    let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = (1..=12).contains(&month) && (1..=31).contains(&day) && (1..=12).contains(&hour);
    // Anything out of range stays as it stands: a wrong time would be worse than a text.
    if !is_fraction || !is_time || minute > 59 || second > 59 || year > 9999 {
        return None;
    }
    let hour = hour % 12 + afternoon;
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{dot}{fraction}Z"))
}

fn three_numbers(text: &str, between: char) -> Option<[u32; 3]> {
    let mut parts = text.split(between).map(|part| part.parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

/// Reports whether `text` is what PowerShell's `ConvertTo-Json` writes for an object below its depth.
pub(crate) fn is_depth_limited(text: &[u8]) -> bool {
    [
        &b"@{"[..],
        b"Microsoft.Graph.PowerShell.",
        b"Deserialized.",
        b"System.Object",
        b"System.Collections.",
        b"System.Management.Automation.",
    ]
    .iter()
    .any(|name| text.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::CellKind::{self, Bool, Json, Number, Text};
    use super::to_iso_time;

    fn of_text(kind: CellKind, text: &str) -> String {
        let mut out = Vec::new();
        super::write_text(kind, text.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    fn of_json(kind: CellKind, value: &str) -> String {
        let mut out = Vec::new();
        super::write_json(kind, value.as_bytes(), &mut Vec::new(), &mut out);
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

    #[test]
    fn only_times_of_the_portal_are_changed() {
        for (text, expected) in [
            ("1/12/2026, 4:05:03.123 PM", Some("2026-01-12T16:05:03.123Z")),
            ("12/31/2025, 12:00:00.000 AM", Some("2025-12-31T00:00:00.000Z")),
            ("12/31/2025, 12:00:00\u{202f}PM", Some("2025-12-31T12:00:00Z")),
            ("13/1/2026, 4:05:03 PM", None),
            ("1/12/2026, 16:05:03", None),
            ("1/12/2026, 16:05:03 PM", None),
            ("1/12/2026 4:05:03 PM", None),
            ("2026-01-12T10:00:00Z", None),
            ("1/12/2026, 4:05:03.x PM", None),
            ("", None),
        ] {
            assert_eq!(to_iso_time(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
}
