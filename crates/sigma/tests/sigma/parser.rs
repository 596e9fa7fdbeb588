//! The parser's own reading of whole documents beside ours, and the faults of it that ours does not share.

use std::collections::BTreeSet;

use rsigma_parser::{SigmaValue, parse_sigma_yaml};

use crate::rules::{around, around_search, load, only_error, rule};

#[test]
fn searches_and_conditions_are_those_of_the_parser() {
    for detection in [
        "a: {F: 1}\nb: {G|contains|all: [x, y]}\ncondition: a and not b",
        "sel_1: {F|re: 'x'}\nsel_2: [one, two]\nfilter: {G: null}\ncondition: 1 of sel_* and not filter",
        "a:\n- F: 1\n- G: 2\ncondition:\n- a\n- not a",
    ] {
        let theirs = parse_sigma_yaml(&around(detection)).unwrap();
        assert_eq!(theirs.errors, [] as [String; 0]);
        let ours = rule(detection);
        let own: BTreeSet<&str> = ours.searches.iter().map(|search| search.name.as_str()).collect();
        let other: BTreeSet<&str> = theirs.rules[0].detection.named.keys().map(String::as_str).collect();
        assert_eq!(own, other);
    }
}

/// Returns how the parser reads the values of the only field of a search.
fn parsed_values(search: &str) -> Vec<SigmaValue> {
    let collection = parse_sigma_yaml(&around_search(search)).unwrap();
    match &collection.rules[0].detection.named["s"] {
        rsigma_parser::Detection::AllOf(items) => items[0].values.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn known_faults_of_the_parser_are_not_ours() {
    // Each of these is accepted by the parser; where it no longer is, the guard may go.
    assert!(parsed_values("F:\n  N: 1")[0].to_string().contains("Mapping"));
    assert!(only_error(&load(&around_search("F:\n  N: 1"))).what.contains("a map stands"));

    assert!(matches!(parsed_values("F|exists: 'yes'")[0], SigmaValue::String(_)));
    assert!(
        only_error(&load(&around_search("F|exists: 'yes'"))).what.contains("`exists` takes true or false")
    );

    assert!(parsed_values("F: []").is_empty());
    assert!(only_error(&load(&around_search("F: []"))).what.contains("the list of values is empty"));

    let capitals = "a: {F: 1}\nb: {G: 1}\ncondition: a AND b";
    assert!(!parse_sigma_yaml(&around(capitals)).unwrap().errors.is_empty());
    assert_eq!(load(&around(capitals)).rules.len(), 1);

    let negative =
        "title: A\ncorrelation: {type: event_count, rules: [a], timespan: 1h, condition: {gte: -1}}\n";
    assert!(parse_sigma_yaml(negative).unwrap().errors.is_empty());
    assert!(only_error(&load(negative)).what.contains("no count is -1"));
}

#[test]
fn the_order_of_searches_is_the_same_in_each_run() {
    let detection = "z: {A: 1}\ny: {A: 2}\nx: {A: 3}\nw: {A: 4}\ncondition: 1 of them";
    let first = format!("{:?}", rule(detection));
    assert!((0..20).all(|_| format!("{:?}", rule(detection)) == first));
}
