//! Takes fields out of the bag into which Microsoft Graph, or its PowerShell module, puts those that its own type of the
//! record does not know.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memmem;

use crate::item::Reason;
use crate::json::{Members, Object};

const BAGS: [&[u8]; 2] = [b"dynamicProperties", b"AdditionalProperties"];

/// Reports whether there may be a bag.
pub(crate) fn may_have_bag(record: &[u8]) -> bool {
    BAGS.into_iter().any(|bag| memmem::find(record, bag).is_some())
}

/// Writes `record` with the fields of its bag beside its own; returns `false` if it has no bag. A field that the
/// record has already stays in the bag. A record that is not JSON to its end is not taken apart.
pub(crate) fn empty_bag(record: &[u8], out: &mut Vec<u8>) -> Result<bool, Reason> {
    let members = || Members::new(record, 0..record.len());
    let bag = members().find(|member| BAGS.contains(&member.key) && record[member.value.start] == b'{');
    let Some(bag) = bag else { return Ok(false) };
    // Members behind a break would be lost without a word.
    if !is_whole(record, 0..record.len()) || !is_whole(record, bag.value.clone()) {
        return Err(Reason::Torn);
    }
    // Two values under one key would leave the choice between them to the parser of the record.
    let own: HashSet<_> = members().map(|member| member.key).collect();
    let mut object = Object::begin(out);
    for member in members().filter(|member| member.value != bag.value) {
        object.write_member(member.key, &record[member.value]);
    }
    let (kept, moved): (Vec<_>, Vec<_>) =
        Members::new(record, bag.value.clone()).partition(|member| own.contains(member.key));
    for member in moved {
        object.write_member(member.key, &record[member.value]);
    }
    if !kept.is_empty() {
        let mut rest = Object::begin(object.write_key(bag.key));
        for member in kept {
            rest.write_member(member.key, &record[member.value]);
        }
        rest.end();
    }
    object.end();
    Ok(true)
}

/// Reports whether the members of the object go up to its end.
fn is_whole(bytes: &[u8], object: Range<usize>) -> bool {
    let mut members = Members::new(bytes, object.clone());
    members.by_ref().for_each(drop);
    members.end() == Some(object.end)
}

#[cfg(test)]
mod tests {
    use super::empty_bag;
    use crate::item::Reason;

    fn check(record: &str, expected: Option<&str>) {
        let mut out = Vec::new();
        let found = empty_bag(record.as_bytes(), &mut out).unwrap().then(|| String::from_utf8(out).unwrap());
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn what_is_in_the_bag_stands_beside_it() {
        check(
            r#"{"a": 1,"dynamicProperties":{"b":[2],"a":3},"c":4}"#,
            Some(r#"{"a":1,"c":4,"b":[2],"dynamicProperties":{"a":3}}"#),
        );
        check(r#"{"dynamicProperties":{"b":2}}"#, Some(r#"{"b":2}"#));
        check(r#"{"dynamicProperties":{}}"#, Some("{}"));
        check(r#"{"Id":1,"AdditionalProperties":{"b":2}}"#, Some(r#"{"Id":1,"b":2}"#));
        check(r#"{"dynamicProperties":1}"#, None);
        check(r#"{"a":{"dynamicProperties":{}}}"#, None);
    }

    #[test]
    fn what_is_broken_is_not_taken_apart() {
        for record in [r#"{"dynamicProperties":{"b":2},"a":1,b:2}"#, r#"{"dynamicProperties":{"a":1,b:2}}"#] {
            assert_eq!(empty_bag(record.as_bytes(), &mut Vec::new()), Err(Reason::Torn), "{record}");
        }
    }
}
