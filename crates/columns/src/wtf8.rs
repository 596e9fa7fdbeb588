//! JSON strings as bytes that nothing is lost in.

/// Decodes the inside of a valid JSON string to UTF-8; half a surrogate pair becomes the three bytes that UTF-8 would
/// have for it if it had any, so that no two texts become the same.
pub(crate) fn decode(body: &str) -> Vec<u8> {
    let bytes = body.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.iter().position(|b| *b == b'\\').unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        at += plain + escape(&rest[plain..], &mut out);
    }
    out
}

/// Writes what the escape in front stands for, and gives its length.
fn escape(text: &[u8], out: &mut Vec<u8>) -> usize {
    let plain = match text.get(1) {
        None => return text.len(),
        Some(b'u') => return unicode(text, out),
        Some(b'b') => 0x8,
        Some(b'f') => 0xC,
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(&other) => other,
    };
    out.push(plain);
    2
}

fn unicode(text: &[u8], out: &mut Vec<u8>) -> usize {
    let unit = |at: usize| {
        let hex = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
    };
    let Some(first) = unit(0) else { return 2 };
    let (code, len) = match (first, unit(6)) {
        (0xD800..0xDC00, Some(second @ 0xDC00..0xE000)) => {
            (0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12)
        }
        _ => (first, 6),
    };
    match char::from_u32(code) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend([0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F].map(|b| b as u8)),
    }
    len
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn nothing_is_lost() {
        for (body, expect) in [
            (r"a\/b\\", &b"a/b\\"[..]),
            (r"\u0041\n\r\t\b\f\u000d", b"A\n\r\t\x08\x0c\r"),
            (r"\ud83d\ude00é", "😀é".as_bytes()),
            (r"\ud83d", b"\xED\xA0\xBD"),
            (r"\ude00\ud83dA", b"\xED\xB8\x80\xED\xA0\xBDA"),
        ] {
            assert_eq!(decode(body), expect, "{body}");
        }
    }
}
