//! Old collections: `action: global`, `reset` and `repeat`.

use serde_json::json;

use crate::rules::{assert_rule, load};

const GLOBAL: &str = "
action: global
title: Shared
logsource: {product: m365}
detection:
  s: {F: 1}
  condition: s
level: low
---
";

#[test]
fn templates_give_what_documents_lack() {
    let set = load(&format!("{GLOBAL}id: a\n---\nid: b\nlevel: high\ndetection: {{s: {{G: 2}}}}\n"));
    assert_eq!(set.problems, []);
    assert_rule(&set.rules[0], &[json!({"F": 1})], &[json!({"G": 2})]);
    assert_rule(&set.rules[1], &[json!({"F": 1, "G": 2})], &[json!({"F": 1})]);
    let levels: Vec<_> = set.rules.iter().map(|rule| rule.metadata.level.unwrap().as_str()).collect();
    assert_eq!(levels, ["low", "high"]);
    assert!(set.rules[0].metadata.custom.is_empty());
}

#[test]
fn repeats_lay_over_the_document_before() {
    let first = "title: A\nid: a\nlogsource: {product: m365}\ndetection: {s: {F: 1}, condition: s}\n";
    let set = load(&format!(
        "{first}---\naction: repeat\nid: b\ndetection: {{s: {{F: 2}}}}\n---\naction: repeat\nid: c\ntitle: C\n"
    ));
    assert_eq!(set.problems, []);
    assert_rule(&set.rules[1], &[json!({"F": 2})], &[json!({"F": 1})]);
    assert_rule(&set.rules[2], &[json!({"F": 2})], &[json!({"F": 1})]);
    assert_eq!(set.rules[2].metadata.title, "C");
}

#[test]
fn resets_end_a_template() {
    let set = load(&format!("{GLOBAL}id: a\n---\naction: reset\n---\nid: b\n"));
    assert_eq!(set.rules.len(), 1);
    assert_eq!(set.problems.len(), 1);
    assert_eq!((set.problems[0].place.document, set.problems[0].place.line), (4, Some(14)));
}

#[test]
fn actions_that_cannot_be_done_are_refused() {
    for (text, part) in [
        ("action: repeat\nid: a\n", "there is no document to repeat"),
        ("action: globl\nid: a\n", "the action is not known"),
        ("action: [global]\nid: a\n", "the action is not known"),
    ] {
        assert!(load(text).problems[0].to_string().contains(part));
    }
}

#[test]
fn a_broken_template_takes_the_documents_that_need_it_with_it() {
    let sound = "id: a\ntitle: A\nlogsource: {product: m365}\ndetection: {s: {F: 1}, condition: s}\n";
    let set = load(&format!("action: global\nlevel: [\n---\n{sound}---\naction: reset\n---\n{sound}"));
    assert_eq!(set.rules.len(), 1);
    let whats: Vec<&str> = set.problems.iter().map(|problem| problem.what.as_str()).collect();
    assert_eq!(whats.len(), 2);
    assert_eq!(whats[1], "a template above it cannot be read");
}
