//! The text of a JSON string.

use std::str;

use memchr::memchr;

use super::near::{WORD_BYTES, plain};

/// Writes the text of the string that stands as `string` between its quotes to `text`; `None` if an escape is none.
///
/// An escaped half of a surrogate pair stays as it stands: it is no character, and in the JSON that the text is, the
/// escape means the same.
pub(crate) fn unescape(string: &[u8], text: &mut Vec<u8>) -> Option<()> {
    text.clear();
    let mut rest = string;
    loop {
        rest = copy(rest, text);
        rest = match rest {
            [] => return Some(()),
            [_, b'u', ..] => unicode(rest, text)?,
            [_, escaped, behind @ ..] => {
                text.push(simple(*escaped)?);
                behind
            }
            [_] => return None,
        };
    }
}

/// Copies what is before the next backslash; the rest.
fn copy<'a>(mut rest: &'a [u8], text: &mut Vec<u8>) -> &'a [u8] {
    while let Some(count) = plain(rest, false) {
        // Copying a whole word is one move, whatever part of it counts.
        text.extend_from_slice(&rest[..WORD_BYTES]);
        text.truncate(text.len() - (WORD_BYTES - count));
        rest = &rest[count..];
        if count < WORD_BYTES {
            return rest;
        }
    }
    let count = memchr(b'\\', rest).unwrap_or(rest.len());
    text.extend_from_slice(&rest[..count]);
    &rest[count..]
}

fn simple(escaped: u8) -> Option<u8> {
    Some(match escaped {
        b'"' | b'\\' | b'/' => escaped,
        b'b' => 0x08,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

/// Writes what the `\u` escape at the front of `rest` stands for; what follows it.
fn unicode<'a>(rest: &'a [u8], text: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (first, behind) = unit(rest)?;
    if let Some(Ok(character)) = char::decode_utf16([first]).next() {
        push(character, text);
        return Some(behind);
    }
    if let Some((second, behind)) = unit(behind)
        && let Some(Ok(character)) = char::decode_utf16([first, second]).next()
    {
        push(character, text);
        return Some(behind);
    }
    text.extend_from_slice(&rest[..rest.len() - behind.len()]);
    Some(behind)
}

fn unit(rest: &[u8]) -> Option<(u16, &[u8])> {
    let digits = rest.strip_prefix(b"\\u")?;
    let (digits, behind) = digits.split_at_checked(4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    Some((u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?, behind))
}

fn push(character: char, text: &mut Vec<u8>) {
    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::unescape;

    fn text(string: &str) -> Option<String> {
        let mut text = vec![b'x'];
        unescape(string.as_bytes(), &mut text).map(|()| String::from_utf8(text).unwrap())
    }

    #[test]
    fn escapes_are_undone() {
        for (string, expected) in [
            ("", ""),
            ("plain é", "plain é"),
            (r#"{\"a\":\"\\\"\"}"#, r#"{"a":"\""}"#),
            (r"\b\f\n\r\t\/", "\u{8}\u{c}\n\r\t/"),
            (r"\u0041\u00e9\u20AC\ud83d\uDE00", "Aé€\u{1f600}"),
        ] {
            assert_eq!(text(string).as_deref(), Some(expected), "{string}");
        }
    }

    #[test]
    fn half_a_pair_stays_an_escape() {
        for string in [r"\ud83d", r"\ude00x", r"\ud83d\ud83d"] {
            assert_eq!(text(string).as_deref(), Some(string));
        }
        assert_eq!(text(r"\ud83d\u0041").as_deref(), Some(r"\ud83dA"));
    }

    #[test]
    fn what_is_no_escape_is_refused() {
        for string in ["\\", r"\x", r"\u", r"\u12", r"\u12g4", r"\u+123"] {
            assert_eq!(text(string), None, "{string}");
        }
    }

    proptest! {
        #[test]
        fn what_serde_json_escapes_comes_back(expected in any::<String>()) {
            let string = serde_json::to_string(&expected).unwrap();
            prop_assert_eq!(text(&string[1..string.len() - 1]), Some(expected));
        }
    }
}
