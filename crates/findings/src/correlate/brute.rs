//! Correlations against a machine that tries every window, every choice and every order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use trail365_sigma::{
    Collection, Correlation, CorrelationKind, Function, Key, PartFormula, RuleSet, Target, TemporalCondition,
    Threshold,
};
use trail365_sql::rules::{Facts, Match};

use super::correlator::Correlator;
use super::known::KnownUsers;
use super::wanted::Wanted;

const RULES: &str = "
title: A
name: a
logsource: {product: m365}
detection: {s: {Operation: A}, condition: s}
---
title: B
name: b
logsource: {product: m365}
detection: {s: {Operation: B}, condition: s}
---
title: C
name: c
logsource: {product: m365}
detection: {s: {Operation: C}, condition: s}
";

/// Sections of correlations; `W` stands for the window in seconds, `N` for a small number.
const SECTIONS: [&str; 20] = [
    "type: event_count\nrules: [a]\ngroup-by: [User]\ntimespan: Ws\ncondition: {gte: N}",
    "type: event_count\nrules: [a, b]\ntimespan: Ws\ncondition: {eq: N}",
    "type: event_count\nrules: [a, b]\ngroup-by: [User, Value]\ntimespan: Ws\ncondition: {gt: 1, lte: N}",
    "type: value_count\nrules: [a, b]\ngroup-by: [User]\ntimespan: Ws\ncondition: {field: Value, gte: N}",
    "type: value_count\nrules: [a]\ntimespan: Ws\ncondition: {field: [Value, User], gte: N}",
    "type: value_count\nrules: [a]\ntimespan: Ws\ncondition: {field: Value, gt: 0, lt: N}",
    "type: temporal\nrules: [a, b]\ngroup-by: [User]\ntimespan: Ws",
    "type: temporal\nrules: [a, b, c]\ntimespan: Ws",
    "type: temporal\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: Ws\ncondition: {gte: 2}",
    "type: temporal\nrules: [a, b, c]\ntimespan: Ws\ncondition: {eq: 2}",
    "type: temporal\nrules: [a, b, c]\ntimespan: Ws\ncondition: a and not c",
    "type: temporal\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: Ws\ncondition: (a or b) and c",
    "type: temporal_ordered\nrules: [a, b]\ngroup-by: [User]\ntimespan: Ws",
    "type: temporal_ordered\nrules: [a, b, c]\ntimespan: Ws",
    "type: temporal_ordered\nrules: [a, b, c]\ntimespan: Ws\ncondition: {gte: 2}",
    "type: value_sum\nrules: [a]\ngroup-by: [User]\ntimespan: Ws\ncondition: {field: Size, gte: N}",
    "type: value_avg\nrules: [a, b]\ntimespan: Ws\ncondition: {field: Size, gt: N}",
    "type: value_percentile\nrules: [a, b]\ntimespan: Ws\ncondition: {field: Size, percentile: 75, gte: N}",
    "rules: [a, b]\ntrail365: {first_seen: [User, Value], history: Ws}",
    "rules: [a]\ngroup-by: [Value]\ntrail365: {first_seen: User, history: Ws}",
];

/// Sections that hold once a time. Those behind them look for new values and hold for each event.
const EACH_TIME: usize = 18;

/// Sections over the correlation `x`.
const CHAINS: [&str; 4] = [
    "type: temporal_ordered\nrules: [x, c]\ntimespan: Ws",
    "type: temporal\nrules: [c, x]\ngroup-by: [User]\ntimespan: Ws",
    "type: event_count\nrules: [x]\ntimespan: Ws\ncondition: {gte: N}",
    "type: value_count\nrules: [x, c]\ntimespan: Ws\ncondition: {field: Value, gte: N}",
];

/// A record that some rules match.
#[derive(Debug, Clone)]
struct Event {
    time: Option<i64>,
    tenant: u8,
    rules: Vec<usize>,
    fields: BTreeMap<&'static str, Vec<&'static str>>,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let users = prop::collection::vec(prop::sample::select(vec!["ann", "Ann", "bo", " ", "{bo}"]), 0..3);
    let values = prop::collection::vec(prop::sample::select(vec!["x", "X", "y", "z", ""]), 0..3);
    let numbers =
        prop::collection::vec(prop::sample::select(vec!["1", "2.5", " 4", "-3", "no", "inf"]), 0..3);
    let time = prop::option::weighted(0.95, 0..20_i64);
    let rules = prop::sample::subsequence(vec![0, 1, 2], 1..=2);
    let event = (time, prop::bool::weighted(0.1), rules, users, values, numbers);
    let event = event.prop_map(|(time, tenant, rules, users, values, numbers)| Event {
        time,
        tenant: tenant.into(),
        rules,
        fields: [("User", users), ("Value", values), ("Size", numbers)].into(),
    });
    prop::collection::vec(event, 0..12)
}

fn load(section: &str, chain: Option<&str>, window: u64, number: u64) -> RuleSet {
    let mut text = RULES.to_owned();
    for (name, section) in [("x", Some(section)), ("y", chain)] {
        let Some(section) = section else { continue };
        let section = section.replace("Ws", &format!("{window}s")).replace(": N", &format!(": {number}"));
        let lines: Vec<_> = section.lines().map(|line| format!("  {line}")).collect();
        text = format!("{text}---\ntitle: X\nname: {name}\ncorrelation:\n{}\n", lines.join("\n"));
    }
    Collection::from_text("rules.yml", &text).link()
}

/// Makes the matches of events, in the order that a detector gives them.
fn matches_of(events: &[Event], wanted: &Wanted) -> Vec<Match> {
    let mut matches = Vec::new();
    for (place, event) in events.iter().enumerate() {
        for rule in &event.rules {
            let values = wanted.of_rule(*rule).iter();
            let values =
                values.map(|name| event.fields[name.as_str()].iter().map(|v| Arc::from(*v)).collect());
            matches.push(Match {
                rule: *rule,
                facts: Arc::new(facts_of(event, place)),
                values: values.collect(),
            });
        }
    }
    matches.sort_by_key(|found| found.facts.time);
    matches
}

fn facts_of(event: &Event, place: usize) -> Facts {
    Facts {
        id: Some(place.to_string().into()),
        content_hash: place as i64,
        time: event.time.map(|time| time * 1_000_000),
        tenant: Some(event.tenant.to_string().into()),
        operation: None,
        workload: None,
        user: None,
        address: None,
        app: None,
        session: None,
        source: None,
        source_line: None,
    }
}

/// A group's key and the seconds at which its correlation holds.
type Holds = BTreeSet<(Vec<String>, i64)>;

/// Returns where each correlation of a set holds.
fn run(set: &RuleSet, events: &[Event]) -> Vec<Holds> {
    let wanted = Wanted::new(set);
    let matches = matches_of(events, &wanted);
    let groups = Correlator::run(set, &wanted, &matches, &KnownUsers::default());
    let mut all = Vec::new();
    for groups in groups {
        let mut holds = Holds::new();
        for group in groups {
            let distinct: BTreeSet<_> =
                group.firings.iter().map(|firing| (firing.first, firing.last)).collect();
            assert_eq!(distinct.len(), group.firings.len(), "a firing stands twice");
            for firing in &group.firings {
                assert_eq!(group.events[firing.last].time, firing.time);
                assert!(group.events[firing.first].time <= firing.time);
                holds.insert((group.key.clone(), firing.time / 1_000_000));
            }
        }
        all.push(holds);
    }
    all
}

/// An event of the machine.
#[derive(Debug, Clone)]
struct Simple {
    time: i64,
    part: usize,
    values: Vec<Vec<String>>,
}

/// Finds where each correlation of a set holds, by trying.
fn run_by_trying(set: &RuleSet, events: &[Event]) -> Vec<Holds> {
    let mut all: Vec<Holds> = Vec::new();
    for correlation in &set.correlations {
        let mut groups: BTreeMap<Vec<String>, Vec<Simple>> = BTreeMap::new();
        for (part, of) in correlation.parts.iter().enumerate() {
            match of.target {
                Target::Rule(rule) => {
                    for event in events.iter().filter(|event| event.rules.contains(&rule)) {
                        let Some(time) = event.time else { continue };
                        let find = |name: &str| event.fields[name].iter().map(|v| (*v).to_owned()).collect();
                        add(&mut groups, correlation, part, time, &event.tenant.to_string(), &find);
                    }
                }
                Target::Correlation(inner) => {
                    let keys = &set.correlations[inner].group_by;
                    for (group, time) in &all[inner] {
                        // Chains of the tests group and count by keys of the inner correlation alone.
                        let find = |name: &str| {
                            let place = keys.iter().position(|key| key.name == name);
                            place.map(|place| group[place + 1].clone()).into_iter().collect()
                        };
                        add(&mut groups, correlation, part, *time, &group[0], &find);
                    }
                }
            }
        }
        let mut holds = Holds::new();
        for (key, events) in groups {
            for time in events.iter().map(|event| event.time).collect::<BTreeSet<_>>() {
                if holds_at(correlation, &events, time) {
                    holds.insert((key.clone(), time));
                }
            }
        }
        all.push(if correlation.holds_without_matches() { Holds::new() } else { holds });
    }
    all
}

fn add(
    groups: &mut BTreeMap<Vec<String>, Vec<Simple>>,
    correlation: &Correlation,
    part: usize,
    time: i64,
    tenant: &str,
    find: &dyn Fn(&str) -> Vec<String>,
) {
    let clean = |key: &Key| -> BTreeSet<String> {
        let words =
            find(&key.fields[part]).into_iter().map(|v| v.trim_matches(['{', '}', ' ']).to_lowercase());
        words.filter(|word| !word.is_empty()).collect()
    };
    let counted: &[Key] = match &correlation.kind {
        CorrelationKind::ValueCount { values, .. } | CorrelationKind::FirstSeen(values) => values,
        CorrelationKind::Value { value, .. } => std::slice::from_ref(value),
        _ => &[],
    };
    let values: Vec<Vec<String>> = match &correlation.kind {
        CorrelationKind::Value { value, .. } => vec![find(&value.fields[part])],
        _ => combine(&counted.iter().map(clean).collect::<Vec<_>>()),
    };
    for key in combine(&correlation.group_by.iter().map(clean).collect::<Vec<_>>()) {
        let key = std::iter::once(tenant.to_owned()).chain(key).collect::<Vec<_>>();
        groups.entry(key).or_default().push(Simple { time, part, values: values.clone() });
    }
}

/// Returns every choice of one word of each set.
fn combine(sets: &[BTreeSet<String>]) -> Vec<Vec<String>> {
    match sets {
        [] => vec![vec![]],
        [first, rest @ ..] => {
            let behind = combine(rest);
            let longer = |word: &String| {
                behind
                    .iter()
                    .map(|b| std::iter::once(word.clone()).chain(b.clone()).collect())
                    .collect::<Vec<_>>()
            };
            first.iter().flat_map(longer).collect()
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "streams are short")]
fn holds_at(correlation: &Correlation, events: &[Simple], time: i64) -> bool {
    let window = correlation.timespan.duration().as_secs() as i64;
    let inside: Vec<&Simple> = events.iter().filter(|e| e.time >= time - window && e.time <= time).collect();
    let meets = |bounds: &[Threshold], number: usize| bounds.iter().all(|bound| bound.holds(number as f64));
    let parts: BTreeSet<usize> = inside.iter().map(|event| event.part).collect();
    match &correlation.kind {
        CorrelationKind::EventCount(bounds) => meets(bounds, inside.len()),
        CorrelationKind::ValueCount { thresholds, .. } => {
            let tuples: BTreeSet<_> = inside.iter().flat_map(|event| &event.values).collect();
            meets(thresholds, tuples.len())
        }
        CorrelationKind::Value { function, thresholds, .. } => {
            let numbers: Vec<f64> = inside.iter().flat_map(|event| numbers_of(event)).collect();
            !numbers.is_empty() && thresholds.iter().all(|bound| bound.holds(measure(*function, &numbers)))
        }
        CorrelationKind::Temporal(condition) => match condition {
            TemporalCondition::All => parts.len() == correlation.parts.len(),
            TemporalCondition::Count(bounds) => meets(bounds, parts.len()),
            TemporalCondition::Formula(formula) => holds_formula(formula, &parts),
        },
        CorrelationKind::TemporalOrdered(condition) => {
            let least = match condition {
                TemporalCondition::Count(bounds) => (1..100).find(|count| meets(bounds, *count)).unwrap(),
                _ => correlation.parts.len(),
            };
            let ends = inside.iter().filter(|event| event.time == time);
            ends.map(|end| longest_chain(&inside, end)).any(|length| length >= least)
        }
        CorrelationKind::FirstSeen(_) => {
            // The history is shorter than the warm-up, so it is the time for which a group has to be known.
            let first = events.iter().map(|event| event.time).min().unwrap();
            let now = events.iter().filter(|event| event.time == time).flat_map(|event| &event.values);
            let before = |tuple: &Vec<String>| {
                inside.iter().any(|event| event.time < time && event.values.contains(tuple))
            };
            time - first >= window && now.into_iter().any(|tuple| !before(tuple))
        }
    }
}

fn numbers_of(event: &Simple) -> impl Iterator<Item = f64> {
    let texts = event.values.iter().flatten();
    texts.filter_map(|text| text.trim().parse::<f64>().ok()).filter(|number| number.is_finite())
}

#[expect(clippy::cast_precision_loss, reason = "streams are short")]
fn measure(function: Function, numbers: &[f64]) -> f64 {
    let sum: f64 = numbers.iter().sum();
    match function {
        Function::Sum => sum,
        Function::Average => sum / numbers.len() as f64,
        Function::Percentile(rank) => {
            let mut sorted = numbers.to_vec();
            sorted.sort_by(f64::total_cmp);
            // The place of the rank divides the numbers in its proportion.
            let place = rank / 100.0 * (sorted.len() - 1) as f64;
            let below = (0..sorted.len()).rev().find(|at| *at as f64 <= place).unwrap();
            let above = (below + 1).min(sorted.len() - 1);
            sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
        }
    }
}

fn holds_formula(formula: &PartFormula, parts: &BTreeSet<usize>) -> bool {
    match formula {
        PartFormula::All(of) => of.iter().all(|part| holds_formula(part, parts)),
        PartFormula::Any(of) => of.iter().any(|part| holds_formula(part, parts)),
        PartFormula::Not(inner) => !holds_formula(inner, parts),
        PartFormula::Part(part) => parts.contains(part),
    }
}

/// Returns the most parts in their order that end in an event.
fn longest_chain(inside: &[&Simple], end: &Simple) -> usize {
    let before = inside.iter().filter(|event| event.part < end.part && event.time <= end.time);
    1 + before.map(|event| longest_chain(inside, event)).max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn correlations_hold_where_trying_says(
        events in events(), section in 0..SECTIONS.len(), window in 1..8_u64, number in 1..5_u64
    ) {
        let set = load(SECTIONS[section], None, window, number);
        if set.correlations.len() == 1 {
            prop_assert_eq!(run(&set, &events), run_by_trying(&set, &events));
        } else {
            // `{gt: 1, lte: 1}` is met by no number.
            prop_assert!(set.problems[0].what.contains("no number meets"), "{:?}", set.problems);
        }
    }

    #[test]
    fn chains_hold_where_trying_says(
        events in events(), section in 0..EACH_TIME, chain in 0..CHAINS.len(), window in 1..8_u64, number in 1..3_u64
    ) {
        let set = load(SECTIONS[section], Some(CHAINS[chain]), window, number);
        let has_key = |name: &str| set.correlations.first().is_some_and(|x| x.group_by.iter().any(|key| key.name == name));
        // A key that the inner correlation does not group by is that of its last record.
        let needs = [None, Some("User"), None, Some("Value")][chain];
        if set.correlations.len() == 2 && needs.is_none_or(has_key) {
            prop_assert_eq!(run(&set, &events), run_by_trying(&set, &events));
        }
    }

    /// What holds by at least so many holds with more records, too.
    #[test]
    fn more_records_take_no_match_away(
        events in events(), section in 0..SECTIONS.len(), window in 1..8_u64, number in 1..5_u64, left_out in 0..12_usize
    ) {
        let grows = ["event_count", "value_count", "temporal"].iter().any(|kind| SECTIONS[section].contains(kind));
        let bounded = ["eq:", "lt", "not "].iter().any(|word| SECTIONS[section].contains(word));
        if grows && !bounded && left_out < events.len() {
            let set = load(SECTIONS[section], None, window, number);
            let mut fewer = events.clone();
            fewer.remove(left_out);
            let (fewer, all) = (run(&set, &fewer), run(&set, &events));
            prop_assert!(fewer[0].is_subset(&all[0]), "{:?} {:?}", fewer, all);
        }
    }
}
