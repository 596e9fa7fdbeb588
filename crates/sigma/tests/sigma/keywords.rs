//! Keywords.

use serde_json::json;
use trail365_sigma::{Expr, Needle, Quantifier, Shape, Subject};

use crate::rules::{assert_search, refuse_search, search};

#[test]
fn keywords_are_looked_for_in_the_whole_record() {
    let rule = search("- one\n- 'two*three'");
    let Expr::Match(matched) = &rule.searches[0].expr else { panic!() };
    assert_eq!((&matched.subject, matched.quantifier), (&Subject::Record, Quantifier::Any));
    let Needle::Text { pattern, cased: false } = &matched.needles[0] else { panic!() };
    assert_eq!(pattern.shape(), Shape::Contains("one"));
    assert_search(
        "- one\n- 'two*three'",
        &[json!({"a": "xONEx"}), json!({"a": "two, three"})],
        &[json!({"a": "two"})],
    );
}

#[test]
fn one_keyword_needs_no_list() {
    let rule = crate::rules::rule("s: one\ncondition: s");
    crate::rules::assert_rule(&rule, &[json!({"a": "one"})], &[json!({})]);
}

#[test]
fn keywords_may_all_be_needed() {
    assert_search("'|all': [one, two]", &[json!({"a": "two", "b": "one"})], &[json!({"a": "one"})]);
}

#[test]
fn keywords_take_modifiers() {
    assert_search("'|cased': One", &[json!({"a": "One"})], &[json!({"a": "one"})]);
    assert_search("'|contains': one", &[json!({"a": "xonex"})], &[]);
    assert_search("'|re': 'o.e'", &[json!({"a": "xonex"})], &[json!({"a": "ONE"})]);
    assert_search("'|base64': foo", &[json!({"a": "xZm9vx"})], &[]);
    for modifier in ["exists: true", "cidr: 192.0.2.0/24", "fieldref: a", "gt: 5", "hour: 3"] {
        let (word, value) = modifier.split_once(": ").unwrap();
        let message = refuse_search(&format!("'|{word}': {value}"));
        assert!(message.contains("this modifier needs a field"), "{message}");
    }
}

#[test]
fn numbers_are_looked_for_as_text() {
    assert_search("- 4625", &[json!({"a": "x4625x"})], &[json!({"a": "462"})]);
}

#[test]
fn lists_may_mix_keywords_and_maps() {
    assert_search("- one\n- A: two", &[json!({"x": "one"}), json!({"A": "two"})], &[json!({"B": "two"})]);
}

#[test]
fn keywords_of_every_record_are_refused() {
    for keyword in ["''", "'*'", "null", "true"] {
        let message = refuse_search(&format!("- {keyword}"));
        assert!(message.contains("write the text to look for"), "{message}");
    }
}
