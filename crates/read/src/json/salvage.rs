//! Closes the front of an object that was cut off.

use super::members::Members;
use super::scan::Scan;
use super::string::{string_end, unescape};
use super::write::{Object, is_json};
use crate::input::leading_blanks;

/// Bytes of the longest escape in a string.
const ESCAPE_BYTES: usize = 6;

/// The front of an object that was cut off.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Front<'a> {
    /// The members before the cut, as an object.
    pub object: Vec<u8>,
    /// Key of the member that the cut is in, and the start of its value; both are empty if the key is cut off, too.
    pub open: (&'a [u8], &'a [u8]),
}

impl<'a> Front<'a> {
    /// Returns the front of an object that `text` is cut off in; `None` if it is closed, or broken before its end.
    pub(crate) fn of(text: &'a [u8]) -> Option<Self> {
        if !text.starts_with(b"{") || Scan::default().feed(text).is_some() {
            return None;
        }
        let (mut object, mut behind) = (Vec::new(), 1);
        let mut whole = Object::begin(&mut object);
        for member in Members::new(text, 0..text.len()) {
            let value = &text[member.value.clone()];
            if !is_json(value) {
                return None;
            }
            behind = member.value.end;
            whole.write_member(member.key, value);
        }
        whole.end();
        let open = find_open(&text[behind..])?;
        is_json(&object).then_some(Self { object, open })
    }

    /// Returns the start of the open member's value, if it is an object or text.
    pub(crate) fn open_text(&self) -> Option<Vec<u8>> {
        match self.open.1 {
            [b'"', string @ ..] => unescape_front(string),
            value => Some(value.to_vec()),
        }
        .filter(|text| text[leading_blanks(text)..].starts_with(b"{"))
    }
}

/// Returns the key and the value of the member that is cut off at the end of `tail`, which follows a whole one; `None` if
/// something else stands there.
fn find_open(tail: &[u8]) -> Option<(&[u8], &[u8])> {
    const NONE: (&[u8], &[u8]) = (&[], &[]);
    let tail = trim_start(tail);
    let member = trim_start(tail.strip_prefix(b",").unwrap_or(tail));
    if member.is_empty() {
        return Some(NONE);
    }
    let key = member.strip_prefix(b"\"")?;
    let Some(end) = string_end(key, 0) else { return Some(NONE) };
    let (key, rest) = (&key[..end - 1], trim_start(&key[end..]));
    match rest.strip_prefix(b":") {
        Some(value) => Some((key, trim_start(value))),
        None => rest.is_empty().then_some(NONE),
    }
}

fn trim_start(bytes: &[u8]) -> &[u8] {
    &bytes[leading_blanks(bytes)..]
}

/// Returns the text of the front of a string, without an escape that the cut has halved.
fn unescape_front(string: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    (0..ESCAPE_BYTES.min(string.len() + 1))
        .find_map(|halved| unescape(&string[..string.len() - halved], &mut text))
        .map(|()| text)
}

#[cfg(test)]
mod tests {
    use super::Front;

    fn front(text: &str) -> Option<(String, (&str, &str))> {
        let shown = |bytes| std::str::from_utf8(bytes).unwrap();
        Front::of(text.as_bytes()).map(|front| {
            let open = (shown(front.open.0), shown(front.open.1));
            (String::from_utf8(front.object).unwrap(), open)
        })
    }

    #[test]
    fn whole_members_before_the_cut_stay() {
        let whole = "{\"a\":\"t\",\"b\":[1]";
        for (cut, open) in [
            ("", ("", "")),
            (" ,\n", ("", "")),
            (",\"c", ("", "")),
            (",\"c\"", ("", "")),
            (",\"c\":", ("c", "")),
            (",\"c\":12", ("c", "12")),
            (",\"c\":{\"d\":1", ("c", "{\"d\":1")),
            (",\"c\" : \"x", ("c", "\"x")),
        ] {
            assert_eq!(front(&format!("{whole}{cut}")), Some((format!("{whole}}}"), open)), "{cut}");
        }
        assert_eq!(front("{"), Some(("{}".to_owned(), ("", ""))));
    }

    #[test]
    fn what_is_closed_or_broken_is_not_cut() {
        for text in
            ["{}", "", "[", "x", "{\"a\":1}", "{\"a\":\"x\"y\"", "{\"a\":\"\\x\",\"b", "{\"a\" 1", "{a"]
        {
            assert_eq!(front(text), None, "{text}");
        }
    }

    #[test]
    fn the_text_of_the_open_member_loses_half_an_escape() {
        let text = |front: &str| Front::of(front.as_bytes()).and_then(|front| front.open_text());
        for cut in ["", "\\", "\\u", "\\u004"] {
            let expected = Some(b"{\"b\":\"x".to_vec());
            assert_eq!(text(&format!("{{\"a\":\"{{\\\"b\\\":\\\"x{cut}")), expected, "{cut}");
        }
        assert_eq!(text("{\"a\":{\"b"), Some(b"{\"b".to_vec()));
        assert_eq!(text("{\"a\":[{\"b"), None);
    }
}
