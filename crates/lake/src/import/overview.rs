//! What an import has brought, for people.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use trail365_records::Record;

use super::span::Span;

/// The records of a workload that an import added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// Its name; empty for records that name none.
    pub name: String,
    /// Records added, conflicts among them.
    pub records: u64,
    /// Different users of these.
    pub users: u64,
    /// Earliest creation time.
    pub first_time: Option<DateTime<Utc>>,
    /// Latest creation time.
    pub last_time: Option<DateTime<Utc>>,
}

#[derive(Debug, Default)]
struct Part {
    records: u64,
    /// Hashes of their names.
    users: HashSet<u64>,
    times: Span,
}

/// Parts by workload, as one thread counts them.
#[derive(Debug, Default)]
pub(super) struct Overview(BTreeMap<String, Part>);

impl Overview {
    pub fn add(&mut self, record: &Record<'_>) {
        let common = record.common();
        let name = common.workload().unwrap_or_default();
        if !self.0.contains_key(&*name) {
            self.0.insert(name.clone().into_owned(), Part::default());
        }
        let Some(part) = self.0.get_mut(&*name) else { return };
        part.records += 1;
        if let Some(user) = common.user_id() {
            let mut hasher = DefaultHasher::new();
            user.hash(&mut hasher);
            part.users.insert(hasher.finish());
        }
        if let Some(time) = common.creation_time() {
            part.times.add(time.as_microseconds());
        }
    }
}

/// Parts of all threads.
#[derive(Debug, Default)]
pub(super) struct Overviews(Mutex<Overview>);

impl Overviews {
    pub fn add(&self, other: Overview) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, part) in other.0 {
            let into = all.0.entry(name).or_default();
            into.records += part.records;
            into.users.extend(part.users);
            into.times.join(part.times);
        }
    }

    /// Workloads, the one with most records first.
    pub fn workloads(&self) -> Vec<Workload> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let workload = |(name, part): (&String, &Part)| Workload {
            name: name.clone(),
            records: part.records,
            users: part.users.len() as u64,
            first_time: part.times.first(),
            last_time: part.times.last(),
        };
        let mut workloads: Vec<_> = all.0.iter().map(workload).collect();
        workloads.sort_by_key(|w| std::cmp::Reverse(w.records));
        workloads
    }
}
