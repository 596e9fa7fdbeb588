//! Why a rule holds, in words.

use std::collections::BTreeMap;
use std::sync::Arc;

use trail365_sigma::{Correlation, CorrelationKind, Rule, RuleSet, Target};
use trail365_sql::rules::Match;

use crate::correlate::{Event, Wanted, shown_fields};

/// Most values that a reason shows, and the longest of them in characters.
const SHOWN: usize = 5;
const LONGEST: usize = 120;

/// Says what the fields of a match hold that say why its rule holds. A whole bag is shown only if there is nothing else.
pub(super) fn reason_of_rule(rule: &Rule, wanted: &Wanted, found: &Match, count: usize) -> String {
    let value = |name: &String| {
        let value = telling_value(found.values.of(wanted.find(found.rule, name)?))?;
        Some((names_nothing(value), format!("{name}: {}", clip(value))))
    };
    let mut shown: Vec<(bool, String)> = shown_fields(rule).iter().filter_map(value).collect();
    // Names before ids.
    shown.sort_by_key(|(is_id, _)| *is_id);
    let mut shown: Vec<String> = shown.into_iter().map(|(_, field)| field).collect();
    if shown.iter().any(|field| !is_long(field)) {
        shown.retain(|field| !is_long(field));
    }
    shown.truncate(SHOWN);
    let mut reason = shown.join("; ");
    if reason.is_empty() {
        found.facts.operation.as_deref().unwrap_or("a record").clone_into(&mut reason);
    }
    if count > 1 {
        reason = format!("{reason} (first of {count} records)");
    }
    reason
}

/// Returns the value that says most to a person: a name before an id, and before the kind of thing that the id is of, as in
/// `ServicePrincipal_2097e206-...`, `ServicePrincipal`, `Mail helper`.
fn telling_value(values: &[Arc<str>]) -> Option<&str> {
    let is_kind = |value: &str| {
        values.iter().any(|other| other.strip_prefix(value).is_some_and(|rest| rest.starts_with('_')))
    };
    let name = values.iter().find(|value| !value.is_empty() && !names_nothing(value) && !is_kind(value));
    name.or_else(|| values.iter().find(|value| !value.is_empty())).map(AsRef::as_ref)
}

/// Characters of a GUID.
const GUID: usize = 36;

/// Reports whether a value is an id alone, or the kind of a thing with its id.
fn names_nothing(value: &str) -> bool {
    let Some(begin) = value.len().checked_sub(GUID) else { return false };
    let Some((kind, id)) = value.split_at_checked(begin) else { return false };
    let is_dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let is_guid =
        id.bytes().enumerate().all(|(at, b)| if is_dash(at) { b == b'-' } else { b.is_ascii_hexdigit() });
    is_guid && (kind.is_empty() || kind.ends_with('_'))
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
    for event in events {
        *counts.entry(event.part).or_default() += 1;
    }
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
            let seen = |(name, values): (&str, &Vec<Arc<str>>)| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_more_than_an_id() {
        let app = "2097e206-2971-4f1f-aea2-26dcab08c5a3";
        let told = |values: &[&str]| {
            let values: Vec<Arc<str>> = values.iter().map(|&value| value.into()).collect();
            telling_value(&values).map(str::to_owned)
        };
        let of_kind = format!("ServicePrincipal_{app}");
        assert_eq!(
            told(&[&of_kind, app, "ServicePrincipal", "Mail helper", app]).as_deref(),
            Some("Mail helper")
        );
        assert_eq!(told(&["", app]).as_deref(), Some(app));
        assert_eq!(told(&["", ""]), None);
        assert_eq!(told(&["ServicePrincipal"]).as_deref(), Some("ServicePrincipal"));
        assert!(names_nothing(app) && names_nothing(&of_kind) && !names_nothing("é"));
        assert!(!names_nothing(&format!("see {app}")) && !names_nothing(&"é".repeat(18)));
    }
}
