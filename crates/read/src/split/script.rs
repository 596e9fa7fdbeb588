//! Recognizes data that a script assigns to a name or hands to a function: `var data = [...];`, `callback({...});`.

use memchr::memchr;

use crate::json::Scan;

/// Most bytes before the data.
const FRONT_BYTES: usize = 256;

/// Returns the place of the data in the script that `text` begins, if its first line is not one of a log, which has one
/// record behind such a front.
pub(crate) fn script_front(text: &[u8]) -> Option<usize> {
    let value = text.iter().take(FRONT_BYTES).position(|byte| matches!(byte, b'{' | b'['))?;
    let (front, rest) = text.split_at(value);
    if !is_front(front) {
        return None;
    }
    let line = &rest[..memchr(b'\n', rest).unwrap_or(rest.len())];
    let behind = Scan::default().feed(line).map(|end| line[end..].trim_ascii());
    let is_list = line.starts_with(b"[");
    behind.is_none_or(|behind| is_list && is_end(behind)).then_some(value)
}

/// Reports whether text is all that stands behind the data of a script.
fn is_end(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| is_ending_byte(*byte))
}

/// Reports whether a byte may end the statement that data stand in.
pub(crate) fn is_ending_byte(byte: u8) -> bool {
    matches!(byte, b';' | b')')
}

/// Reports whether text is the front of a statement: an assignment, a call or an export.
fn is_front(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    match text {
        [name @ .., b'='] => name.split(u8::is_ascii_whitespace).all(is_path) && has_name(name),
        [name @ .., b'('] => is_path(name) && has_name(name),
        _ => text == b"export default",
    }
}

fn has_name(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_alphabetic)
}

/// Reports whether text is a name, or names with dots between them.
fn is_path(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::script_front;

    #[test]
    fn data_of_scripts_are_told_from_lines_of_logs() {
        for (line, expected) in [
            ("var data = [", Some(11)),
            ("var data = [{\"a\":1}];", Some(11)),
            ("window.app.records={\"value\": [", Some(19)),
            ("callback([{\"a\":1}]);", Some(9)),
            ("jQuery123_4({", Some(12)),
            ("var data =\n[", Some(11)),
            ("export default [", Some(15)),
            ("module.exports = [", Some(17)),
            ("data={\"a\":1}", None),
            ("msg=[{\"a\":1}]", None),
            ("Feb 14 09:00:00 host app: [", None),
            ("level=info msg=[", None),
            ("(", None),
            ("= [", None),
            ("[", None),
            ("Name,Size", None),
        ] {
            assert_eq!(script_front(line.as_bytes()), expected, "{line}");
        }
    }
}
