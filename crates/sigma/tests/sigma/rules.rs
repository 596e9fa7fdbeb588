//! Rules for tests.

use serde_json::Value;
use trail365_sigma::{Collection, Problem, Rule, RuleSet, Severity};

use crate::evaluate::holds;

/// Loads a text that may have problems.
pub fn load(text: &str) -> RuleSet {
    Collection::from_text("rules.yml", text).link()
}

/// Returns a text with its lines indented by one level.
pub fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect::<Vec<_>>().concat()
}

/// Writes a rule around a section `detection`, whose lines are indented here.
pub fn around(detection: &str) -> String {
    let lines = indent(detection);
    format!("title: A rule\nid: the-rule\nlogsource: {{product: m365}}\ndetection:\n{lines}")
}

/// Writes a rule with one search `s`, whose lines are indented here.
pub fn around_search(search: &str) -> String {
    let lines = indent(search);
    around(&format!("s:\n{lines}condition: s"))
}

/// Returns the rule of a section `detection`; it must have no problem.
pub fn rule(detection: &str) -> Rule {
    let mut set = load(&around(detection));
    assert_eq!(set.problems, [], "{detection}");
    set.rules.remove(0)
}

/// Returns the rule of one search; it must have no problem.
pub fn search(search: &str) -> Rule {
    let mut set = load(&around_search(search));
    assert_eq!(set.problems, [], "{search}");
    set.rules.remove(0)
}

/// Asserts which records a search matches.
pub fn assert_search(text: &str, matching: &[Value], others: &[Value]) {
    assert_rule(&search(text), matching, others);
}

/// Asserts which records a rule matches.
pub fn assert_rule(rule: &Rule, matching: &[Value], others: &[Value]) {
    for record in matching {
        assert!(holds(&rule.condition, record), "{record} should match {:#?}", rule.condition);
    }
    for record in others {
        assert!(!holds(&rule.condition, record), "{record} should not match {:#?}", rule.condition);
    }
}

/// Returns the only error of a set.
pub fn only_error(set: &RuleSet) -> &Problem {
    let errors: Vec<&Problem> =
        set.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 1, "{:#?}", set.problems);
    errors[0]
}

/// Returns the error of a search that is refused.
pub fn refuse_search(text: &str) -> String {
    let set = load(&around_search(text));
    assert_eq!(set.rules.len(), 0, "{text}");
    only_error(&set).to_string()
}

/// Returns the warnings of a set, which must have no errors.
pub fn warnings(set: &RuleSet) -> Vec<String> {
    assert!(set.problems.iter().all(|problem| problem.severity == Severity::Warning), "{:#?}", set.problems);
    set.problems.iter().map(ToString::to_string).collect()
}
