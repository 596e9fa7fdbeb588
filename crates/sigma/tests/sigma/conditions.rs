//! Conditions.

use serde_json::{Value, json};

use crate::rules::{around, assert_rule, load, only_error, rule, warnings};

/// Three searches, each on a field of its own.
const SEARCHES: &str = "sel_a: {A: 1}\nsel_b: {B: 1}\n_hidden: {C: 1}\ncondition: ";

fn record(a: u8, b: u8, c: u8) -> Value {
    json!({"A": a, "B": b, "C": c})
}

fn assert_condition(condition: &str, matching: &[Value], others: &[Value]) {
    let set = load(&around(&format!("{SEARCHES}{condition}")));
    assert_eq!(set.rules.len(), 1, "{:?}", set.problems);
    assert_rule(&set.rules[0], matching, others);
}

fn refuse_condition(condition: &str) -> String {
    let set = load(&around(&format!("{SEARCHES}{condition}")));
    assert!(set.rules.is_empty());
    only_error(&set).to_string()
}

#[test]
fn operators_bind_in_their_order() {
    assert_condition("sel_a or sel_b and _hidden", &[record(1, 0, 0), record(0, 1, 1)], &[record(0, 1, 0)]);
    assert_condition("not sel_a and sel_b", &[record(0, 1, 0)], &[record(1, 1, 0), record(0, 0, 0)]);
    assert_condition("(sel_a or sel_b) and _hidden", &[record(1, 0, 1)], &[record(1, 0, 0)]);
    assert_condition("not (sel_a or sel_b)", &[record(0, 0, 1)], &[record(0, 1, 1)]);
}

#[test]
fn patterns_of_names_are_expanded() {
    assert_condition("1 of sel_*", &[record(1, 0, 0)], &[record(0, 0, 1)]);
    assert_condition("any of sel_*", &[record(0, 1, 0)], &[record(0, 0, 1)]);
    assert_condition("all of sel_*", &[record(1, 1, 0)], &[record(1, 0, 1)]);
    assert_condition("1 of *_a", &[record(1, 0, 0)], &[record(0, 1, 1)]);
    assert_condition("1 of *l*a", &[record(1, 0, 0)], &[record(0, 1, 1)]);
    assert_condition("all of *", &[record(1, 1, 1)], &[record(1, 1, 0)]);
    assert_condition("sel_a and not 1 of sel_b*", &[record(1, 0, 0)], &[record(1, 1, 0)]);
}

#[test]
fn them_leaves_hidden_searches_out() {
    assert_condition("1 of them", &[record(1, 0, 0)], &[record(0, 0, 1)]);
    assert_condition("all of them", &[record(1, 1, 0)], &[record(0, 1, 1)]);
}

#[test]
fn negation_keeps_records_without_the_field() {
    let found = rule("sel: {A: 1}\nfilter: {B: 1}\ncondition: sel and not filter");
    assert_rule(
        &found,
        &[json!({"A": 1}), json!({"A": 1, "B": null}), json!({"A": 1, "B": 2})],
        &[json!({"A": 1, "B": 1})],
    );
    let twice = rule("sel: {A: 1}\ncondition: not not sel");
    assert_rule(&twice, &[json!({"A": 1})], &[json!({}), json!({"A": 2})]);
}

#[test]
fn capitals_are_read_with_a_warning() {
    let set = load(&around(
        "sel: {A: 1}\nAND: {B: 1}\nfilter: {C: 1}\ncondition: sel AND NOT filter OR ALL of fil*",
    ));
    assert!(set.rules.is_empty(), "a search may be called AND");
    let set = load(&around("sel: {A: 1}\nfilter: {C: 1}\ncondition: sel AND NOT filter"));
    assert_rule(&set.rules[0], &[json!({"A": 1})], &[json!({"A": 1, "C": 1})]);
    let warnings = warnings(&set);
    assert_eq!(warnings.len(), 2);
    assert_eq!(
        warnings[0],
        "rules.yml:7: document 1: detection.condition: `AND` is read as `and`: write it in lower case"
    );
}

#[test]
fn several_conditions_are_alternatives() {
    let found = rule("a: {A: 1}\nb: {B: 1}\ncondition:\n- a\n- b");
    assert_rule(&found, &[record(1, 0, 0), record(0, 1, 0)], &[record(0, 0, 1)]);
}

#[test]
fn conditions_over_several_lines() {
    let found = rule("a: {A: 1}\nb: {B: 1}\ncondition: >-\n  a\n  and b");
    assert_rule(&found, &[record(1, 1, 0)], &[record(1, 0, 0)]);
    let found = rule("a: {A: 1}\nb: {B: 1}\ncondition: |\n  a\n  or b\n");
    assert_rule(&found, &[record(1, 0, 0)], &[]);
}

#[test]
fn pipes_are_refused_with_their_replacement() {
    for pipe in ["sel_a | count() by UserId > 5", "sel_a | near sel_b", "sel_a|count() > 5"] {
        let message = refuse_condition(&format!("'{pipe}'"));
        assert!(message.contains("write a correlation rule: `event_count` or `value_count`"), "{message}");
    }
    let set = load(&around("a: {A: 1}\ntimeframe: 5m\ncondition: a"));
    assert!(only_error(&set).to_string().contains("detection.timeframe: `timeframe` belongs to the pipe"));
}

#[test]
fn names_that_are_not_there_are_errors() {
    let message = refuse_condition("sel_a and sel_c");
    assert!(
        message.contains("the condition names `sel_c`, which is not there: did you mean `sel_a`?"),
        "{message}"
    );
    // A pattern without a name would make `all of` true for every record.
    let message = refuse_condition("all of nothing*");
    assert!(message.contains("`nothing*` in the condition fits no name"), "{message}");
    let set = load(&around("_a: {A: 1}\ncondition: all of them"));
    assert!(only_error(&set).to_string().contains("`them` in the condition fits no name"));
}

#[test]
fn counts_above_one_are_refused_by_name() {
    assert!(refuse_condition("2 of sel_*").contains("`2 of` is not supported"));
    assert!(refuse_condition("0 of them").contains("`0 of` is not supported"));
}

#[test]
fn what_cannot_be_read_is_refused_with_its_column() {
    for (condition, place) in [
        ("sel_a and", "column 10"),
        ("(sel_a", "column 7"),
        ("sel_a sel_b", "column 7"),
        ("1 of", "column 5"),
    ] {
        let message = refuse_condition(condition);
        assert!(message.contains(&format!("the condition cannot be read at {place}")), "{message}");
    }
    assert!(refuse_condition("''").contains("the text is empty"));
    assert!(refuse_condition("5").contains("it is a number, not text"));
    assert!(refuse_condition("[]").contains("the list is empty"));
}

#[test]
fn unused_searches_are_told() {
    let set = load(&around("a: {A: 1}\nb: {B: 1}\ncondition: a"));
    assert_eq!(
        warnings(&set),
        [
            "rules.yml:7: document 1: detection.condition: the search `b` is not used: name it in the condition, or remove it"
        ]
    );
}

#[test]
fn searches_keep_the_order_of_the_document() {
    let found = rule("z: {A: 1}\nb: {B: 1}\na: {C: 1}\ncondition: 1 of them");
    let names: Vec<&str> = found.searches.iter().map(|search| search.name.as_str()).collect();
    assert_eq!(names, ["z", "b", "a"]);
}
