//! JSON written straight into a buffer; keys stay in the order in which they are put.
//!
//! A tree of values would cost an allocation a member, and a blob may have 100 MB. The rule of escapes is the
//! service's, not that of `trail365-text`: it escapes what JSON needs escaped and lets all else stand, so a collector
//! meets what it would meet.

use crate::guid::Guid;
use crate::moment::Moment;

/// Writes the members of an object, or the items of a list.
///
/// ```
/// use trail365_sandbox::activity::Writer;
///
/// let mut json = Vec::new();
/// Writer::write_object(&mut json, |record| {
///     record.put("Operation", "New-InboxRule");
///     record.put_pairs("Parameters", &[("Name", ".")]);
/// });
/// assert_eq!(json, br#"{"Operation":"New-InboxRule","Parameters":[{"Name":"Name","Value":"."}]}"#);
/// ```
#[derive(Debug)]
pub struct Writer<'a>(&'a mut Vec<u8>);

impl<'a> Writer<'a> {
    /// Writes one object; `members` puts its members.
    pub fn write_object(out: &'a mut Vec<u8>, members: impl FnOnce(&mut Writer<'_>)) {
        Writer(out).write_braced(members);
    }

    /// Puts a member.
    pub fn put(&mut self, key: &str, value: impl JsonValue) {
        self.write_key(key);
        value.write_json(self.0);
    }

    /// Puts a member that is an object.
    pub fn put_object(&mut self, key: &str, members: impl FnOnce(&mut Writer<'_>)) {
        self.write_key(key);
        self.write_braced(members);
    }

    /// Puts a member that is a list.
    pub fn put_list(&mut self, key: &str, items: impl FnOnce(&mut Writer<'_>)) {
        self.write_key(key);
        self.0.push(b'[');
        items(&mut Writer(self.0));
        self.0.push(b']');
    }

    /// Puts a member that is a list of `{Name, Value}`.
    pub fn put_pairs(&mut self, key: &str, pairs: &[(&str, &str)]) {
        self.put_list(key, |list| {
            for (name, value) in pairs {
                list.add_object(|pair| {
                    pair.put("Name", *name);
                    pair.put("Value", *value);
                });
            }
        });
    }

    /// Adds an item that is an object.
    pub fn add_object(&mut self, members: impl FnOnce(&mut Writer<'_>)) {
        self.write_comma();
        self.write_braced(members);
    }

    /// Adds an item.
    pub fn add_value(&mut self, value: impl JsonValue) {
        self.write_comma();
        value.write_json(self.0);
    }

    fn write_braced(&mut self, members: impl FnOnce(&mut Writer<'_>)) {
        self.0.push(b'{');
        members(&mut Writer(self.0));
        self.0.push(b'}');
    }

    fn write_key(&mut self, key: &str) {
        self.write_comma();
        // Keys come from the schema; none needs an escape.
        self.0.push(b'"');
        self.0.extend_from_slice(key.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    fn write_comma(&mut self) {
        // The buffer itself says whether this is the first item; a value never ends with an open bracket, since
        // texts end with their quote.
        if !matches!(self.0.last(), None | Some(b'{' | b'[')) {
            self.0.push(b',');
        }
    }
}

/// A value that can stand in JSON.
pub trait JsonValue {
    /// Writes the value.
    fn write_json(&self, out: &mut Vec<u8>);
}

impl<T: JsonValue + ?Sized> JsonValue for &T {
    fn write_json(&self, out: &mut Vec<u8>) {
        (**self).write_json(out);
    }
}

impl JsonValue for str {
    fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        let mut rest = self.as_bytes();
        while let Some(at) = rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f)) {
            out.extend_from_slice(&rest[..at]);
            write_escape(rest[at], out);
            rest = &rest[at + 1..];
        }
        out.extend_from_slice(rest);
        out.push(b'"');
    }
}

impl JsonValue for String {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_str().write_json(out);
    }
}

/// The text of a GUID, which needs no escape.
impl JsonValue for Guid {
    fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        out.extend_from_slice(self);
        out.push(b'"');
    }
}

impl JsonValue for i64 {
    fn write_json(&self, out: &mut Vec<u8>) {
        if *self < 0 {
            out.push(b'-');
        }
        // By hand: the machinery of `format!` costs more than the digits.
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

impl JsonValue for i32 {
    fn write_json(&self, out: &mut Vec<u8>) {
        i64::from(*self).write_json(out);
    }
}

impl JsonValue for bool {
    fn write_json(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

/// A time as records write it: UTC, without saying so.
impl JsonValue for Moment {
    fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        self.write_plain(out);
        out.push(b'"');
    }
}

fn write_escape(byte: u8, out: &mut Vec<u8>) {
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
        Writer::write_object(&mut out, |w| {
            w.put("b", "\\Inbox \"x\"\r\n\u{1}é");
            w.put_pairs("a", &[("n", "v")]);
            w.put_list("c", |list| {
                list.add_value(i64::MIN);
                list.add_value(true);
                list.add_object(|_| {});
            });
            w.put_object("d", |inner| inner.put("e", 10));
        });
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"b\":\"\\\\Inbox \\\"x\\\"\\r\\n\\u0001é\",\"a\":[{\"Name\":\"n\",\"Value\":\"v\"}],\
             \"c\":[-9223372036854775808,true,{}],\"d\":{\"e\":10}}"
        );
    }
}
