//! Changes to the text of a valid JSON object.

use std::ops::Range;

use trail365_text::json as json_text;

use crate::value::json::{Json, Steps};

/// Place of a member: its key without the quotes, and its value.
pub(crate) struct MemberPlace {
    key: Range<usize>,
    value: Range<usize>,
}

impl MemberPlace {
    /// Returns the inside of the key's quotes.
    pub(crate) fn key<'a>(&self, text: &'a str) -> &'a str {
        &text[self.key.clone()]
    }

    pub(crate) fn value<'a>(&self, text: &'a str) -> &'a str {
        &text[self.value.clone()]
    }
}

/// Returns the members of the object that `text` is, in their order.
pub(crate) fn member_places(text: &str) -> impl Iterator<Item = MemberPlace> {
    let mut steps = Steps::inside_of(Json::new(text));
    std::iter::from_fn(move || {
        let start = steps.next_start()?;
        steps.next_value()?;
        let key = start + 1..steps.at - 1;
        let start = steps.next_start()?;
        steps.next_value()?;
        Some(MemberPlace { key, value: start..steps.at })
    })
}

/// Puts a value in place of the member's.
pub(crate) fn replace_value(text: &mut String, member: &MemberPlace, value: &str) {
    text.replace_range(member.value.clone(), value);
}

/// Adds a member behind the others.
pub(crate) fn append_member(text: &mut String, key: &str, value: &str) {
    let is_first = member_places(text).next().is_none();
    let mut member = Vec::with_capacity(key.len() + value.len() + 4);
    if !is_first {
        member.push(b',');
    }
    json_text::encode(key, &mut member);
    member.push(b':');
    member.extend_from_slice(value.as_bytes());
    // Blanks stand behind the last member at most, and the bracket is the last byte.
    let end = text.strip_suffix('}').unwrap_or(text).trim_end().len();
    text.insert_str(end, &String::from_utf8_lossy(&member));
}

/// Takes members out by the insides of their keys, each with one of the commas beside it.
pub(crate) fn remove_members(text: &mut String, is_gone: impl Fn(&str) -> bool) -> bool {
    let members: Vec<MemberPlace> = member_places(text).collect();
    let kept: Vec<&MemberPlace> = members.iter().filter(|member| !is_gone(member.key(text))).collect();
    if kept.len() == members.len() {
        return false;
    }
    let mut out = String::with_capacity(text.len());
    out.push('{');
    for (at, member) in kept.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&text[member.key.start - 1..member.value.end]);
    }
    out.push('}');
    *text = out;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_member_is_followed_by_the_one_that_is_added() {
        for (text, expected) in [
            ("{}", r#"{"b":1}"#),
            ("{ }", r#"{"b":1 }"#),
            (r#"{"a":{}}"#, r#"{"a":{},"b":1}"#),
            ("{\"a\":2 \n}", "{\"a\":2,\"b\":1 \n}"),
        ] {
            let mut out = text.to_owned();
            append_member(&mut out, "b", "1");
            assert_eq!(out, expected, "{text}");
        }
    }

    #[test]
    fn what_is_left_stays_as_it_stands() {
        for (text, expected) in [
            (r#"{"a":1}"#, "{}"),
            (r#"{"a":1,"b" : 1.50}"#, r#"{"b" : 1.50}"#),
            (r#"{"b":[ 1 ], "a":1,"c":{"a":2},"a":3}"#, r#"{"b":[ 1 ],"c":{"a":2}}"#),
        ] {
            let mut out = text.to_owned();
            assert!(remove_members(&mut out, |key| key == "a"));
            assert_eq!(out, expected, "{text}");
        }
        assert!(!remove_members(&mut "{}".to_owned(), |_| true));
    }
}
