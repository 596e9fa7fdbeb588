//! Writes JSON of pieces that are JSON already, or text.

use serde::de::IgnoredAny;

/// Writes the members of an object.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
}

impl<'a> Object<'a> {
    pub(crate) fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, is_empty: true }
    }

    /// A member whose key stands between quotes as it is, and whose value is JSON.
    pub(crate) fn member(&mut self, key: &[u8], value: &[u8]) {
        self.key(key).extend_from_slice(value);
    }

    /// The place for the value of a member.
    pub(crate) fn key(&mut self, key: &[u8]) -> &mut Vec<u8> {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
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
pub(crate) fn string(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    escape(text, out);
    out.push(b'"');
}

/// Writes what stands between the quotes of a string.
pub(crate) fn escape(text: &[u8], out: &mut Vec<u8>) {
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            0..0x20 => out.extend(format!("\\u{byte:04x}").bytes()),
            _ => out.push(byte),
        }
    }
}

/// Whether `text` is one JSON value.
pub(crate) fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// Whether `text` is a JSON number.
pub(crate) fn is_number(text: &[u8]) -> bool {
    matches!(text.first(), Some(b'-' | b'0'..=b'9')) && is_json(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Object, is_number, string};

    #[test]
    fn objects_have_commas_between_members() {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out);
        object.member(b"a", b"1");
        string(b"\"", object.key(b"b"));
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
            string(text.as_bytes(), &mut out);
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
