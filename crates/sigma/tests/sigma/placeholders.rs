//! Placeholders.

use std::collections::BTreeMap;

use serde_json::json;
use trail365_sigma::{Collection, Severity};

use crate::rules::{around_search, assert_rule, assert_search, load, refuse_search, search};

fn values(pairs: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    pairs.iter().map(|(name, texts)| ((*name).to_owned(), list(texts))).collect()
}

#[test]
fn placeholders_are_filled_with_alternatives() {
    let rule = search("F|expand: '%partners%'");
    assert_eq!(rule.placeholders().into_iter().collect::<Vec<_>>(), ["partners"]);
    let filled = rule.fill(&values(&[("partners", &["a.example", "*.b.example"])])).unwrap();
    assert_rule(
        &filled,
        &[json!({"F": "A.example"}), json!({"F": "x.b.example"})],
        &[json!({"F": "%partners%"})],
    );
    assert!(filled.placeholders().is_empty());
}

#[test]
fn placeholders_stand_anywhere_and_take_modifiers() {
    let rule = search("F|contains|expand: 'x%one%-%two%'");
    let filled = rule.fill(&values(&[("one", &["a", "b"]), ("two", &["c", "d"])])).unwrap();
    assert_rule(&filled, &[json!({"F": "_xb-c_"}), json!({"F": "xa-d"})], &[json!({"F": "xa-b"})]);
    let filled = search("F|re|expand: '^%one%$'").fill(&values(&[("one", &["a|b"])])).unwrap();
    assert_rule(&filled, &[json!({"F": "a"})], &[]);
    let filled = search("F|cidr|expand: '%net%'").fill(&values(&[("net", &["192.0.2.0/24"])])).unwrap();
    assert_rule(&filled, &[json!({"F": "192.0.2.1"})], &[json!({"F": "192.0.3.1"})]);
    let filled = search("F|expand|base64: '%one%'").fill(&values(&[("one", &["foo"])])).unwrap();
    assert_rule(&filled, &[json!({"F": "Zm9v"})], &[]);
}

#[test]
fn values_of_one_placeholder_stay_alternatives_under_all() {
    let filled =
        search("F|contains|all|expand: ['%one%', z]").fill(&values(&[("one", &["a", "b"])])).unwrap();
    assert_rule(&filled, &[json!({"F": "az"}), json!({"F": "bz"})], &[json!({"F": "ab"}), json!({"F": "z"})]);
}

#[test]
fn keywords_have_placeholders() {
    let filled = search("'|expand': '%word%'").fill(&values(&[("word", &["one"])])).unwrap();
    assert_rule(&filled, &[json!({"a": "xonex"})], &[json!({"a": "x"})]);
}

#[test]
fn percent_signs_are_literal_without_the_modifier_and_escaped() {
    assert_search("F: '%name%'", &[json!({"F": "%name%"})], &[]);
    assert_search(r"F|expand: '\%plain\%'", &[json!({"F": "%plain%"})], &[]);
    assert_search("F|expand: '100%'", &[json!({"F": "100%"})], &[]);
    assert_search("F|expand: 5", &[json!({"F": "5"})], &[]);
    let rule = search(r"F|expand: '\%plain%name%'");
    assert_rule(&rule.fill(&values(&[("name", &["x"])])).unwrap(), &[json!({"F": "%plainx"})], &[]);
}

#[test]
fn unfilled_placeholders_fail_by_name() {
    let rule = search("F|expand:\n  - a\n  - '%allowed_countries%'");
    let problem = rule.fill(&BTreeMap::new()).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "rules.yml:1: document 1: detection.s.F|expand[2]: the placeholder %allowed_countries% has no values: \
         set values for `allowed_countries`"
    );
    let problem = rule.fill(&values(&[("allowed_countries", &[])])).unwrap_err();
    assert!(problem.what.contains("the list of values for %allowed_countries% is empty"));
    let problem = rule.fill(&values(&[("allowed_countries", &["a\0"])])).unwrap_err();
    assert!(problem.what.contains("NUL"));
    let problem = search("F|cidr|expand: '%net%'").fill(&values(&[("net", &["x"])])).unwrap_err();
    assert!(problem.what.contains("`x` is not a network"));
}

#[test]
fn too_many_texts_are_refused() {
    let many: Vec<String> = (0..200).map(|number| number.to_string()).collect();
    let values = BTreeMap::from([("n".to_owned(), many)]);
    let problem = search("F|expand: '%n%-%n%-%n%'").fill(&values).unwrap_err();
    assert!(problem.what.contains("more than 10000 texts"));
}

#[test]
fn a_collection_refuses_what_lacks_values() {
    let unfilled = around_search("F|expand: '%missing%'");
    let other =
        "\n---\ntitle: Other\nid: other\nlogsource: {product: m365}\ndetection: {s: {F: 1}, condition: s}\n";
    let chain = "---\ntitle: Chain\ncorrelation: {type: event_count, rules: [the-rule], timespan: 1m, condition: {gt: 1}}\n";
    let mut collection = Collection::from_text("rules.yml", &format!("{unfilled}{other}{chain}"));
    collection.fill(&BTreeMap::new());
    let set = collection.link();
    assert_eq!(set.rules.len(), 1);
    assert_eq!(set.rules[0].metadata.identity(), "other");
    let messages: Vec<String> = set.problems.iter().map(ToString::to_string).collect();
    assert!(messages[0].contains("%missing% has no values"), "{messages:?}");
    assert!(messages[1].contains("`the-rule` was refused: correct that rule first"), "{messages:?}");
    assert!(set.problems.iter().all(|problem| problem.severity == Severity::Error));
}

#[test]
fn placeholders_of_filters_are_filled() {
    let filter = "---\ntitle: Own\nlogsource: {product: m365}\nfilter:\n  rules: any\n  s: {U|expand: '%own%'}\n  condition: s\n";
    let text = format!("{}{filter}", around_search("F: 1"));
    let set = load(&text);
    assert_eq!(set.rules[0].placeholders().len(), 1, "unfilled ones stay for the compiler to refuse");
    let mut collection = Collection::from_text("rules.yml", &text);
    collection.fill(&values(&[("own", &["me"])]));
    let set = collection.link();
    assert_rule(&set.rules[0], &[json!({"F": 1})], &[json!({"F": 1, "U": "me"})]);
}

#[test]
fn placeholders_do_not_fit_everything() {
    assert!(refuse_search("F|gt|expand: '%n%'").contains("do not go together"));
    assert!(refuse_search("F|fieldref|expand: '%n%'").contains("do not go together"));
}
