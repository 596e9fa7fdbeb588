//! Filters.

use serde_json::json;
use trail365_sigma::{RuleSet, Severity};

use crate::rules::{around_search, assert_rule, indent, load, only_error, warnings};

/// Loads a rule on `F: 1` and a filter with the lines of its section.
fn load_filter(section: &str) -> RuleSet {
    load_filter_for("product: m365", section)
}

fn load_filter_for(log_source: &str, section: &str) -> RuleSet {
    let lines = indent(section);
    let filter = format!("title: A filter\nid: the-filter\nlogsource: {{{log_source}}}\nfilter:\n{lines}");
    load(&format!("{filter}---\n{}", around_search("F: 1")))
}

#[test]
fn filters_leave_records_out() {
    let set = load_filter("rules: [the-rule]\ns: {U|startswith: adm_}\ncondition: s");
    assert_eq!(set.problems, []);
    let rule = &set.rules[0];
    assert_rule(
        rule,
        &[json!({"F": 1}), json!({"F": 1, "U": "x"})],
        &[json!({"F": 1, "U": "adm_x"}), json!({"U": "x"})],
    );
    assert_eq!(rule.filters, ["the-filter"]);
    assert_eq!(set.filters[0].rules, [0]);
}

#[test]
fn names_of_searches_do_not_clash() {
    // The rule has a search `s`, too.
    let set = load_filter("rules: the-rule\ns: {U: x}\ncondition: s");
    assert_rule(&set.rules[0], &[json!({"F": 1})], &[json!({"F": 1, "U": "x"})]);
    assert_eq!(set.rules[0].searches.len(), 1);
}

#[test]
fn several_filters_apply_to_one_rule() {
    let filter = |name: &str| {
        format!(
            "title: {name}\nlogsource: {{product: m365}}\nfilter: {{rules: any, s: {{{name}: 1}}, condition: s}}\n---\n"
        )
    };
    let set = load(&format!("{}{}{}", filter("A"), filter("B"), around_search("F: 1")));
    assert_eq!(set.problems, []);
    assert_rule(&set.rules[0], &[json!({"F": 1})], &[json!({"F": 1, "A": 1}), json!({"F": 1, "B": 1})]);
    assert_eq!(set.rules[0].filters, ["A", "B"]);
}

#[test]
fn a_negated_condition_is_one_of_other_tools() {
    let set = load_filter("rules: [the-rule]\ns: {U: x}\ncondition: not s");
    assert_rule(&set.rules[0], &[json!({"F": 1})], &[json!({"F": 1, "U": "x"})]);
    assert!(warnings(&set)[0].contains("the condition is negated, so it is read as what is kept"));
    let set = load_filter("rules: [the-rule]\ns: {U: x}\nt: {V: x}\ncondition: s and not t");
    assert_rule(&set.rules[0], &[json!({"F": 1, "U": "x", "V": "x"})], &[json!({"F": 1, "U": "x"})]);
    assert!(warnings(&set)[0].contains("negated in part"));
}

#[test]
fn log_sources_have_to_fit() {
    let section = "rules: [the-rule]\ns: {U: x}\ncondition: s";
    let set = load_filter_for("product: azure", section);
    assert_rule(&set.rules[0], &[json!({"F": 1, "U": "x"})], &[]);
    assert!(
        only_error(&set).to_string().contains("filter.rules[1]: the rule `the-rule` has another log source")
    );
    let set = load_filter_for("product: m365, service: audit", section);
    only_error(&set);
    // A filter for a product covers its services.
    let rule = around_search("F: 1").replace("product: m365", "product: m365, service: audit");
    let filter = "title: A\nlogsource: {product: m365}\nfilter: {rules: any, s: {U: x}, condition: s}\n---\n";
    let set = load(&format!("{filter}{rule}"));
    assert_rule(&set.rules[0], &[json!({"F": 1})], &[json!({"F": 1, "U": "x"})]);
}

#[test]
fn references_that_lead_nowhere_keep_the_others() {
    let set = load_filter("rules: [the-rul, the-rule]\ns: {U: x}\ncondition: s");
    assert!(only_error(&set).to_string().contains("there is no rule `the-rul`: did you mean `the-rule`?"));
    assert_rule(&set.rules[0], &[], &[json!({"F": 1, "U": "x"})]);
    let set = load_filter("rules: [the-filter]\ns: {U: x}\ncondition: s");
    assert!(only_error(&set).to_string().contains("`the-filter` is a filter: name a rule"));
    let set = load_filter_for("product: azure", "rules: any\ns: {U: x}\ncondition: s");
    assert!(warnings(&set)[0].contains("it applies to no rule"));
}

#[test]
fn filters_without_parts_are_refused() {
    for (section, part) in [
        ("s: {U: x}\ncondition: s", "it has no rules"),
        ("rules: []\ns: {U: x}\ncondition: s", "the list of rules is empty"),
        ("rules: any\ns: {U: x}", "it has no condition"),
        ("rules: any\ncondition: s", "it has no search"),
        ("rules: any\ns: {U|cntains: x}\ncondition: s", "unknown modifier"),
    ] {
        let set = load_filter(section);
        assert!(only_error(&set).to_string().contains(part), "{:?}", set.problems);
        assert_eq!(set.rules.len(), 1);
    }
    let set = load("title: A\nfilter: {rules: any, s: {U: x}, condition: s}\n");
    assert!(
        set.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error && problem.what == "it has no log source")
    );
}
