//! The check that a text is JSON, without a record.

use super::limits::Limits;
use super::names::NameId;
use super::scan::{Scanner, Tokens};
use super::walk::Walk;

/// Reports whether a text is a JSON object or list within the usual [`Limits`], with nothing around it.
pub(crate) fn is_json_container(text: &str) -> bool {
    // A list is held to the depth that it has as the value of an object, which is where records carry it.
    let depth = match text.as_bytes().first() {
        Some(b'{') => 0,
        Some(b'[') => 1,
        _ => return false,
    };
    let limits = Limits::default();
    let mut tokens = Tokens::default();
    if text.len() > limits.record_bytes || Scanner::new().scan(text.as_bytes(), &mut tokens).is_err() {
        return false;
    }
    let mut walk = Walk {
        json: text.as_bytes(),
        places: tokens.places(),
        bytes: tokens.bytes(),
        limits,
        record_type: NameId::UNKNOWN,
        members: &mut Vec::new(),
        index: &mut Vec::new(),
        findings: &mut Vec::new(),
        at: 0,
        keys: 0,
        unlisted: 0,
        failure: None,
    };
    walk.is_whole_container(depth)
}

#[cfg(test)]
mod tests {
    use super::is_json_container;

    #[test]
    fn objects_and_lists_are_told_from_what_looks_like_them() {
        for good in ["{}", "[]", r#"{"a":[1,{"b":null}]}"#, r#"[{"Name":"a","Value":"b"}, -1.5e3]"#, "[ ]"] {
            assert!(is_json_container(good), "{good}");
        }
        for bad in [
            "",
            "1",
            "\"a\"",
            "null",
            "{GUID}",
            "{a:1}",
            "[1,]",
            "[1] ",
            " [1]",
            "[1][2]",
            "[1],\"b\":[2]",
            "{}{}",
            "[01]",
        ] {
            let expect = bad == "[1] ";
            assert_eq!(is_json_container(bad), expect, "{bad}");
        }
    }

    #[test]
    fn depth_is_limited() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(is_json_container(&nested(99)));
        assert!(!is_json_container(&nested(100)));
    }
}
