//! Matches to groups of events, and groups to the times at which a correlation holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use hashbrown::HashMap;
use trail365_sigma::{Correlation, CorrelationKind, Key, RuleSet, Target, TemporalCondition};
use trail365_sql::rules::Match;

use super::event::{Event, Firing, Span};
use super::first_seen::find_first_seen;
use super::known::KnownUsers;
use super::symbols::{Symbols, combinations};
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
    set: &'a RuleSet,
    wanted: &'a Wanted,
    matches: &'a [Match],
    known: &'a KnownUsers,
    /// The matches of each rule.
    places_of_rule: Vec<Vec<usize>>,
    /// Groups of each correlation that was run.
    groups: Vec<Vec<Group>>,
}

/// Most threads that look for correlations.
const THREADS: usize = 8;

impl<'a> Correlator<'a> {
    /// Runs all correlations.
    pub fn run(
        set: &'a RuleSet,
        wanted: &'a Wanted,
        matches: &'a [Match],
        known: &'a KnownUsers,
    ) -> Vec<Vec<Group>> {
        let mut places_of_rule = vec![Vec::new(); set.rules.len()];
        for (place, found) in matches.iter().enumerate() {
            places_of_rule[found.rule].push(place);
        }
        let groups = vec![Vec::new(); set.correlations.len()];
        let mut correlator = Correlator { set, wanted, matches, known, places_of_rule, groups };
        for places in steps_of(set) {
            for (place, groups) in correlator.find_at_once(&places) {
                correlator.groups[place] = groups;
            }
        }
        correlator.groups
    }

    /// Runs correlations that do not build on each other, on as many threads as there are cores.
    fn find_at_once(&self, places: &[usize]) -> Vec<(usize, Vec<Group>)> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut finder = Finder { correlator: self, symbols: Symbols::default() };
            let mut found = Vec::new();
            while let Some(place) = places.get(next.fetch_add(1, Relaxed)) {
                found.push((*place, finder.find_groups(&self.set.correlations[*place])));
            }
            found
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let others: Vec<_> =
                (1..cores.min(THREADS).min(places.len())).map(|_| scope.spawn(work)).collect();
            let mut found = work();
            for other in others {
                found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            found
        })
    }
}

/// Returns the correlations that can be run at once, then those that build on them, and so on.
fn steps_of(set: &RuleSet) -> Vec<Vec<usize>> {
    let mut step_of: Vec<usize> = Vec::new();
    let mut steps: Vec<Vec<usize>> = Vec::new();
    // Each stands behind those that it refers to.
    for (place, correlation) in set.correlations.iter().enumerate() {
        let inner = correlation.parts.iter().filter_map(|part| match part.target {
            Target::Correlation(inner) => Some(step_of[inner] + 1),
            Target::Rule(_) => None,
        });
        let step = inner.max().unwrap_or_default();
        step_of.push(step);
        if steps.len() <= step {
            steps.resize(step + 1, Vec::new());
        }
        if refusal(correlation).is_none() {
            steps[step].push(place);
        }
    }
    steps
}

/// Finds the groups of one correlation after the other.
struct Finder<'a> {
    correlator: &'a Correlator<'a>,
    symbols: Symbols,
}

impl Finder<'_> {
    fn find_groups(&mut self, correlation: &Correlation) -> Vec<Group> {
        let mut events = Events::new();
        for (part, of) in correlation.parts.iter().enumerate() {
            match of.target {
                Target::Rule(rule) => self.add_matches(correlation, part, rule, &mut events),
                Target::Correlation(inner) => self.add_firings(correlation, part, inner, &mut events),
            }
        }
        let is_first_seen = matches!(correlation.kind, CorrelationKind::FirstSeen(_));
        let group = |(key, mut events): (Vec<u32>, Vec<Event>)| {
            events.sort_by_key(|event| (event.time, event.part));
            let text = |number: &u32| self.symbols.text(*number).to_owned();
            let key: Vec<String> = key.iter().map(text).collect();
            let since = if is_first_seen { self.correlator.known.since(&key) } else { None };
            let firings = find_firings(correlation, &events, since);
            (!firings.is_empty()).then_some(Group { key, events, firings })
        };
        let mut groups: Vec<Group> = events.into_iter().filter_map(group).collect();
        groups.sort_by(|a, b| a.key.cmp(&b.key));
        groups
    }

    /// Adds an event of each match of a rule.
    fn add_matches(&mut self, correlation: &Correlation, part: usize, rule: usize, events: &mut Events) {
        let Correlator { wanted, matches, places_of_rule, .. } = self.correlator;
        let field_of = |key: &Key| wanted.find(rule, &key.fields[part]);
        let group_fields: Vec<_> = group_keys(correlation).iter().map(field_of).collect();
        let value_fields: Vec<_> = value_keys(correlation).iter().map(field_of).collect();
        for place in &places_of_rule[rule] {
            let found = &matches[*place];
            let Some(time) = found.facts.time else { continue };
            let values_of = |field: &Option<usize>| field.map_or(&[][..], |field| found.values.of(field));
            let tenant = found.facts.tenant.as_ref().and_then(|tenant| self.symbols.number(tenant));
            let tenant = tenant.unwrap_or_else(|| self.symbols.number_of_text(""));
            let keys = group_fields.iter().map(|field| self.symbols.distinct(values_of(field)));
            let keys = combinations(std::iter::once(vec![tenant]).chain(keys), GROUPS);
            let values = value_fields.iter().map(|field| values_of(field).to_vec()).collect();
            let event = Event { time, part, values, tuples: Vec::new(), record: *place, span: None };
            self.add_event(correlation, keys, event, events);
        }
    }

    /// Adds an event of each firing of an inner correlation. A field is its group key of that name, else a value of its last record.
    fn add_firings(&mut self, correlation: &Correlation, part: usize, inner: usize, events: &mut Events) {
        let Correlator { set, wanted, matches, groups, .. } = self.correlator;
        let inner_correlation = &set.correlations[inner];
        for (place, group) in groups[inner].iter().enumerate() {
            for Firing { first, last, time } in group.firings.iter().copied() {
                // Of the events of its time any may have the last record.
                let of_time = group.events[first..=last].iter().rev().take_while(|event| event.time == time);
                let Some(record) = of_time.map(|event| event.record).max() else { continue };
                let found = &matches[record];
                let value = |key: &Key| match group_key(inner_correlation, &key.fields[part]) {
                    // The tenant stands in front.
                    Some(place) => vec![Arc::from(group.key[place + 1].as_str())],
                    None => wanted
                        .find(found.rule, &key.fields[part])
                        .map_or_else(Vec::new, |field| found.values.of(field).to_vec()),
                };
                let tenant = self.symbols.number_of_text(&group.key[0]);
                let keys = group_keys(correlation).iter().map(|key| self.symbols.distinct(&value(key)));
                let keys = combinations(std::iter::once(vec![tenant]).chain(keys), GROUPS);
                let values = value_keys(correlation).iter().map(value).collect();
                let span = Some(Span { correlation: inner, group: place, first, last });
                let event = Event { time, part, values, tuples: Vec::new(), record, span };
                self.add_event(correlation, keys, event, events);
            }
        }
    }

    /// Adds an event to each group that it belongs to: a key may have several values. There is none where a key is absent.
    fn add_event(
        &mut self,
        correlation: &Correlation,
        mut keys: Vec<Vec<u32>>,
        mut event: Event,
        events: &mut Events,
    ) {
        let Some(last) = keys.pop() else { return };
        if matches!(correlation.kind, CorrelationKind::ValueCount { .. } | CorrelationKind::FirstSeen(_)) {
            let values = event.values.iter().map(|values| self.symbols.distinct(values));
            event.tuples = combinations(values, TUPLES);
        }
        for key in keys {
            events.entry(key).or_default().push(event.clone());
        }
        events.entry(last).or_default().push(event);
    }
}

/// Events by their groups: the numbers of the tenant and of the values of the keys.
type Events = HashMap<Vec<u32>, Vec<Event>>;

/// Most groups that one event belongs to.
const GROUPS: usize = 1_000;

/// Most tuples of values that one event counts for.
const TUPLES: usize = 64;

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
