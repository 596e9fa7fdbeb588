//! Goes through the members of an object without looking into their values.

use std::ops::Range;

use memchr::memchr3;

use super::scan::Scan;
use super::string::string_end;
use crate::input::{is_blank, leading_blanks};

/// A member of an object: its key as it stands between its quotes, and the place of its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Member<'a> {
    pub key: &'a [u8],
    pub value: Range<usize>,
}

/// Goes through the members of an object. Ends where the object does, or where it is no longer JSON.
pub(crate) struct Members<'a> {
    object: &'a [u8],
    at: usize,
    end: Option<usize>,
}

impl<'a> Members<'a> {
    /// Goes through the members of the object at `object` in `bytes`. Places of values are places in `bytes`.
    pub(crate) fn new(bytes: &'a [u8], object: Range<usize>) -> Self {
        Self { object: &bytes[..object.end], at: object.start + 1, end: None }
    }

    /// Goes through the members behind a value that ends here, in an object that goes on to its end in `bytes`.
    pub(crate) fn behind(bytes: &'a [u8], value_end: usize) -> Self {
        Self { object: bytes, at: value_end, end: None }
    }

    /// Returns the place behind the object's own bracket, if that ended the members.
    pub(crate) fn end(&self) -> Option<usize> {
        self.end
    }

    /// Skips blanks, and the byte behind them if it is `wanted`.
    fn pass_byte(&mut self, wanted: u8) -> Option<()> {
        self.at += leading_blanks(&self.object[self.at..]);
        let found = *self.object.get(self.at)? == wanted;
        self.at += usize::from(found);
        found.then_some(())
    }

    fn read_key(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        self.at = string_end(self.object, start)?;
        Some(&self.object[start..self.at - 1])
    }

    fn read_value(&mut self) -> Option<Range<usize>> {
        self.at += leading_blanks(&self.object[self.at..]);
        let start = self.at;
        self.at = match self.object.get(start)? {
            b'"' => string_end(self.object, start + 1)?,
            b'{' | b'[' => start + Scan::default().feed(&self.object[start..])?,
            _ => self.scalar_end(start)?,
        };
        // A number or word ends at a comma or bracket, with blanks before it if the JSON is pretty-printed.
        let blanks = self.object[start..self.at].iter().rev().take_while(|&&byte| is_blank(byte)).count();
        Some(start..self.at - blanks)
    }

    /// Returns the end of a number or word. One with a quote or a bracket was cut off, and another object begins
    /// there.
    fn scalar_end(&self, start: usize) -> Option<usize> {
        let end = start + memchr3(b',', b'}', b']', &self.object[start..])?;
        let is_torn = self.object[start..end].iter().any(|byte| matches!(byte, b'"' | b'{' | b'['));
        (!is_torn).then_some(end)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        // The parser checks whether commas are where they should be.
        let _ = self.pass_byte(b',');
        if self.pass_byte(b'"').is_none() {
            self.end = (self.object.get(self.at) == Some(&b'}')).then_some(self.at + 1);
            return None;
        }
        let key = self.read_key()?;
        self.pass_byte(b':')?;
        Some(Member { key, value: self.read_value()? })
    }
}

/// Returns the key of a member, and the place where its value begins: the first member that is `wanted`, or else
/// the one whose value does not end in `bytes`.
pub(crate) fn open_member<'a>(
    bytes: &'a [u8],
    start: usize,
    mut wanted: impl FnMut(&Member<'a>) -> bool,
) -> Option<(&'a [u8], usize)> {
    if bytes.get(start) != Some(&b'{') {
        return None;
    }
    let mut members = Members::new(bytes, start..bytes.len());
    loop {
        let at = members.at;
        if let Some(member) = members.next() {
            if wanted(&member) {
                return Some((member.key, member.value.start));
            }
            continue;
        }
        // The value did not end: the member is read again up to its value, which goes on behind the window.
        members.at = at;
        let _ = members.pass_byte(b',');
        members.pass_byte(b'"')?;
        let key = members.read_key()?;
        members.pass_byte(b':')?;
        return Some((key, members.at + leading_blanks(&bytes[members.at..])));
    }
}

/// Returns the places of an array's elements. Ends where the array does, or where it is no longer JSON.
pub(crate) fn element_places(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut members = Members { object: bytes, at: 1, end: None };
    std::iter::from_fn(move || {
        let _ = members.pass_byte(b',');
        if matches!(members.object.get(members.at), None | Some(b']')) {
            return None;
        }
        // An empty value, as between two commas, is no JSON: the elements end there.
        members.read_value().filter(|value| !value.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::Members;

    fn members(object: &str) -> Vec<(&str, &str)> {
        let bytes = object.as_bytes();
        let text = |bytes| std::str::from_utf8(bytes).unwrap();
        Members::new(bytes, 0..bytes.len())
            .map(|member| (text(member.key), text(&bytes[member.value])))
            .collect()
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        assert_eq!(members("{}"), []);
        assert_eq!(
            members("{ \"a\" : 1 , \"b\\\"\":\"x\\\\\",\"c\":{\"d\":[2]},\n\"e\":[],\"f\":null}"),
            [("a", "1"), ("b\\\"", "\"x\\\\\""), ("c", "{\"d\":[2]}"), ("e", "[]"), ("f", "null")]
        );
    }

    #[test]
    fn elements_are_told_apart() {
        let found = |array: &'static str| -> Vec<&str> {
            super::element_places(array.as_bytes()).map(|place| &array[place]).collect()
        };
        assert_eq!(found("[]"), [""; 0]);
        assert_eq!(
            found("[ 1 ,\"a,]\", {\"b\":[2]},null,[3] ]"),
            ["1", "\"a,]\"", "{\"b\":[2]}", "null", "[3]"]
        );
        assert_eq!(found("[1,\"cut"), ["1"]);
        assert_eq!(found("[1,,"), ["1"]);
    }

    #[test]
    fn what_is_no_json_ends_them() {
        for broken in
            ["{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":\"\\", "{\"a\":{", "{a:1}", "{\"a\" 1}"]
        {
            assert_eq!(members(broken), [], "{broken}");
        }
        assert_eq!(members("{\"a\":1,\"b\":\"cut"), [("a", "1")]);
    }
}
