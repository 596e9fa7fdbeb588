//! The fields that Microsoft Graph has put into a bag, because its own type of the record does not know them.

use std::collections::HashSet;

use memchr::memmem;

use super::members::Members;
use crate::json::Object;

const BAG: &str = "dynamicProperties";

/// Whether there may be one.
pub(crate) fn has(record: &[u8]) -> bool {
    memmem::find(record, BAG.as_bytes()).is_some()
}

/// Writes `record` with the fields of its bag beside its own; `false` if it has none. A field that it has already
/// stays in the bag.
pub(crate) fn empty(record: &[u8], out: &mut Vec<u8>) -> bool {
    let members = || Members::new(record, 0..record.len());
    let bag = members().find(|member| member.key == BAG.as_bytes() && record[member.value.start] == b'{');
    let Some(bag) = bag else { return false };
    let own: HashSet<_> = members().map(|member| member.key).collect();
    let mut object = Object::begin(out);
    for member in members().filter(|member| member.value != bag.value) {
        object.member(member.key, &record[member.value]);
    }
    let (kept, moved): (Vec<_>, Vec<_>) =
        Members::new(record, bag.value.clone()).partition(|member| own.contains(member.key));
    for member in moved {
        object.member(member.key, &record[member.value]);
    }
    if !kept.is_empty() {
        let mut rest = Object::begin(object.key(BAG.as_bytes()));
        for member in kept {
            rest.member(member.key, &record[member.value]);
        }
        rest.end();
    }
    object.end();
    true
}

#[cfg(test)]
mod tests {
    use super::empty;

    fn check(record: &str, expected: Option<&str>) {
        let mut out = Vec::new();
        let found = empty(record.as_bytes(), &mut out).then(|| String::from_utf8(out).unwrap());
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
        check(r#"{"dynamicProperties":1}"#, None);
        check(r#"{"a":{"dynamicProperties":{}}}"#, None);
    }
}
