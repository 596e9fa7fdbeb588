//! JSON written straight into a buffer; keys stay in the order in which they are put.

use crate::moment::Moment;

/// Writes the members of an object, or the items of a list.
pub(crate) struct Writer<'a>(&'a mut Vec<u8>);

impl<'a> Writer<'a> {
    /// Writes one object; `members` puts what is in it.
    pub(crate) fn object_into(out: &'a mut Vec<u8>, members: impl FnOnce(&mut Writer<'_>)) {
        Writer(out).braced(members);
    }

    /// Puts a member.
    pub(crate) fn put(&mut self, key: &str, value: impl Put) {
        self.key(key);
        value.put(self.0);
    }

    /// Puts a member that is an object.
    pub(crate) fn object(&mut self, key: &str, members: impl FnOnce(&mut Writer<'_>)) {
        self.key(key);
        self.braced(members);
    }

    /// Puts a member that is a list.
    pub(crate) fn list(&mut self, key: &str, items: impl FnOnce(&mut Writer<'_>)) {
        self.key(key);
        self.0.push(b'[');
        items(&mut Writer(self.0));
        self.0.push(b']');
    }

    /// Puts an item that is an object.
    pub(crate) fn item(&mut self, members: impl FnOnce(&mut Writer<'_>)) {
        self.comma();
        self.braced(members);
    }

    /// Puts an item.
    pub(crate) fn value(&mut self, value: impl Put) {
        self.comma();
        value.put(self.0);
    }

    /// Puts a member that is a list of `{Name, Value}`.
    pub(crate) fn pairs(&mut self, key: &str, pairs: &[(&str, &str)]) {
        self.list(key, |list| {
            for (name, value) in pairs {
                list.item(|pair| {
                    pair.put("Name", *name);
                    pair.put("Value", *value);
                });
            }
        });
    }

    fn braced(&mut self, members: impl FnOnce(&mut Writer<'_>)) {
        self.0.push(b'{');
        members(&mut Writer(self.0));
        self.0.push(b'}');
    }

    fn key(&mut self, key: &str) {
        self.comma();
        // Keys come from the schema; none needs an escape.
        self.0.push(b'"');
        self.0.extend_from_slice(key.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    fn comma(&mut self) {
        if !matches!(self.0.last(), None | Some(b'{' | b'[')) {
            self.0.push(b',');
        }
    }
}

/// A value that JSON has.
pub(crate) trait Put {
    /// Writes it.
    fn put(&self, out: &mut Vec<u8>);
}

impl<T: Put + ?Sized> Put for &T {
    fn put(&self, out: &mut Vec<u8>) {
        (**self).put(out);
    }
}

impl Put for str {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        let mut rest = self.as_bytes();
        while let Some(at) = rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f)) {
            out.extend_from_slice(&rest[..at]);
            escape(rest[at], out);
            rest = &rest[at + 1..];
        }
        out.extend_from_slice(rest);
        out.push(b'"');
    }
}

impl Put for String {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_str().put(out);
    }
}

/// The text of a GUID.
impl Put for [u8; 36] {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        out.extend_from_slice(self);
        out.push(b'"');
    }
}

impl Put for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        if *self < 0 {
            out.push(b'-');
        }
        let mut digits = [0_u8; 20];
        let (mut at, mut rest) = (digits.len(), self.unsigned_abs());
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        out.extend_from_slice(&digits[at..]);
    }
}

impl Put for i32 {
    fn put(&self, out: &mut Vec<u8>) {
        i64::from(*self).put(out);
    }
}

impl Put for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

/// As records write a time.
impl Put for Moment {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        self.write_plain(out);
        out.push(b'"');
    }
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\n' => out.extend_from_slice(b"\\n"),
        _ => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn texts_are_escaped_and_keys_stay_in_order() {
        let mut out = Vec::new();
        Writer::object_into(&mut out, |w| {
            w.put("b", "\\Inbox \"x\"\r\n\u{1}é");
            w.pairs("a", &[("n", "v")]);
            w.list("c", |list| {
                list.value(i64::MIN);
                list.value(true);
                list.item(|_| {});
            });
            w.object("d", |inner| inner.put("e", 10));
        });
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"b\":\"\\\\Inbox \\\"x\\\"\\r\\n\\u0001é\",\"a\":[{\"Name\":\"n\",\"Value\":\"v\"}],\
             \"c\":[-9223372036854775808,true,{}],\"d\":{\"e\":10}}"
        );
    }
}
