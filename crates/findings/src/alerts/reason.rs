//! Why a rule holds, in words.

use std::collections::BTreeMap;

use trail365_sigma::{Correlation, CorrelationKind, Rule, RuleSet, Target};
use trail365_sql::rules::Match;

use crate::correlate::{Event, Wanted, shown_fields};

/// Most values that a reason shows, and the longest of them in characters.
const SHOWN: usize = 5;
const LONGEST: usize = 120;

/// Says what the fields of a match hold that say why its rule holds. A whole bag is shown only if there is nothing else.
pub(super) fn reason_of_rule(rule: &Rule, wanted: &Wanted, found: &Match, count: usize) -> String {
    let value = |name: &String| {
        let value = found.values.get(wanted.find(found.rule, name)?)?.first()?;
        (!value.is_empty()).then(|| format!("{name}: {}", clip(value)))
    };
    let mut shown: Vec<String> = shown_fields(rule).iter().filter_map(value).collect();
    if shown.iter().any(|field| !is_long(field)) {
        shown.retain(|field| !is_long(field));
    }
    shown.truncate(SHOWN);
    let mut reason = shown.join("; ");
    if reason.is_empty() {
        reason = found.facts.operation.as_deref().unwrap_or("a record").to_owned();
    }
    if count > 1 {
        reason.push_str(&format!(" (first of {count} records)"));
    }
    reason
}

/// Reports whether a field and its value are a bag or a text that was cut.
fn is_long(field: &str) -> bool {
    field.ends_with('…') || field.contains(": [{") || field.contains(": {")
}

/// Says how many matches of which rules came together.
pub(super) fn reason_of_correlation(
    set: &RuleSet,
    correlation: &Correlation,
    events: &[Event],
    group: &[(String, String)],
) -> String {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    events.iter().for_each(|event| *counts.entry(event.part).or_default() += 1);
    let title = |part: usize| match correlation.parts[part].target {
        Target::Rule(rule) => set.rules[rule].metadata.title.as_str(),
        Target::Correlation(inner) => set.correlations[inner].metadata.title.as_str(),
    };
    let parts: Vec<_> = counts.iter().map(|(part, count)| format!("{count} × {}", title(*part))).collect();
    let whose: Vec<_> = group.iter().map(|(name, value)| format!("{name} {}", clip(value))).collect();
    let parts = match correlation.kind {
        CorrelationKind::TemporalOrdered(_) => parts.join(", then "),
        _ => parts.join(", "),
    };
    let what = match &correlation.kind {
        CorrelationKind::FirstSeen(values) => {
            let seen = |(name, values): (&str, &Vec<std::sync::Arc<str>>)| {
                values.first().map(|value| format!("{name} {}", clip(value)))
            };
            let names = values.iter().map(|key| key.name.as_str());
            let new: Vec<_> = events
                .first()
                .into_iter()
                .flat_map(|e| names.clone().zip(&e.values))
                .filter_map(seen)
                .collect();
            format!("{} not seen in {} before", new.join(" with "), correlation.timespan)
        }
        CorrelationKind::ValueCount { values, .. } => {
            let mut distinct: Vec<_> = events
                .iter()
                .flat_map(|e| e.values.first().into_iter().flatten())
                .map(|v| v.to_lowercase())
                .collect();
            distinct.sort_unstable();
            distinct.dedup();
            let name = values.first().map_or("", |key| key.name.as_str());
            format!("{} different {name} in {parts}", distinct.len())
        }
        _ => format!("{parts} (window {})", correlation.timespan),
    };
    if whose.is_empty() { what } else { format!("{what}; {}", whose.join(", ")) }
}

fn clip(text: &str) -> String {
    trail365_text::terminal::clip(text, LONGEST)
}
