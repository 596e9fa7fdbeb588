//! Correlations.

use trail365_sigma::{
    Comparison, Correlation, CorrelationKind, Function, Key, PartFormula, RuleSet, Target, TemporalCondition,
    Threshold,
};

use crate::rules::{indent, load, only_error, warnings};

/// Rules `a`, `b` and `c`, of which `b` has an id as well.
const RULES: &str = "
title: A
name: a
logsource: {product: m365}
detection: {s: {Operation: A}, condition: s}
---
title: B
name: b
id: 6F0C2B7E-0000-4000-8000-00000000000B
logsource: {product: m365}
detection: {s: {Operation: B}, condition: s}
---
title: C
name: c
logsource: {product: m365}
detection: {s: {Operation: C}, condition: s}
---
";

/// Loads the rules and a correlation with the lines of its section.
fn load_section(section: &str) -> RuleSet {
    let lines = indent(section);
    load(&format!("{RULES}title: Correlated\nname: x\nlevel: high\ncorrelation:\n{lines}"))
}

fn correlation(section: &str) -> Correlation {
    let mut set = load_section(section);
    assert_eq!(set.problems, [], "{section}");
    set.correlations.remove(0)
}

fn refuse(section: &str) -> String {
    let set = load_section(section);
    assert!(set.correlations.is_empty(), "{section}");
    assert_eq!(set.rules.len(), 3);
    only_error(&set).to_string()
}

fn at_least(value: f64) -> Vec<Threshold> {
    vec![Threshold { comparison: Comparison::GreaterOrEqual, value }]
}

fn key(name: &str, parts: usize) -> Key {
    Key { name: name.to_owned(), fields: vec![name.to_owned(); parts] }
}

#[test]
fn counts_of_matches() {
    let found = correlation(
        "type: event_count\nrules: [a]\ngroup-by: [UserId, ClientIP]\ntimespan: 10m\ncondition: {gte: 10}",
    );
    assert_eq!(found.kind, CorrelationKind::EventCount(at_least(10.0)));
    assert_eq!(found.group_by, [key("UserId", 1), key("ClientIP", 1)]);
    assert_eq!(found.timespan.duration().as_secs(), 600);
    assert_eq!(found.timespan.to_string(), "10m");
    assert_eq!(found.parts[0].target, Target::Rule(0));
    assert!(!found.holds_without_matches());
}

#[test]
fn ranges_and_single_texts() {
    let found = correlation(
        "type: event_count\nrules: a\ngroup-by: UserId\ntimespan: 1d\ncondition: {gt: 100, lte: 200}",
    );
    let CorrelationKind::EventCount(thresholds) = &found.kind else { panic!() };
    let holds = |number| thresholds.iter().all(|threshold| threshold.holds(number));
    assert!(holds(101.0) && holds(200.0) && !holds(100.0) && !holds(201.0));
}

#[test]
fn groups_are_optional() {
    assert!(
        correlation("type: event_count\nrules: [a]\ntimespan: 1h\ncondition: {gte: 10}").group_by.is_empty()
    );
}

#[test]
fn counts_of_values() {
    let found = correlation(
        "type: value_count\nrules: [a]\ngroup-by: [IP]\ntimespan: 1h\ncondition: {field: UserId, gte: 10}",
    );
    assert_eq!(
        found.kind,
        CorrelationKind::ValueCount { values: vec![key("UserId", 1)], thresholds: at_least(10.0) }
    );
    let found =
        correlation("type: value_count\nrules: [a]\ntimespan: 1h\ncondition: {field: [U, V], gte: 10}");
    let CorrelationKind::ValueCount { values, .. } = found.kind else { panic!() };
    assert_eq!(values.len(), 2);
    assert!(
        refuse("type: value_count\nrules: [a]\ntimespan: 1h\ncondition: {gte: 10}")
            .contains("the condition has no field")
    );
}

#[test]
fn temporal_conditions() {
    let section =
        |kind: &str, condition: &str| format!("type: {kind}\nrules: [a, b, c]\ntimespan: 1h\n{condition}");
    assert_eq!(correlation(&section("temporal", "")).kind, CorrelationKind::Temporal(TemporalCondition::All));
    assert_eq!(
        correlation(&section("temporal_ordered", "")).kind,
        CorrelationKind::TemporalOrdered(TemporalCondition::All)
    );
    let two = correlation(&section("temporal", "condition: {gte: 2}"));
    assert_eq!(two.kind, CorrelationKind::Temporal(TemporalCondition::Count(at_least(2.0))));
    let formula = correlation(&section("temporal", "condition: a and b and not c"));
    let expected = PartFormula::All(vec![
        PartFormula::Part(0),
        PartFormula::Part(1),
        PartFormula::Not(Box::new(PartFormula::Part(2))),
    ]);
    assert_eq!(formula.kind, CorrelationKind::Temporal(TemporalCondition::Formula(expected)));
    assert!(!formula.holds_without_matches());
    assert!(correlation(&section("temporal", "condition: not c")).holds_without_matches());
    assert!(
        refuse(&section("temporal", "condition: a and d"))
            .contains("the condition names `d`, which is not there")
    );
    assert!(
        refuse(&section("temporal", "condition: {gte: 4}"))
            .contains("counts different rules, and there are 3")
    );
    assert!(
        refuse(&section("temporal_ordered", "condition: a and b"))
            .contains("`temporal_ordered` takes no formula")
    );
}

#[test]
fn functions_of_values() {
    let section = |kind: &str, condition: &str| {
        format!("type: {kind}\nrules: [a]\ntimespan: 1h\ncondition: {condition}")
    };
    let function = |kind: &str, condition: &str| match correlation(&section(kind, condition)).kind {
        CorrelationKind::Value { function, value, thresholds } => (function, value.name, thresholds[0].value),
        other => panic!("{other:?}"),
    };
    let field = || "OperationCount".to_owned();
    assert_eq!(function("value_sum", "{field: OperationCount, gte: 500}"), (Function::Sum, field(), 500.0));
    assert_eq!(function("value_avg", "{field: OperationCount, gt: 0.5}"), (Function::Average, field(), 0.5));
    let between = function("value_avg", "{field: OperationCount, gt: 1, lt: 2}");
    assert_eq!(between, (Function::Average, field(), 2.0));
    let ninety = function("value_percentile", "{field: OperationCount, percentile: 90, gt: -1}");
    assert_eq!(ninety, (Function::Percentile(90.0), field(), -1.0));
    assert_eq!(
        function("value_median", "{field: OperationCount, gt: 5}"),
        (Function::Percentile(50.0), field(), 5.0)
    );
    let message = refuse(&section("value_percentile", "{field: OperationCount, gt: 5}"));
    assert!(message.contains("`value_percentile` has no percentile: add `percentile`"), "{message}");
    assert!(
        refuse(&section("value_percentile", "{field: F, percentile: 101, gt: 5}"))
            .contains("not a percentile")
    );
    assert!(refuse(&section("value_sum", "{field: [F, G], gt: 5}")).contains("several fields"));
    assert!(refuse(&section("value_sum", "{gt: 5}")).contains("has no field"));
}

#[test]
fn values_that_were_never_seen() {
    let found = correlation("rules: [a]\ntrail365: {first_seen: [UserId, ClientIP], history: 14d}");
    assert_eq!(found.kind, CorrelationKind::FirstSeen(vec![key("UserId", 1), key("ClientIP", 1)]));
    assert_eq!(found.timespan.duration().as_secs(), 14 * 86_400);
    assert_eq!(found.group_by, [key("UserId", 1)]);
    let grouped =
        correlation("rules: [a]\ngroup-by: [Mailbox]\ntrail365: {first_seen: ClientIP, history: 14d}");
    assert_eq!(grouped.group_by, [key("Mailbox", 1)]);
    for (section, part) in [
        (
            "type: event_count\nrules: [a]\ntrail365: {first_seen: [U], history: 1d}",
            "it stands in place of `type`",
        ),
        (
            "rules: [a]\ntimespan: 1d\ntrail365: {first_seen: [U], history: 1d}",
            "it stands in place of `timespan`",
        ),
        ("rules: [a]\ntrail365: {first_seen: [U]}", "it lacks `first_seen` or `history`"),
        ("rules: [a]\ntrail365: {first_sen: [U], history: 1d}", "did you mean `first_seen`?"),
        (
            "rules: [a]\ntrail365: {first_seen: [U], history: 14}",
            "correlation.trail365.history: it is a number",
        ),
    ] {
        let message = refuse(section);
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn too_few_is_seen_to_need_a_clock() {
    for (condition, needs) in [
        ("{lt: 5}", true),
        ("{eq: 0}", true),
        ("{neq: 3}", true),
        ("{gt: 0}", false),
        ("{gt: 1, lt: 5}", false),
    ] {
        let found =
            correlation(&format!("type: event_count\nrules: [a]\ntimespan: 1h\ncondition: {condition}"));
        assert_eq!(found.holds_without_matches(), needs, "{condition}");
    }
}

#[test]
fn conditions_that_compare_with_nothing_or_never_hold() {
    let section =
        |condition: &str| format!("type: event_count\nrules: [a]\ntimespan: 1h\ncondition: {condition}");
    for (condition, part) in [
        ("{}", "the condition compares with nothing"),
        ("{gte: ten}", "it is text, not a number"),
        ("{gte: -1}", "no count is -1: write a whole number from 0 on"),
        ("{gte: 1.5}", "no count is 1.5"),
        ("{gte: 5, lt: 5}", "no number meets the condition"),
        ("{gt: 1, lt: 2}", "no number meets the condition"),
        ("{lt: 0}", "no number meets the condition"),
        ("{eq: 5, neq: 5}", "no number meets the condition"),
        ("{gte: 5, ge: 5}", "the key `ge` is not supported here"),
        ("{field: F, gte: 5}", "the key `field` is not supported here"),
        ("5", "it is a number, not a map"),
    ] {
        let message = refuse(&section(condition));
        assert!(message.contains(part), "{message}");
    }
    assert!(refuse("type: event_count\nrules: [a]\ntimespan: 1h").contains("it has no condition"));
}

#[test]
fn types_are_known() {
    let message = refuse("type: event_cout\nrules: [a]\ntimespan: 1h\ncondition: {gte: 1}");
    assert!(
        message.contains("correlation.type: `event_cout` is not known here: did you mean `event_count`?"),
        "{message}"
    );
    assert!(refuse("rules: [a]\ntimespan: 1h\ncondition: {gte: 1}").contains("it has no type"));
}

#[test]
fn timespans_are_checked() {
    let section = |timespan: &str| {
        format!("type: event_count\nrules: [a]\ntimespan: {timespan}\ncondition: {{gte: 1}}")
    };
    for (timespan, seconds) in [
        ("15s", 15),
        ("90m", 5_400),
        ("24h", 86_400),
        ("7d", 604_800),
        ("1w", 604_800),
        ("1M", 2_629_746),
        ("1y", 31_556_952),
    ] {
        assert_eq!(correlation(&section(timespan)).timespan.duration().as_secs(), seconds);
    }
    for (timespan, part) in [
        ("10", "it is a number, not text: write a number and s, m, h or d"),
        ("1H", "`1H` is not a timespan: write `1h`: units are in lower case"),
        ("0m", "the timespan is empty"),
        ("+5m", "is not a timespan"),
        ("5 m", "is not a timespan"),
        ("-5m", "is not a timespan"),
        ("5x", "is not a timespan"),
        ("200y", "longer than 100 years"),
        ("99999999999999999999y", "is not a timespan"),
    ] {
        let message = refuse(&section(timespan));
        assert!(message.contains(part), "{message}");
    }
    assert!(refuse("type: event_count\nrules: [a]\ncondition: {gte: 1}").contains("it has no timespan"));
    let set = load_section("type: event_count\nrules: [a]\ntimeframe: 5m\ncondition: {gte: 1}");
    assert!(warnings(&set)[0].contains("`timeframe` is read as `timespan`"));
}

#[test]
fn references_are_ids_or_names() {
    let found = correlation("type: temporal\nrules: [a, 6f0c2b7e-0000-4000-8000-00000000000b]\ntimespan: 1h");
    let targets: Vec<Target> = found.parts.iter().map(|part| part.target).collect();
    assert_eq!(targets, [Target::Rule(0), Target::Rule(1)]);
    let section = |rules: &str| format!("type: temporal\nrules: {rules}\ntimespan: 1h");
    for (rules, part) in [
        ("[a, d]", "correlation.rules[2]: there is no rule `d`"),
        ("[a, a]", "correlation.rules[2]: `a` stands twice"),
        ("[b, 6f0c2b7e-0000-4000-8000-00000000000b]", "stands for a rule that is there already"),
        ("[]", "the list is empty"),
        ("[a, 5]", "correlation.rules[2]: it is a number, not text"),
        ("[[a]]", "it is a list, not text"),
    ] {
        let message = refuse(&section(rules));
        assert!(message.contains(part), "{message}");
    }
    assert!(refuse("type: temporal\ntimespan: 1h").contains("it has no rules"));
}

#[test]
fn refused_rules_are_told_from_missing_ones() {
    let set = load(
        "title: A\nname: a\nlogsource: {product: m365}\ndetection: {s: {F|x: 1}, condition: s}\n---\ntitle: X\ncorrelation: {type: event_count, rules: [a], timespan: 1h, condition: {gte: 1}}\n",
    );
    assert_eq!(set.problems.len(), 2);
    assert!(set.problems[1].to_string().contains("`a` was refused: correct that rule first"));
}

#[test]
fn aliases_give_each_part_its_field() {
    let aliases = "aliases:\n  user:\n    a: UserId\n    b: Target.UPN\n  ip: {a: ClientIP, b: ActorIP}";
    let found = correlation(&format!(
        "type: value_count\nrules: [a, b]\ngroup-by: [user, Tenant]\ntimespan: 1h\ncondition: {{field: ip, gte: 2}}\n{aliases}"
    ));
    let fields = |key: &Key| key.fields.join(" ");
    assert_eq!(fields(&found.group_by[0]), "UserId Target.UPN");
    assert_eq!(fields(&found.group_by[1]), "Tenant Tenant");
    let CorrelationKind::ValueCount { values, .. } = &found.kind else { panic!() };
    assert_eq!(fields(&values[0]), "ClientIP ActorIP");
}

#[test]
fn aliases_are_checked() {
    let section = |aliases: &str| {
        format!("type: temporal\nrules: [a, b]\ngroup-by: [user]\ntimespan: 1h\naliases: {aliases}")
    };
    for (aliases, part) in [
        (
            "{user: {a: UserId}}",
            "correlation.group-by: the alias `user` has no field for `b`: add `b` to the alias",
        ),
        (
            "{user: {a: UserId, b: UserId, c: UserId}}",
            "correlation.aliases.user.c: `c` is not among the rules",
        ),
        ("{user: UserId}", "correlation.aliases.user: it is text, not a map"),
        ("[user]", "correlation.aliases: it is a list, not a map"),
        ("{user: {a: 5, b: UserId}}", "correlation.aliases.user.a: it is a number, not text"),
    ] {
        let message = refuse(&section(aliases));
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn chains_are_sorted_by_their_parts() {
    let count = |name: &str, rules: &str| {
        format!(
            "---\ntitle: {name}\nname: {name}\ncorrelation: {{type: event_count, rules: [{rules}], timespan: 1h, condition: {{gte: 1}}}}\n"
        )
    };
    let set = load(&format!(
        "{RULES}{}{}{}",
        count("third", "second, b").trim_start_matches("---\n"),
        count("second", "first"),
        count("first", "a")
    ));
    assert_eq!(set.problems, []);
    let names: Vec<&str> = set.correlations.iter().map(|c| c.metadata.identity()).collect();
    assert_eq!(names, ["first", "second", "third"]);
    assert_eq!(set.correlations[2].parts[0].target, Target::Correlation(1));
    assert_eq!(set.correlations[2].parts[1].target, Target::Rule(1));
}

#[test]
fn circles_are_refused_with_their_path() {
    let count = |name: &str, rules: &str| {
        format!(
            "---\ntitle: {name}\nname: {name}\ncorrelation: {{type: event_count, rules: [{rules}], timespan: 1h, condition: {{gte: 1}}}}\n"
        )
    };
    let text =
        [count("one", "two"), count("two", "three"), count("three", "two"), count("self", "self")].concat();
    let set = load(&format!("{RULES}{}", text.trim_start_matches("---\n")));
    assert_eq!((set.rules.len(), set.correlations.len()), (3, 0));
    let messages: Vec<String> = set.problems.iter().map(|problem| problem.what.clone()).collect();
    assert_eq!(
        messages,
        [
            "it refers to correlations in a circle: two → three → two",
            "it refers to itself: two → three → two",
            "it refers to itself: three → two → three",
            "it refers to itself: self → self",
        ]
    );
    assert!(set.problems[0].place.path.starts_with("correlation.rules"));
    let set = load(&format!(
        "{RULES}{}{}",
        count("one", "two").trim_start_matches("---\n"),
        count("two", "missing")
    ));
    assert!(set.problems.iter().any(|problem| problem.what == "a correlation that it refers to was refused"));
}

#[test]
fn parts_raise_alerts_if_one_correlation_says_so() {
    let count = |name: &str, rules: &str, generate: &str| {
        format!(
            "title: {name}\nname: {name}\n{generate}\ncorrelation: {{type: event_count, rules: [{rules}], timespan: 1h, condition: {{gte: 1}}}}\n---\n"
        )
    };
    let set = load(&format!(
        "{RULES}{}{}{}",
        count("x", "a, b", ""),
        count("y", "b", "generate: true"),
        count("z", "y", "")
    ));
    assert_eq!(set.problems, []);
    let alerts: Vec<bool> = set.rules.iter().map(|rule| rule.alerts).collect();
    assert_eq!(alerts, [false, true, true]);
    let alerts: Vec<bool> = set.correlations.iter().map(|c| c.alerts).collect();
    assert_eq!(alerts, [true, false, true]);
    let set =
        load_section("type: event_count\nrules: [a]\ntimespan: 1h\ncondition: {gte: 1}\ngenerate: true");
    assert!(set.rules[0].alerts, "the older place of `generate`");
    assert!(
        refuse("type: event_count\nrules: [a]\ntimespan: 1h\ncondition: {gte: 1}\ngenerate: 'yes'")
            .contains("write true or false")
    );
}

#[test]
fn keys_of_other_engines_are_refused_by_name() {
    let message =
        refuse("type: event_count\nrules: [a]\ntimespan: 1h\nwindow: session\ngap: 5m\ncondition: {gte: 1}");
    assert!(message.contains("the key `window` is not supported here"), "{message}");
}
