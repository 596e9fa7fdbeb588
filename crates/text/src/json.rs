//! JSON strings, decoded and encoded.
//!
//! ```
//! use trail365_text::json;
//!
//! assert_eq!(json::decode(r"caf\u00e9\n"), "café\n");
//! let mut out = Vec::new();
//! json::encode("a\u{1b}[31m", &mut out);
//! assert_eq!(out, br#""a\u001b[31m""#);
//! ```

use std::borrow::Cow;

use crate::swar;
use crate::terminal::acts_on_terminal;

/// Decodes the inside of a valid JSON string. Half a surrogate pair becomes U+FFFD: some records carry one where a text
/// was cut off.
pub fn decode(body: &str) -> Cow<'_, str> {
    decode_exactly(body).0
}

/// Decodes the inside of a valid JSON string. The flag says whether the text is exact: no Rust text can hold half a
/// surrogate pair.
pub fn decode_exactly(body: &str) -> (Cow<'_, str>, bool) {
    let Some(first) = body.find('\\') else { return (Cow::Borrowed(body), true) };
    let mut out = String::with_capacity(body.len());
    let (mut rest, mut at, mut exact) = (body, first, true);
    loop {
        out.push_str(&rest[..at]);
        let (c, used) = read_escape(&rest.as_bytes()[at..]);
        exact &= c.is_some();
        out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = &rest[at + used..];
        let Some(next) = rest.find('\\') else { break };
        at = next;
    }
    out.push_str(rest);
    (Cow::Owned(out), exact)
}

/// Returns the character that the escape in front stands for, and the length of the escape.
fn read_escape(text: &[u8]) -> (Option<char>, usize) {
    let plain = match text.get(1) {
        Some(b'u') => return read_unicode(text),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(&other) => char::from(other),
        None => return (None, 1),
    };
    (Some(plain), 2)
}

/// Returns the character of a `\u` escape, or of two that are a surrogate pair, and the length of what was read.
pub(crate) fn read_unicode(text: &[u8]) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let hex = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
    };
    let Some(first) = unit(0) else { return (None, 2) };
    if let (0xD800..0xDC00, Some(second @ 0xDC00..0xE000)) = (first, unit(6)) {
        return (char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)), 12);
    }
    (char::from_u32(first), 6)
}

/// Writes a text as a JSON string. Characters that act on a terminal are escaped, too.
pub fn encode(text: &str, out: &mut Vec<u8>) {
    write_string(text, false, out);
}

/// Writes the inside of a valid JSON string in quotes, its escapes as they are.
pub fn encode_body(body: &str, out: &mut Vec<u8>) {
    write_string(body, true, out);
}

/// Writes a text, or the inside of a string with its escapes, in quotes.
fn write_string(text: &str, has_escapes: bool, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let (mut start, mut at) = (0, swar::plain_until(bytes, 0));
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let mut end = at + c.len_utf8();
        if has_escapes && c == '\\' {
            // The character behind belongs to the escape. It is not escaped again, even if it is a quote.
            end += 1;
        } else if matches!(c, '"' | '\\') || acts_on_terminal(c) {
            out.extend_from_slice(&bytes[start..at]);
            write_escape(c, out);
            start = end;
        }
        at = swar::plain_until(bytes, end);
    }
    out.extend_from_slice(&bytes[start..]);
    out.push(b'"');
}

fn write_escape(c: char, out: &mut Vec<u8>) {
    match c {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        _ => c
            .encode_utf16(&mut [0; 2])
            .iter()
            .for_each(|unit| out.extend_from_slice(format!("\\u{unit:04x}").as_bytes())),
    }
}

/// Writes a list or an object: brackets, and the items between them with commas.
pub fn write_items<T>(
    [open, close]: [u8; 2],
    items: impl Iterator<Item = T>,
    out: &mut Vec<u8>,
    mut write_item: impl FnMut(T, &mut Vec<u8>),
) {
    out.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_item(item, out);
    }
    out.push(close);
}

/// Returns a JSON document with every character escaped that acts on a terminal, line ends aside. Outside strings JSON
/// has no other such characters, so the document means the same.
pub fn escape_document(json: &str) -> Cow<'_, str> {
    let acts = |c: char| acts_on_terminal(c) && c != '\n';
    if !json.chars().any(acts) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if acts(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_escapes() {
        for (body, expect) in [
            (r"a\/b", "a/b"),
            (r"\u0041\n\u000d", "A\n\r"),
            (r"\ud83d\ude00x", "😀x"),
            (r"cut \ud83d", "cut \u{FFFD}"),
            (r"\ude00\ud83d\u0041", "\u{FFFD}\u{FFFD}A"),
            (r"\\\\\u0022", r#"\\""#),
        ] {
            assert_eq!(decode(body), expect, "{body}");
        }
    }

    #[test]
    fn tells_half_a_pair_from_a_replacement_character() {
        for (body, expect) in [
            (r"\ud83d", true),
            (r"\uFFFD", false),
            ("\u{FFFD}", false),
            (r"\ufffd\ud83d", true),
            (r"\ud83d\ude00", false),
            (r"\\ud83d", false),
        ] {
            assert_eq!(!decode_exactly(body).1, expect, "{body}");
        }
    }

    #[test]
    fn nothing_written_drives_a_terminal() {
        let mut json = Vec::new();
        encode("a\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{2067}\u{200f}é…€\u{a0}", &mut json);
        let expect = r#""a\u001b[31m\u007f\u009b\u202e\u2067\u200fé…€\u00a0""#;
        assert_eq!(String::from_utf8(json).unwrap(), expect);
        let mut half = Vec::new();
        encode_body("\\ud83d\u{9b}\\\"\u{e0041}", &mut half);
        assert_eq!(String::from_utf8(half).unwrap(), r#""\ud83d\u009b\"\udb40\udc41""#);
    }

    proptest::proptest! {
        #[test]
        fn encode_then_decode(text in ".*") {
            let mut json = Vec::new();
            encode(&text, &mut json);
            proptest::prop_assert_eq!(serde_json::from_slice::<String>(&json).unwrap(), text.clone());
            let json = String::from_utf8(json).unwrap();
            proptest::prop_assert_eq!(decode(&json[1..json.len() - 1]), text);
        }
    }
}
