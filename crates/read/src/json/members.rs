//! Goes through the members of an object without looking into their values.

use std::ops::Range;

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
    #[inline]
    fn pass_byte(&mut self, wanted: u8) -> Option<()> {
        let is_wanted = self.next_byte()? == wanted;
        self.at += usize::from(is_wanted);
        is_wanted.then_some(())
    }

    /// Skips blanks, and returns the byte behind them.
    #[inline]
    fn next_byte(&mut self) -> Option<u8> {
        let byte = *self.object.get(self.at)?;
        // Nearly all exports write JSON without blanks.
        if !is_blank(byte) {
            return Some(byte);
        }
        self.at += leading_blanks(&self.object[self.at..]);
        self.object.get(self.at).copied()
    }

    fn read_key(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        self.at = string_end(self.object, start)?;
        Some(&self.object[start..self.at - 1])
    }

    #[inline]
    fn read_value(&mut self) -> Option<Range<usize>> {
        let first = self.next_byte()?;
        let start = self.at;
        self.at = match first {
            b'"' => string_end(self.object, start + 1)?,
            b'{' | b'[' => start + Scan::default().feed(&self.object[start..])?,
            _ => return self.read_scalar(start),
        };
        Some(start..self.at)
    }

    fn read_scalar(&mut self, start: usize) -> Option<Range<usize>> {
        self.at = self.scalar_end(start)?;
        // A number or word ends at a comma or bracket, with blanks before it if the JSON is pretty-printed.
        let blanks = self.object[start..self.at].iter().rev().take_while(|&&byte| is_blank(byte)).count();
        Some(start..self.at - blanks)
    }

    /// Returns the end of a number or word. One with a quote or a bracket was cut off, and another object begins
    /// there.
    fn scalar_end(&self, start: usize) -> Option<usize> {
        // Most have a few digits, which are passed sooner than a search for longer runs begins.
        let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'"' | b'{' | b'[');
        let end = start + self.object[start..].iter().position(is_end)?;
        matches!(self.object[end], b',' | b'}' | b']').then_some(end)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    #[inline]
    fn next(&mut self) -> Option<Member<'a>> {
        match self.next_compact() {
            Some(member) => Some(member),
            None => self.next_any(),
        }
    }
}

impl<'a> Members<'a> {
    /// Returns the next member if it is what most are: text or digits, with no blanks around.
    #[inline]
    fn next_compact(&mut self) -> Option<Member<'a>> {
        let object = self.object;
        let quote = self.at + usize::from(*object.get(self.at)? == b',');
        if *object.get(quote)? != b'"' {
            return None;
        }
        let colon = string_end(object, quote + 1)?;
        if *object.get(colon)? != b':' {
            return None;
        }
        let start = colon + 1;
        let end = match object.get(start)? {
            b'"' => match string_end(object, start + 1) {
                Some(end) => end,
                None => {
                    // The end of the members: looking for the quote once more would find none, either.
                    self.at = object.len();
                    return None;
                }
            },
            b'0'..=b'9' => {
                let end = start + object[start..].iter().position(|byte| !byte.is_ascii_digit())?;
                matches!(object[end], b',' | b'}').then_some(end)?
            }
            _ => return None,
        };
        self.at = end;
        Some(Member { key: object.get(quote + 1..colon - 1)?, value: start..end })
    }

    #[inline(never)]
    fn next_any(&mut self) -> Option<Member<'a>> {
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
