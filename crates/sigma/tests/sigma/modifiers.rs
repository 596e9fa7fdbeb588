//! Modifiers.

use serde_json::json;
use trail365_sigma::{Expr, Needle, Subject};

use crate::rules::{around_search, assert_rule, assert_search, load, refuse_search, search, warnings};

/// Returns the needles of a search with one field.
fn needles(text: &str) -> Vec<Needle> {
    let rule = search(text);
    let Expr::Match(matched) = &rule.searches[0].expr else { panic!("{:?}", rule.searches[0].expr) };
    matched.needles.clone()
}

/// Returns the patterns of a search with one field.
fn patterns(text: &str) -> Vec<String> {
    let show = |needle: Needle| match needle {
        Needle::Text { pattern, .. } => pattern.to_string(),
        other => panic!("{other:?}"),
    };
    needles(text).into_iter().map(show).collect()
}

#[test]
fn positions_add_wildcards_unless_they_are_there() {
    assert_eq!(patterns("F|contains: x"), ["*x*"]);
    assert_eq!(patterns("F|startswith: x"), ["x*"]);
    assert_eq!(patterns("F|endswith: x"), ["*x"]);
    assert_eq!(patterns("F|contains: '*x*'"), ["*x*"]);
    assert_eq!(patterns("F|startswith: 'x*'"), ["x*"]);
    assert_eq!(patterns("F|contains: ''"), ["*"]);
    assert_eq!(patterns(r"F|endswith: '\*'"), [r"*\*"]);
}

#[test]
fn all_joins_values() {
    let matching = [json!({"F": "b and A"})];
    assert_search("F|contains|all: [a, b]", &matching, &[json!({"F": "a"}), json!({"F": "b"})]);
    assert_search("F|all|contains: [a, b]", &matching, &[json!({"F": "a"})]);
    let set = load(&around_search("F|contains|all: a"));
    assert_rule(&set.rules[0], &[json!({"F": "xax"})], &[]);
    assert!(warnings(&set)[0].contains("`all` has a single value"));
}

#[test]
fn cased_counts_letters_with_their_case() {
    assert_search("F|cased: Abc", &[json!({"F": "Abc"})], &[json!({"F": "abc"})]);
    assert_search("F|contains|cased: Abc", &[json!({"F": "xAbcx"})], &[json!({"F": "xabcx"})]);
    assert_search("F|cased|endswith: Abc", &[json!({"F": "xAbc"})], &[json!({"F": "xabc"})]);
}

#[test]
fn regular_expressions_search_with_case() {
    assert_search("F|re: 'a.c'", &[json!({"F": "xxabcxx"})], &[json!({"F": "ABC"}), json!({"F": "ac"})]);
    assert_search(r"F|re: '^\d+\.\d$'", &[json!({"F": "10.5"})], &[json!({"F": "1005"})]);
    for flag in ["i", "ignorecase"] {
        assert_search(&format!("F|re|{flag}: 'a.c'"), &[json!({"F": "ABC"})], &[]);
    }
    for flag in ["m", "multiline"] {
        assert_search(&format!("F|re|{flag}: '^b'"), &[json!({"F": "a\nb"})], &[json!({"F": "ab"})]);
    }
    for flag in ["s", "dotall"] {
        assert_search(&format!("F|re|{flag}: 'a.b'"), &[json!({"F": "a\nb"})], &[]);
    }
    assert_search("F|re|i|s: 'a.b'", &[json!({"F": "A\nB"})], &[]);
    assert_search("F|re: ['a', 'b']", &[json!({"F": "b"})], &[json!({"F": "c"})]);
    assert_search("F|re|all: ['a', 'b']", &[json!({"F": "ba"})], &[json!({"F": "b"})]);
    let message = refuse_search("F|contains|re: a");
    assert!(message.contains("the modifiers `contains` and `re` do not go together"), "{message}");
    let message = refuse_search("F|i: a");
    assert!(message.contains("`i` belongs to a regular expression: put it behind `re`"), "{message}");
    let message = refuse_search("F|re: 'a(?=b)'");
    assert!(message.contains("look-around"), "{message}");
}

#[test]
fn existence_is_not_a_value() {
    let there = [json!({"F": "x"}), json!({"F": ""}), json!({"F": null})];
    assert_search("F|exists: true", &there, &[json!({})]);
    assert_search("F|exists: false", &[json!({})], &there);
    for value in ["'yes'", "yes", "'true'", "1", "null"] {
        let message = refuse_search(&format!("F|exists: {value}"));
        assert!(message.ends_with("write true or false without quotes"), "{message}");
    }
    assert!(refuse_search("F|exists: [true]").contains("takes one value"));
    assert!(refuse_search("F|exists|neq: true").contains("write `exists: false`"));
}

#[test]
fn networks_of_both_families() {
    assert_search(
        "F|cidr: [192.0.2.0/24, '2001:db8::/32', 198.51.100.7]",
        &[json!({"F": "192.0.2.255"}), json!({"F": "2001:db8:1::1"}), json!({"F": "198.51.100.7"})],
        &[json!({"F": "192.0.3.1"}), json!({"F": "2001:db9::1"}), json!({"F": "198.51.100.8"}), json!({})],
    );
    assert_search("F|cidr: 0.0.0.0/0", &[json!({"F": "192.0.2.255"})], &[json!({"F": "::1"})]);
    let message = refuse_search("F|cidr: 192.0.2.7/24");
    assert!(message.ends_with("`192.0.2.7/24` is not a network: write 192.0.2.0/24"), "{message}");
    for bad in ["192.0.2.0/33", "192.0.2.0/+8", "192.0.2.0/", "192.0.2.*", "'2001:db8::/129'", "x"] {
        assert!(refuse_search(&format!("F|cidr: {bad}")).contains("is not a network"), "{bad}");
    }
}

#[test]
fn comparisons_take_numbers() {
    assert_search(
        "F|gt: 5",
        &[json!({"F": 6}), json!({"F": "6"})],
        &[json!({"F": 5}), json!({"F": "x"}), json!({})],
    );
    assert_search("F|gte: 5", &[json!({"F": 5})], &[json!({"F": 4})]);
    assert_search("F|lt: 5.5", &[json!({"F": 5})], &[json!({"F": 6})]);
    assert_search("F|lte: -1", &[json!({"F": -1})], &[json!({"F": 0})]);
    let message = refuse_search("F|gt: '5'");
    assert!(
        message.contains("`gt` takes a number, and the value is text: write a number without quotes"),
        "{message}"
    );
    assert!(refuse_search("F|gt: .nan").contains("not finite"));
    assert!(refuse_search("F|gt|neq: 1").contains("use the opposite comparison"));
}

#[test]
fn neq_holds_where_the_field_is_absent() {
    assert_search("F|neq: a", &[json!({"F": "b"}), json!({}), json!({"F": null})], &[json!({"F": "A"})]);
    assert_search("F|neq: [a, b]", &[json!({"F": "c"})], &[json!({"F": "a"}), json!({"F": "b"})]);
    assert_search("F|contains|neq: a", &[json!({"F": "b"})], &[json!({"F": "xax"})]);
    assert_search("F|neq: 5", &[json!({"F": 6}), json!({})], &[json!({"F": "5"})]);
}

#[test]
fn parts_of_times() {
    assert_search(
        "T|hour: 3",
        &[json!({"T": "2026-01-02T03:04:05"})],
        &[json!({"T": "2026-01-03T04:03:03"}), json!({})],
    );
    assert_search(
        "T|hour|gte: 22",
        &[json!({"T": "2026-01-02T23:04:05"})],
        &[json!({"T": "2026-01-02T21:04:05"})],
    );
    for part in ["minute: 59", "hour: 23", "day: 31", "week: 53", "month: 12", "year: 2026"] {
        search(&format!("T|{part}"));
    }
    let message = refuse_search("T|hour: 24");
    assert!(message.ends_with("no time has the hour 24: write a number from 0 to 23"), "{message}");
    assert!(refuse_search("T|month: 0").contains("write a number from 1 to 12"));
    assert!(refuse_search("T|day: '3'").contains("takes a whole number"));
}

#[test]
fn other_fields() {
    let same = json!({"A": "ann@contoso.com", "B": "Ann@contoso.com"});
    assert_search(
        "A|fieldref: B",
        &[same],
        &[json!({"A": "x", "B": "y"}), json!({"A": "x"}), json!({"B": "x"})],
    );
    assert_search(
        "A|fieldref|startswith: B",
        &[json!({"A": "abc", "B": "AB"})],
        &[json!({"A": "cab", "B": "ab"})],
    );
    assert_search(
        "A|endswith|fieldref: B",
        &[json!({"A": "cab", "B": "ab"})],
        &[json!({"A": "abc", "B": "ab"})],
    );
    assert_search(
        "A|contains|fieldref: B",
        &[json!({"A": "xaby", "B": "ab"})],
        &[json!({"A": "x", "B": "ab"})],
    );
    assert_search("A|fieldref|cased: B", &[json!({"A": "x", "B": "x"})], &[json!({"A": "x", "B": "X"})]);
    assert_search(
        "A|fieldref|neq: B",
        &[json!({"A": "x", "B": "y"}), json!({})],
        &[json!({"A": "x", "B": "x"})],
    );
    assert!(refuse_search("A|fieldref: 'B*'").contains("is not the name of a field"));
    assert!(refuse_search("A|base64|fieldref: B").contains("do not go together"));
}

#[test]
fn encodings_are_done() {
    // RFC 4648 has these.
    for (plain, encoded) in
        [("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
    {
        assert_eq!(patterns(&format!("F|base64: {plain}")), [encoded]);
    }
    assert_eq!(patterns("F|base64|contains: foo"), ["*Zm9v*"]);
    assert_eq!(patterns("F|wide|base64: abc"), ["YQBiAGMA"]);
    assert_eq!(patterns("F|utf16le|base64: abc"), ["YQBiAGMA"]);
    assert_eq!(patterns("F|utf16be|base64: abc"), ["AGEAYgBj"]);
    assert_eq!(patterns("F|utf16|base64: abc"), ["//5hAGIAYwA="]);
    assert_eq!(patterns("F|base64offset|contains: foobar"), ["*Zm9vYmFy*", "*Zvb2Jhc*", "*mb29iYX*"]);
    assert!(refuse_search("F|wide: abc").contains("put `base64` or `base64offset` behind it"));
    assert!(refuse_search("F|base64: 'a*'").contains("cannot encode the wildcards"));
    assert!(refuse_search("F|contains|base64: a").contains("cannot encode the wildcards"));
    assert!(refuse_search("F|base64: ''").contains("nothing for `base64` to encode"));
}

#[test]
fn offsets_of_base64_are_found_at_every_place() {
    use base64_reference::encode;
    let rule = search("F|base64offset|contains: secret");
    for front in ["", "x", "xy", "xyz"] {
        for behind in ["", "x", "xy"] {
            let record = json!({"F": encode(&format!("{front}secret{behind}"))});
            assert_rule(&rule, &[record], &[]);
        }
    }
}

/// Base64 written bit by bit.
mod base64_reference {
    pub fn encode(text: &str) -> String {
        let bits = text.bytes().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
        let digit = |bits: &str| {
            let value = u8::from_str_radix(&format!("{bits:0<6}"), 2).unwrap();
            match value {
                0..26 => char::from(b'A' + value),
                26..52 => char::from(b'a' + value - 26),
                52..62 => char::from(b'0' + value - 52),
                62 => '+',
                _ => '/',
            }
        };
        let mut out: String =
            (0..bits.len()).step_by(6).map(|at| digit(&bits[at..bits.len().min(at + 6)])).collect();
        while !out.len().is_multiple_of(4) {
            out.push('=');
        }
        out
    }
}

#[test]
fn dashes_are_spelled_in_all_ways() {
    assert_eq!(patterns("F|windash: '-a'"), ["-a", "/a", "–a", "—a", "―a"]);
    assert_eq!(patterns("F|contains|windash: ' /a x-y'").len(), 5);
    assert_eq!(patterns("F|windash: '-a -b'").len(), 25);
    assert_search(
        "F|windash|contains|all: ['-a', '-b']",
        &[json!({"F": "x /a –b"})],
        &[json!({"F": "x /a"})],
    );
    assert!(refuse_search("F|windash: '-a -b -c -d -e -f'").contains("more than 5 dashes"));
}

#[test]
fn alternatives_of_one_value_stay_alternatives_under_all() {
    assert_search(
        "F|base64offset|contains|all: [foobar, secret]",
        &[json!({"F": "Zm9vYmFy c2VjcmV0"})],
        &[json!({"F": "Zm9vYmFy Zvb2Jhc mb29iYX"})],
    );
}

#[test]
fn textual_modifiers_refuse_other_values() {
    for (modifier, value) in [("contains", "5"), ("startswith", "true"), ("endswith", "null"), ("cased", "5")]
    {
        let message = refuse_search(&format!("F|{modifier}: {value}"));
        assert!(message.contains(&format!("`{modifier}` works on text")), "{message}");
        assert!(message.ends_with("put the value in quotes"), "{message}");
    }
    assert!(refuse_search("F|re: 404").contains("put the value in quotes"));
    assert!(refuse_search("F|cidr: 5").contains("takes a network"));
}

#[test]
fn modifiers_that_do_not_fit_are_refused() {
    for pair in [
        "cidr|contains",
        "contains|cidr",
        "cidr|re",
        "re|cidr",
        "exists|contains",
        "gt|lt",
        "gt|contains",
        "cased|cidr",
    ] {
        assert!(refuse_search(&format!("F|{pair}: x")).contains("do not go together"), "{pair}");
    }
    assert!(refuse_search("F|contains|contains: x").contains("stands twice"));
    assert!(refuse_search("F|re|i|cased: x").contains("do not go together"));
}

#[test]
fn unknown_modifiers_are_named_with_the_near_one() {
    let message = refuse_search("F|cntains: x");
    assert_eq!(
        message,
        "rules.yml:6: document 1: detection.s.F|cntains: unknown modifier `cntains`: did you mean `contains`?"
    );
    assert!(refuse_search("F|Contains: x").ends_with("unknown modifier `Contains`: write `contains`"));
    assert!(refuse_search("F|not: x").contains("write `not` into the condition"));
    assert!(refuse_search("F|: x").contains("unknown modifier ``"));
}

#[test]
fn fields_keep_their_spelling() {
    let rule = search("ModifiedProperties{}.NewValue|contains: x");
    let Expr::Match(matched) = &rule.searches[0].expr else { panic!() };
    assert_eq!(matched.subject, Subject::Field("ModifiedProperties{}.NewValue".to_owned()));
    let rule = search("Parameters[].Name: x");
    let Expr::Match(matched) = &rule.searches[0].expr else { panic!() };
    assert_eq!(matched.subject, Subject::Field("Parameters[].Name".to_owned()));
}
