//! Matches and firings to alerts: an episode is one alert.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use trail365_sigma::{Level, Metadata, RuleSet};
use trail365_sql::rules::{Facts, Match};
use twox_hash::XxHash3_128;

use super::alert::{Alert, MOST_MEMBERS, MOST_NAMES, Member};
use super::reason::{reason_of_correlation, reason_of_rule};
use crate::correlate::{Event, Firing, Group, Wanted, comparable, records_behind, window_of};

/// Longest time in microseconds between two matches of one episode of a rule.
const EPISODE_GAP: i64 = 3600 * 1_000_000;

/// Folds matches and firings to alerts, ordered by time.
pub(crate) fn fold_alerts(
    set: &RuleSet,
    wanted: &Wanted,
    matches: &[Match],
    groups: &[Vec<Group>],
) -> Vec<Alert> {
    let folder = Folder { set, wanted, matches, groups };
    let mut alerts = folder.of_rules();
    for (correlation, groups) in groups.iter().enumerate() {
        if set.correlations[correlation].alerts {
            alerts.extend(groups.iter().flat_map(|group| folder.of_group(correlation, group)));
        }
    }
    alerts.sort_by(|a, b| (a.first_time, &a.rule_id, &a.key).cmp(&(b.first_time, &b.rule_id, &b.key)));
    alerts
}

struct Folder<'a> {
    set: &'a RuleSet,
    wanted: &'a Wanted,
    matches: &'a [Match],
    groups: &'a [Vec<Group>],
}

impl Folder<'_> {
    /// Folds the matches of rules that alert by themselves: those of one user that follow each other closely are one alert.
    fn of_rules(&self) -> Vec<Alert> {
        let mut places: BTreeMap<(usize, String, String), Vec<usize>> = BTreeMap::new();
        for (place, found) in self.matches.iter().enumerate() {
            if self.set.rules[found.rule].alerts && found.facts.time.is_some() {
                let text = |text: &Option<_>| text.as_deref().and_then(comparable).unwrap_or_default();
                let whose = (found.rule, text(&found.facts.tenant), text(&found.facts.user));
                places.entry(whose).or_default().push(place);
            }
        }
        let mut alerts = Vec::new();
        for ((rule, tenant, user), places) in places {
            let time = |place: &usize| self.matches[*place].facts.time.unwrap_or_default();
            for episode in places.chunk_by(|a, b| time(b) - time(a) <= EPISODE_GAP) {
                let metadata = &self.set.rules[rule].metadata;
                let group = vec![("UserId".to_owned(), user.clone())];
                let reason = reason_of_rule(
                    &self.set.rules[rule],
                    self.wanted,
                    &self.matches[episode[0]],
                    episode.len(),
                );
                let members = episode.iter().copied().collect();
                alerts.push(self.alert(metadata, &tenant, group, &members, episode[0], reason));
            }
        }
        alerts
    }

    /// Folds the firings of a group: those whose windows overlap are one alert.
    fn of_group(&self, place: usize, group: &Group) -> Vec<Alert> {
        let correlation = &self.set.correlations[place];
        let window = window_of(correlation);
        let is_first_seen = matches!(correlation.kind, trail365_sigma::CorrelationKind::FirstSeen(_));
        let joins = |a: &Firing, b: &Firing| !is_first_seen && b.time.saturating_sub(window) <= a.time;
        let names = correlation.group_by.iter().map(|key| key.name.clone());
        let values: Vec<_> = names.zip(group.key.iter().skip(1).cloned()).collect();
        let mut alerts = Vec::new();
        for episode in group.firings.chunk_by(|a, b| joins(a, b)) {
            let first = episode.iter().map(|firing| firing.first).min().unwrap_or_default();
            let last = episode.iter().map(|firing| firing.last).max().unwrap_or_default();
            let events = &group.events[first..=last];
            let members = records_behind(events, self.groups);
            let reason = reason_of_correlation(self.set, correlation, events, &values);
            let begin = first_record(&events[episode[0].first - first], &events[episode[0].last - first]);
            let (metadata, tenant) = (&correlation.metadata, &group.key[0]);
            alerts.push(self.alert(metadata, tenant, values.clone(), &members, begin, reason));
        }
        alerts
    }

    fn alert(
        &self,
        metadata: &Metadata,
        tenant: &str,
        group: Vec<(String, String)>,
        members: &BTreeSet<usize>,
        begin: usize,
        reason: String,
    ) -> Alert {
        let facts: Vec<&Facts> = members.iter().map(|place| self.matches[*place].facts.as_ref()).collect();
        let begin = &self.matches[begin].facts;
        let begin = record_key(begin.id.as_deref(), begin.content_hash);
        make_alert(metadata, tenant, group, &facts, &begin, reason)
    }
}

/// Returns the record that tells an episode from others of its group: its first one. Episodes over the firings of another correlation
/// may begin with the same record, so there it is the one that completes the first firing.
fn first_record(first: &Event, last: &Event) -> usize {
    if first.span.is_none() { first.record } else { last.record }
}

/// Makes an alert of records in the order of their times. The key of the record `begin` tells it from others of its group.
pub(crate) fn make_alert(
    metadata: &Metadata,
    tenant: &str,
    group: Vec<(String, String)>,
    records: &[&Facts],
    begin: &str,
    reason: String,
) -> Alert {
    // One record may have matched several rules.
    let mut seen = HashSet::new();
    let is_new = |facts: &&&Facts| seen.insert(record_key(facts.id.as_deref(), facts.content_hash));
    let records: Vec<&Facts> = records.iter().filter(is_new).copied().collect();
    let times = records.iter().filter_map(|facts| facts.time);
    let names = |of: fn(&Facts) -> Option<&str>| {
        let mut names: Vec<String> = records
            .iter()
            .filter_map(|facts| of(facts))
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(MOST_NAMES);
        names
    };
    Alert {
        key: alert_key(metadata.identity(), tenant, &group, begin),
        rule_id: metadata.identity().to_owned(),
        title: metadata.title.clone(),
        level: metadata.level.unwrap_or(Level::Medium),
        tags: metadata.tags.clone(),
        tenant: tenant.to_owned(),
        users: names(|facts| facts.user.as_deref()),
        addresses: names(|facts| facts.address.as_deref()),
        apps: names(|facts| facts.app.as_deref()),
        sessions: names(|facts| facts.session.as_deref()),
        first_time: times.clone().min().unwrap_or_default(),
        last_time: times.max().unwrap_or_default(),
        count: records.len() as u64,
        members: records.iter().take(MOST_MEMBERS).map(|facts| member_of(facts)).collect(),
        group,
        reason,
        found_at: None,
    }
}

fn member_of(facts: &Facts) -> Member {
    Member {
        id: facts.id.clone(),
        content_hash: facts.content_hash,
        time: facts.time.unwrap_or_default(),
        operation: facts.operation.clone(),
        source: facts.source.clone(),
        line: facts.source_line,
    }
}

/// Returns what tells a record from others: its Id, or its content where it has none.
pub(crate) fn record_key(id: Option<&str>, content_hash: i64) -> String {
    id.map_or_else(|| content_hash.to_string(), str::to_lowercase)
}

fn alert_key(rule: &str, tenant: &str, group: &[(String, String)], first: &str) -> String {
    let texts =
        [rule, tenant].into_iter().chain(group.iter().map(|(_, value)| value.as_str())).chain([first]);
    let joined = texts.map(str::to_lowercase).collect::<Vec<_>>().join("\0");
    format!("{:032x}", XxHash3_128::oneshot(joined.as_bytes()))
}
