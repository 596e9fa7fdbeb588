//! Writes JSON from pieces that are JSON already, or text. Unlike [`trail365_text::json`] it takes bytes that may
//! be no UTF-8, and leaves them as they are: whether a record is valid is for its parser to say.

use serde::de::IgnoredAny;

/// An object that is being written, member by member.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
    is_untouched: bool,
}

impl<'a> Object<'a> {
    pub(crate) fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, is_empty: true, is_untouched: true }
    }

    /// Goes on writing an object whose first members are in `out`, without its closing bracket.
    pub(crate) fn go_on(out: &'a mut Vec<u8>, is_empty: bool) -> Self {
        Self { out, is_empty, is_untouched: true }
    }

    /// Reports whether no member has been written.
    pub(crate) fn is_untouched(&self) -> bool {
        self.is_untouched
    }

    /// Writes a member whose key stands between quotes as it is, and whose value is JSON.
    pub(crate) fn write_member(&mut self, key: &[u8], value: &[u8]) {
        self.write_key(key).extend_from_slice(value);
    }

    /// Writes the key of a member, and returns the place for its value.
    pub(crate) fn write_key(&mut self, key: &[u8]) -> &mut Vec<u8> {
        if !self.is_empty {
            self.out.push(b',');
        }
        (self.is_empty, self.is_untouched) = (false, false);
        self.out.push(b'"');
        self.out.extend_from_slice(key);
        self.out.extend_from_slice(b"\":");
        self.out
    }

    pub(crate) fn end(self) {
        self.out.push(b'}');
    }
}

/// Writes `text` as a string.
pub(crate) fn write_string(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    write_escaped(text, out);
    out.push(b'"');
}

/// Writes the inside of a string.
pub(crate) fn write_escaped(text: &[u8], out: &mut Vec<u8>) {
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            // JSON allows no raw control characters in strings, RFC 8259 section 7.
            0..0x20 => out.extend(format!("\\u{byte:04x}").bytes()),
            _ => out.push(byte),
        }
    }
}

/// Reports whether `text` is one JSON value.
pub(crate) fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// Reports whether `text` is a JSON number.
pub(crate) fn is_number(text: &[u8]) -> bool {
    // The first byte decides for most text, without a parse.
    matches!(text.first(), Some(b'-' | b'0'..=b'9')) && is_json(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Object, is_number, write_string};

    #[test]
    fn objects_have_commas_between_members() {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out);
        object.write_member(b"a", b"1");
        write_string(b"\"", object.write_key(b"b"));
        object.end();
        assert_eq!(String::from_utf8(out).unwrap(), "{\"a\":1,\"b\":\"\\\"\"}");
    }

    #[test]
    fn numbers_are_those_of_json() {
        assert!(["0", "-1.5e3", "25"].iter().all(|text| is_number(text.as_bytes())));
        assert!(!["", "01", "1,5", "NaN", "+1", "0x1", "1 2"].iter().any(|text| is_number(text.as_bytes())));
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let mut out = Vec::new();
            write_string(text.as_bytes(), &mut out);
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
