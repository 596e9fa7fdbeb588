//! Alerts that are there, joined with those that come.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::alerts::{Alert, MOST_MEMBERS, MOST_NAMES, Member, record_key};

/// What became of alerts that were to be kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// Alerts that the lake did not have.
    pub new: Vec<Alert>,
    /// Alerts that have other records than before.
    pub changed: usize,
    /// Alerts that were there as they are.
    pub same: usize,
    /// Alerts that were there and hold no longer: records that came later say otherwise.
    pub withdrawn: Vec<Alert>,
}

/// Alerts that are there, and those that come.
#[derive(Default)]
pub(super) struct Merge {
    alerts: Vec<Alert>,
    /// Places of the alerts that hold only if they are found again.
    doubted: HashSet<usize>,
    places: HashMap<String, usize>,
    /// Places of the alerts that have a record, by rule, group and record.
    by_record: HashMap<(String, String), Vec<usize>>,
    /// Old keys, and those that took their place.
    pub renamed: Vec<(String, String)>,
    gone: HashSet<usize>,
    pub kept: Kept,
}

impl Merge {
    pub fn new(alerts: Vec<Alert>, doubted: Vec<usize>) -> Self {
        let mut merge = Merge { doubted: doubted.into_iter().collect(), ..Merge::default() };
        for alert in alerts {
            merge.push(alert);
        }
        merge
    }

    pub fn add(&mut self, alert: &Alert, now: i64) {
        let joined = self.joined_places(alert);
        let mut whole = alert.clone();
        for place in joined.iter().filter(|place| !self.doubted.contains(place)) {
            whole = join_alerts(&whole, &self.alerts[*place]);
        }
        whole.found_at = joined.iter().filter_map(|place| self.alerts[*place].found_at).min().or(Some(now));
        match joined[..] {
            [] => self.kept.new.push(whole.clone()),
            [place] if self.alerts[place] == whole => {
                self.kept.same += 1;
                return;
            }
            _ => self.kept.changed += 1,
        }
        for place in joined {
            let old = &self.alerts[place];
            if old.key != whole.key {
                self.renamed.push((old.key.clone(), whole.key.clone()));
            }
            self.gone.insert(place);
        }
        self.push(whole);
    }

    /// Lets the doubted alerts go that were not found again, but for those with these keys.
    pub fn withdraw_doubted(&mut self, but: &HashSet<String>) {
        let mut doubted: Vec<usize> = self.doubted.difference(&self.gone).copied().collect();
        doubted.sort_unstable();
        for place in doubted.into_iter().filter(|place| !but.contains(&self.alerts[*place].key)) {
            self.gone.insert(place);
            self.kept.withdrawn.push(self.alerts[place].clone());
        }
    }

    /// Reports whether others are left than were there.
    pub fn is_changed(&self) -> bool {
        let Kept { new, changed, withdrawn, .. } = &self.kept;
        *changed > 0 || !new.is_empty() || !withdrawn.is_empty()
    }

    /// Returns the places of the alerts that an alert is one with: it has the key of one, or shares a record with it.
    fn joined_places(&self, alert: &Alert) -> Vec<usize> {
        let owner = owner_of(alert);
        let sharing = records_of(alert).filter_map(|record| self.by_record.get(&(owner.clone(), record)));
        let own = self.places.get(&alert.key);
        let all: BTreeSet<usize> = sharing.flatten().chain(own).copied().collect();
        all.into_iter().filter(|place| !self.gone.contains(place)).collect()
    }

    fn push(&mut self, alert: Alert) {
        let place = self.alerts.len();
        for record in records_of(&alert) {
            self.by_record.entry((owner_of(&alert), record)).or_default().push(place);
        }
        self.places.insert(alert.key.clone(), place);
        self.alerts.push(alert);
    }

    /// Returns the alerts that are left.
    pub fn left(&self) -> Vec<Alert> {
        let left = self.alerts.iter().enumerate().filter(|(place, _)| !self.gone.contains(place));
        left.map(|(_, alert)| alert.clone()).collect()
    }
}

/// Joins an alert with an older one of the same rule and group: a part of the time may have been looked at alone. The key is that of the
/// one that begins first, the words those of the one that has more records.
fn join_alerts(new: &Alert, old: &Alert) -> Alert {
    let (more, less) = if new.count >= old.count { (new, old) } else { (old, new) };
    let known: HashSet<String> = records_of(more).collect();
    let is_missing =
        |member: &&Member| !known.contains(&record_key(member.id.as_deref(), member.content_hash));
    let missing: Vec<Member> = less.members.iter().filter(is_missing).cloned().collect();
    let mut whole = more.clone();
    if missing.is_empty() {
        return whole;
    }
    whole.count += missing.len() as u64;
    whole.members.extend(missing);
    whole
        .members
        .sort_by_cached_key(|member| (member.time, record_key(member.id.as_deref(), member.content_hash)));
    whole.members.truncate(MOST_MEMBERS);
    if (old.first_time, &old.key) < (new.first_time, &new.key) {
        whole.key.clone_from(&old.key);
    } else {
        whole.key.clone_from(&new.key);
    }
    whole.first_time = new.first_time.min(old.first_time);
    whole.last_time = new.last_time.max(old.last_time);
    for (names, others) in [
        (&mut whole.users, [&new.users, &old.users]),
        (&mut whole.addresses, [&new.addresses, &old.addresses]),
        (&mut whole.apps, [&new.apps, &old.apps]),
        (&mut whole.sessions, [&new.sessions, &old.sessions]),
    ] {
        let all: BTreeSet<&String> = others.into_iter().flatten().collect();
        *names = all.into_iter().take(MOST_NAMES).cloned().collect();
    }
    whole
}

/// Writes whose alert it is: of which rule, tenant and group.
fn owner_of(alert: &Alert) -> String {
    let group = alert.group.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    [alert.rule_id.as_str(), alert.tenant.as_str()].into_iter().chain(group).collect::<Vec<_>>().join("\0")
}

fn records_of(alert: &Alert) -> impl Iterator<Item = String> {
    alert.members.iter().map(|member| record_key(member.id.as_deref(), member.content_hash))
}
