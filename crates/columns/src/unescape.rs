//! Decodes the inside of JSON strings.

/// Form that the inside of a string is decoded to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text; half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
    Text,
    /// Bytes that no other string has: quotes and backslashes stay escaped, half a surrogate pair becomes the three
    /// bytes that UTF-8 would have for it if it had any. What has no escapes is in this form.
    Canonical,
}

/// Decodes the inside of a valid JSON string and appends it; false where half a surrogate pair was met. The result is
/// never longer than `body`.
pub(crate) fn append_decoded(body: &str, form: Form, out: &mut Vec<u8>) -> bool {
    let bytes = body.as_bytes();
    out.reserve(bytes.len() + WORD);
    let (mut at, mut exact) = (0, true);
    loop {
        let end = append_plain(bytes, at, out);
        let Some(escape) = bytes.get(end..).filter(|rest| !rest.is_empty()) else { return exact };
        let plain = match escape.get(1) {
            Some(b'u') => {
                let (code, len) = read_code(escape);
                exact &= append_code(code, form, out);
                at = end + len;
                continue;
            }
            Some(b'b') => 0x8,
            Some(b'f') => 0xC,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(&other) => other,
            None => return exact,
        };
        append_byte(plain, form, out);
        at = end + 2;
    }
}

/// Appends a text in canonical form without its escapes: the text itself, if it has no half of a surrogate pair.
pub(crate) fn append_without_escapes(canonical: &[u8], out: &mut Vec<u8>) {
    let mut is_escape = false;
    out.extend(canonical.iter().copied().filter(|byte| {
        is_escape = *byte == b'\\' && !is_escape;
        !is_escape
    }));
}

/// Bytes that [`append_decoded`] may need for a while beyond its result.
pub(crate) const WORD: usize = 8;

/// Appends all up to the next backslash or the end, and returns its place.
fn append_plain(bytes: &[u8], from: usize, out: &mut Vec<u8>) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut at = from;
    // Eight bytes at a time, cut back where a backslash was among them: copies of one fixed size are a store each, those of
    // the sizes at hand a call of memcpy.
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<WORD>) {
        let word = u64::from_le_bytes(*chunk) ^ (LOW * u64::from(b'\\'));
        let found = word.wrapping_sub(LOW) & !word & HIGH;
        out.extend_from_slice(chunk);
        if found != 0 {
            let plain = found.trailing_zeros() as usize / 8;
            out.truncate(out.len() - (WORD - plain));
            return at + plain;
        }
        at += WORD;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let plain = rest.iter().take_while(|b| **b != b'\\').copied();
    let before = out.len();
    out.extend(plain);
    at + out.len() - before
}

/// Reads the code point of a `\u` escape, or of two that are a pair, and its length.
fn read_code(text: &[u8]) -> (u32, usize) {
    let unit = |at: usize| {
        let hex = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(first @ 0xD800..0xDC00), Some(second @ 0xDC00..0xE000)) => {
            (0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12)
        }
        (Some(code), _) => (code, 6),
        // The parser lets no such escape through. Going on by two bytes keeps the loop finite without it.
        (None, _) => (u32::from(char::REPLACEMENT_CHARACTER), 2),
    }
}

fn append_byte(byte: u8, form: Form, out: &mut Vec<u8>) {
    if form == Form::Canonical && matches!(byte, b'"' | b'\\') {
        out.push(b'\\');
    }
    out.push(byte);
}

/// Appends a code point; false for half a surrogate pair.
fn append_code(code: u32, form: Form, out: &mut Vec<u8>) -> bool {
    let c = char::from_u32(code);
    if let Some(plain @ ('"' | '\\')) = c {
        append_byte(plain as u8, form, out);
        return true;
    }
    if c.is_none() && form == Form::Canonical {
        out.extend([0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F].map(|b| b as u8));
        return false;
    }
    out.extend_from_slice(c.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut [0; 4]).as_bytes());
    c.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, form: Form, expect: &[u8], exact: bool) {
        let mut out = b"before ".to_vec();
        assert_eq!(append_decoded(body, form, &mut out), exact, "{body}");
        assert_eq!(&out[7..], expect, "{body}");
        assert!(expect.len() <= body.len());
    }

    #[test]
    fn escapes() {
        for (body, expect) in [
            ("", &b""[..]),
            (r"no escapes, but long enough for words", b"no escapes, but long enough for words"),
            (r"a\/b\\", b"a/b\\"),
            (r"\u0041\n\r\t\b\f\u000d", b"A\n\r\t\x08\x0c\r"),
            (r"\ud83d\ude00é", "😀é".as_bytes()),
            (r#"twelve bytes\" and some"#, b"twelve bytes\" and some"),
        ] {
            check(body, Form::Text, expect, true);
        }
    }

    #[test]
    fn canonical_forms() {
        for (body, expect) in [
            (r"a\/b\u0041\n", &b"a/bA\n"[..]),
            (r#"\"\\\u0022\u005c"#, br#"\"\\\"\\"#),
            (r#"key\/":"value\/"#, br#"key/":"value/"#),
        ] {
            check(body, Form::Canonical, expect, true);
        }
    }

    #[test]
    fn half_pairs() {
        check(r"\ud83d", Form::Canonical, b"\xED\xA0\xBD", false);
        check(r"\ude00\ud83dA", Form::Canonical, b"\xED\xB8\x80\xED\xA0\xBDA", false);
        check(r"\ude00\ud83dA", Form::Text, "\u{FFFD}\u{FFFD}A".as_bytes(), false);
        check(r"\ufffd", Form::Canonical, "\u{FFFD}".as_bytes(), true);
    }
}
