//! Values and wildcards.

use serde_json::json;

use crate::rules::{around_search, assert_rule, assert_search, load, refuse_search, warnings};

#[test]
fn texts_are_compared_whole_and_without_case() {
    assert_search(
        "Operation: New-InboxRule",
        &[json!({"Operation": "new-inboxrule"})],
        &[json!({"Operation": "New-InboxRule2"}), json!({"Operation": null}), json!({})],
    );
    // Names of operations end in a dot or a blank, and have dashes of all kinds.
    assert_search(
        "Operation: 'Update application – Certificates and secrets management '",
        &[json!({"Operation": "Update application – Certificates and secrets management "})],
        &[json!({"Operation": "Update application – Certificates and secrets management"})],
    );
}

#[test]
fn wildcards_are_live_under_plain_equality() {
    assert_search(
        "F: 'a*c?'",
        &[json!({"F": "acd"}), json!({"F": "abbbcd"})],
        &[json!({"F": "ac"}), json!({"F": "acde"})],
    );
    assert_search("F: '*'", &[json!({"F": ""}), json!({"F": "x"})], &[json!({})]);
}

#[test]
fn backslashes_escape_wildcards_and_themselves_alone() {
    assert_search(r"F: 'a\*b'", &[json!({"F": "a*b"})], &[json!({"F": "axb"})]);
    assert_search(r"F: 'a\?b'", &[json!({"F": "a?b"})], &[json!({"F": "axb"})]);
    assert_search(r"F: 'a\\*b'", &[json!({"F": r"a\xxb"})], &[json!({"F": "a*b"})]);
    assert_search(r"F: 'a\\\*b'", &[json!({"F": r"a\*b"})], &[json!({"F": r"a\xb"})]);
    assert_search(r"F: 'a\\\\b'", &[json!({"F": r"a\\b"})], &[json!({"F": r"a\b"})]);
    assert_search(r"F: 'DOMAIN\user'", &[json!({"F": r"domain\USER"})], &[json!({"F": "domainuser"})]);
    assert_search(r"F: 'ends\'", &[json!({"F": r"ends\"})], &[]);
}

#[test]
fn numbers_are_compared_as_number_and_as_text() {
    let matching = [json!({"ErrorNumber": "50126"}), json!({"ErrorNumber": 50126})];
    assert_search("ErrorNumber: 50126", &matching, &[json!({"ErrorNumber": "501260"})]);
    assert_search("F: 007", &[json!({"F": "007"})], &[json!({"F": "7"})]);
    assert_search("F: 1.5", &[json!({"F": 1.5}), json!({"F": "1.5"})], &[json!({"F": "15"})]);
    let message = refuse_search("F: 123456789012345678901234567890");
    assert!(message.contains("the number is too large: put it in quotes"), "{message}");
}

#[test]
fn booleans_match_their_words() {
    let matching = [json!({"F": true}), json!({"F": "True"}), json!({"F": "true"}), json!({"F": 1})];
    assert_search("F: true", &matching, &[json!({"F": "False"}), json!({"F": "yes"}), json!({})]);
    // Old words for booleans are text.
    assert_search("F: yes", &[json!({"F": "Yes"})], &[json!({"F": true})]);
}

#[test]
fn empty_null_and_absent_differ() {
    assert_search("F: ''", &[json!({"F": ""})], &[json!({"F": null}), json!({}), json!({"F": "x"})]);
    assert_search("F: null", &[json!({"F": null}), json!({})], &[json!({"F": ""})]);
    assert_search("F:", &[json!({})], &[json!({"F": ""})]);
}

#[test]
fn null_in_a_list_is_an_alternative_with_a_warning() {
    let set = load(&around_search("F: ['', null]"));
    assert_rule(&set.rules[0], &[json!({"F": ""}), json!({}), json!({"F": null})], &[json!({"F": "x"})]);
    assert_eq!(
        warnings(&set),
        ["rules.yml:6: document 1: detection.s.F[2]: null stands in a list: \
          Sigma forbids it: write a search of its own for null"]
    );
}

#[test]
fn lists_are_alternatives_and_maps_are_joined() {
    assert_search("F: [a, b]", &[json!({"F": "a"}), json!({"F": "b"})], &[json!({"F": "c"})]);
    assert_search("F: a\nG: b", &[json!({"F": "a", "G": "b"})], &[json!({"F": "a"}), json!({"G": "b"})]);
    let alternatives = "- F: a\n  G: b\n- H: c";
    assert_search(alternatives, &[json!({"F": "a", "G": "b"}), json!({"H": "c"})], &[json!({"F": "a"})]);
}

#[test]
fn values_of_a_list_in_the_record_match_one_by_one() {
    assert_search("F: a", &[json!({"F": ["x", "A"]})], &[json!({"F": ["x"]})]);
}
