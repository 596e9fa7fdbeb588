//! Conditions on elements of lists.

use serde_json::json;

use crate::rules::{assert_rule, load, only_error, refuse_search};

/// Loads a search in a document of the third version.
fn load_search(search: &str) -> trail365_sigma::RuleSet {
    load(&format!("{}sigma-version: 3\n", crate::rules::around_search(search)))
}

fn assert_elements(search: &str, matching: &[serde_json::Value], others: &[serde_json::Value]) {
    let set = load_search(search);
    assert_eq!(set.problems, []);
    assert_rule(&set.rules[0], matching, others);
}

#[test]
fn conditions_hold_for_one_element() {
    let search = "Changes[any]:\n  Name: Role\n  New|contains: admin";
    let matching =
        json!({"Changes": [{"Name": "Other", "New": "x"}, {"Name": "Role", "New": "Global Admin"}]});
    let split = json!({"Changes": [{"Name": "Role", "New": "x"}, {"Name": "Other", "New": "admin"}]});
    assert_elements(search, &[matching], &[split, json!({"Changes": []}), json!({})]);
}

#[test]
fn paths_may_select_elements() {
    assert_elements(
        "A.L[any].N|contains: x",
        &[json!({"A": {"L": [{"N": "axb"}]}})],
        &[json!({"A": {"L": []}})],
    );
    assert_elements("L[any]: x", &[json!({"L": ["y", "X"]})], &[json!({"L": ["y"]})]);
    assert_elements("L[any]|startswith: [x, y]", &[json!({"L": ["ya"]})], &[json!({"L": ["ay"]})]);
    assert_elements(
        "L[any].M[any].N: 1",
        &[json!({"L": [{"M": [{"N": 1}]}]})],
        &[json!({"L": [{"M": [{"N": 2}]}]})],
    );
    assert_elements(
        "L[any].A:\n  N: 1\n  O: 2",
        &[json!({"L": [{"A": {"N": 1, "O": 2}}]})],
        &[json!({"L": [{"A": {"N": 1}}]})],
    );
}

#[test]
fn all_none_and_empty_lists() {
    let (both, one, none, empty) =
        (json!({"L": [1, 1]}), json!({"L": [1, 2]}), json!({"L": [2]}), json!({"L": []}));
    let absent = json!({});
    let records = |of: &[&serde_json::Value]| of.iter().map(|record| (*record).clone()).collect::<Vec<_>>();
    assert_elements("L[all]: 1", &records(&[&both]), &records(&[&one, &none, &empty, &absent]));
    assert_elements("L[all_or_empty]: 1", &records(&[&both, &empty, &absent]), &records(&[&one, &none]));
    assert_elements("L[none]: 1", &records(&[&none, &empty, &absent]), &records(&[&both, &one]));
}

#[test]
fn elements_may_have_searches_and_a_condition() {
    let search = "L[any]:\n  a: {N: 1}\n  b: {M: 2}\n  condition: a and not b";
    assert_elements(search, &[json!({"L": [{"N": 1}]})], &[json!({"L": [{"N": 1, "M": 2}]})]);
}

#[test]
fn elements_themselves_are_named_by_a_dot() {
    assert_elements(
        "L[any]:\n  .|startswith: a\n  '|endswith': z",
        &[json!({"L": ["abcz"]})],
        &[json!({"L": ["a", "z"]})],
    );
}

#[test]
fn escaped_brackets_are_a_part_of_the_name() {
    assert_elements(r"L\[any\]: x", &[json!({"L[any]": "x"})], &[json!({"L": ["x"]})]);
    assert_elements("L[]: x", &[json!({"L[]": "x"})], &[]);
}

#[test]
fn the_third_version_has_to_be_named() {
    let message = refuse_search("L[any]:\n  N: 1");
    assert!(message.contains("`L[any]` names elements"), "{message}");
    assert!(message.ends_with("add `sigma-version: 3` to the document"), "{message}");
    assert!(refuse_search("L[any].N: 1").ends_with("add `sigma-version: 3` to the document"));
}

#[test]
fn maps_under_a_field_are_never_text() {
    let message = refuse_search("F:\n  N: 1");
    assert!(message.contains("detection.s.F: a map stands where a value belongs"), "{message}");
    let set = load_search("F:\n  N: 1");
    assert!(only_error(&set).what.contains("a map stands where a value belongs"));
    assert!(refuse_search("F: [{N: 1}]").contains("a map stands where a value belongs"));
}

#[test]
fn what_is_not_supported_is_named() {
    for (search, part) in [
        ("L[0]: 1", "the selector `[0]` is not supported"),
        ("L[ayn]: 1", "the selector `[ayn]` is not supported"),
        ("'[any]': 1", "`[any]` has no name"),
        ("L[any]|contains:\n  N: 1", "modifiers stand behind an element with fields"),
        ("A[any].B[any].C[any].D[any].E[any]: 1", "elements are nested too deep"),
        ("L[any]: {}", "the map is empty"),
    ] {
        let set = load_search(search);
        assert!(only_error(&set).to_string().contains(part), "{:?}", set.problems);
    }
}

#[test]
fn versions_above_the_third_are_refused() {
    let text = crate::rules::around_search("F: 1");
    for (version, part) in [("4", "version `4` of Sigma is not supported"), ("x", "it is not a version")] {
        let set = load(&format!("{text}sigma-version: {version}\n"));
        assert!(only_error(&set).to_string().contains(part), "{:?}", set.problems);
    }
    for version in ["2", "3", "2.1", "'2.1.0'", "v3"] {
        assert_eq!(load(&format!("{text}sigma-version: {version}\n")).problems, []);
    }
}
