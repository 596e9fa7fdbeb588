//! Matches to groups of events, and groups to the times at which a correlation holds.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use trail365_sigma::{Correlation, CorrelationKind, RuleSet, Target, TemporalCondition};
use trail365_sql::rules::Match;

use super::event::{Event, Firing, Span, comparable};
use super::first_seen::find_first_seen;
use super::known::KnownUsers;
use super::together::{find_in_order, find_together};
use super::wanted::{Wanted, group_key, group_keys, value_keys};
use super::window::{DistinctCount, EventCount, Numbers, find_in_windows, meets};

/// The events of a correlation that agree in tenant and keys, and the times at which it holds for them.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// The tenant, then the values of the keys, without case.
    pub key: Vec<String>,
    /// In the order of their times.
    pub events: Vec<Event>,
    /// In the order of their times.
    pub firings: Vec<Firing>,
}

/// Finds where correlations hold among the matches of rules.
pub(crate) struct Correlator<'a> {
    pub set: &'a RuleSet,
    pub wanted: &'a Wanted,
    pub matches: &'a [Match],
    pub known: &'a KnownUsers,
    /// Groups of each correlation that was run, in order.
    pub groups: Vec<Vec<Group>>,
}

impl<'a> Correlator<'a> {
    /// Runs all correlations.
    pub fn run(
        set: &'a RuleSet,
        wanted: &'a Wanted,
        matches: &'a [Match],
        known: &'a KnownUsers,
    ) -> Vec<Vec<Group>> {
        let mut correlator = Correlator { set, wanted, matches, known, groups: Vec::new() };
        let mut places_of_rule = vec![Vec::new(); set.rules.len()];
        for (place, found) in matches.iter().enumerate() {
            places_of_rule[found.rule].push(place);
        }
        // Each stands behind those that it refers to.
        for correlation in &set.correlations {
            let groups = correlator.find_groups(correlation, &places_of_rule);
            correlator.groups.push(groups);
        }
        correlator.groups
    }

    fn find_groups(&self, correlation: &Correlation, places_of_rule: &[Vec<usize>]) -> Vec<Group> {
        let mut events: BTreeMap<Vec<String>, Vec<Event>> = BTreeMap::new();
        for (part, of) in correlation.parts.iter().enumerate() {
            match of.target {
                Target::Rule(rule) => {
                    for place in &places_of_rule[rule] {
                        for (key, event) in self.events_of_match(correlation, part, *place) {
                            events.entry(key).or_default().push(event);
                        }
                    }
                }
                Target::Correlation(inner) => {
                    for (place, group) in self.groups[inner].iter().enumerate() {
                        for firing in &group.firings {
                            let span = Span {
                                correlation: inner,
                                group: place,
                                first: firing.first,
                                last: firing.last,
                            };
                            for (key, event) in self.events_of_firing(correlation, part, group, span) {
                                events.entry(key).or_default().push(event);
                            }
                        }
                    }
                }
            }
        }
        if refusal(correlation).is_some() {
            return Vec::new();
        }
        let groups = events.into_iter().map(|(key, mut events)| {
            events.sort_by_key(|event| (event.time, event.part));
            let firings = find_firings(correlation, &events, self.known.since(&key));
            Group { key, events, firings }
        });
        groups.filter(|group| !group.firings.is_empty()).collect()
    }

    /// Makes an event of a match for each group that it belongs to: a key may have several values. There is none where a key is
    /// absent.
    fn events_of_match(
        &self,
        correlation: &Correlation,
        part: usize,
        place: usize,
    ) -> Vec<(Vec<String>, Event)> {
        let found = &self.matches[place];
        let Some(time) = found.facts.time else { return Vec::new() };
        let tenant = found.facts.tenant.as_deref().and_then(comparable).unwrap_or_default();
        let value = |name: &str| Cow::Borrowed(self.values_of_match(found, name));
        events_of(correlation, part, tenant, value, |values| Event {
            time,
            part,
            values,
            record: place,
            span: None,
        })
    }

    fn values_of_match(&self, found: &'a Match, name: &str) -> &'a [Arc<str>] {
        self.wanted.find(found.rule, name).map_or(&[], |field| &found.values[field])
    }

    /// Makes an event of a firing of an inner correlation for each group that it belongs to. A field is its group key of that name, else
    /// a value of its last record.
    fn events_of_firing(
        &self,
        correlation: &Correlation,
        part: usize,
        group: &Group,
        span: Span,
    ) -> Vec<(Vec<String>, Event)> {
        let time = group.events[span.last].time;
        // Of the events of its time any may have the last record.
        let last = group.events[span.first..=span.last].iter().rev().take_while(|event| event.time == time);
        let Some(record) = last.map(|event| event.record).max() else { return Vec::new() };
        let inner = &self.set.correlations[span.correlation];
        let value = |name: &str| match group_key(inner, name) {
            // The tenant stands in front.
            Some(place) => Cow::Owned(vec![group.key[place + 1].as_str().into()]),
            None => Cow::Borrowed(self.values_of_match(&self.matches[record], name)),
        };
        let tenant = group.key[0].clone();
        events_of(correlation, part, tenant, value, |values| Event {
            time,
            part,
            values,
            record,
            span: Some(span),
        })
    }
}

/// Most groups that one event belongs to.
const GROUPS: usize = 1_000;

/// Makes an event for each combination of the values of the group keys.
fn events_of<'v>(
    correlation: &Correlation,
    part: usize,
    tenant: String,
    value: impl Fn(&str) -> Cow<'v, [Arc<str>]>,
    event: impl Fn(Vec<Vec<Arc<str>>>) -> Event,
) -> Vec<(Vec<String>, Event)> {
    let mut keys = vec![vec![tenant]];
    for of in group_keys(correlation) {
        let mut values: Vec<String> =
            value(&of.fields[part]).iter().filter_map(|value| comparable(value)).collect();
        values.sort_unstable();
        values.dedup();
        let longer = keys.iter().flat_map(|key| {
            values.iter().map(move |value| key.iter().chain([value]).cloned().collect::<Vec<_>>())
        });
        keys = longer.take(GROUPS).collect();
    }
    let values: Vec<_> =
        value_keys(correlation).iter().map(|of| value(&of.fields[part]).into_owned()).collect();
    keys.into_iter().map(|key| (key, event(values.clone()))).collect()
}

fn find_firings(correlation: &Correlation, events: &[Event], known: Option<i64>) -> Vec<Firing> {
    let window = window_of(correlation);
    let parts = correlation.parts.len();
    match &correlation.kind {
        CorrelationKind::EventCount(bounds) => find_in_windows(events, window, bounds, EventCount::default()),
        CorrelationKind::ValueCount { thresholds, .. } => {
            find_in_windows(events, window, thresholds, DistinctCount::default())
        }
        CorrelationKind::Value { function, thresholds, .. } => {
            find_in_windows(events, window, thresholds, Numbers::new(*function))
        }
        CorrelationKind::Temporal(condition) => find_together(events, window, parts, condition),
        CorrelationKind::TemporalOrdered(condition) => match least_parts(condition, parts) {
            Some(least) => find_in_order(events, window, parts, least),
            None => Vec::new(),
        },
        CorrelationKind::FirstSeen(_) => find_first_seen(events, window, known),
    }
}

/// Returns the window of a correlation in microseconds.
pub(crate) fn window_of(correlation: &Correlation) -> i64 {
    i64::try_from(correlation.timespan.duration().as_micros()).unwrap_or(i64::MAX)
}

/// Returns the fewest parts that a chain needs; `None` where the condition says no number.
fn least_parts(condition: &TemporalCondition, parts: usize) -> Option<usize> {
    match condition {
        TemporalCondition::All => Some(parts),
        #[expect(clippy::cast_precision_loss, reason = "a correlation has few parts")]
        TemporalCondition::Count(bounds) => (1..=parts).find(|count| meets(bounds, *count as f64)),
        TemporalCondition::Formula(_) => None,
    }
}

/// Reports whether a correlation can hold nowhere because so many of its parts can match nothing.
pub(crate) fn is_blind_without(correlation: &Correlation, blind_parts: usize) -> bool {
    if needs_all_parts(correlation) { blind_parts > 0 } else { blind_parts == correlation.parts.len() }
}

/// Reports whether a correlation holds only where each of its parts has matched.
fn needs_all_parts(correlation: &Correlation) -> bool {
    let (CorrelationKind::Temporal(condition) | CorrelationKind::TemporalOrdered(condition)) =
        &correlation.kind
    else {
        return false;
    };
    *condition == TemporalCondition::All
}

/// Returns why a correlation cannot be found, if so.
pub(crate) fn refusal(correlation: &Correlation) -> Option<&'static str> {
    match &correlation.kind {
        _ if correlation.holds_without_matches() => {
            Some("it holds where nothing happens, which no record shows: ask for at least one match")
        }
        CorrelationKind::TemporalOrdered(TemporalCondition::Formula(_)) => {
            Some("a formula has no order: list the rules, or use `temporal`")
        }
        _ => None,
    }
}
