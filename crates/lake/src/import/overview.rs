//! Events that an import added, by workload, for people.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::take;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use trail365_records::Record;

use super::tally::TimeSpan;

/// Users of a workload that are counted exactly; more are estimated. Each takes some 10 bytes.
const EXACT_USERS: usize = 100_000;

/// Workloads that are told apart. Microsoft has some eighty; the names come from the input, which may make up any number.
const WORKLOADS: usize = 128;

/// Name of all workloads beyond [`WORKLOADS`].
const OTHER_WORKLOADS: &str = "other workloads";

/// The events of a workload that an import added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// Name of the workload; empty for records that name none.
    pub name: String,
    /// Number of records added whose Id was not there yet: other copies of an event do not count.
    pub records: u64,
    /// Number of different users of these; exact up to 100,000, and within about one percent beyond.
    pub users: u64,
    /// `users` is exact.
    pub users_are_exact: bool,
    /// Earliest creation time.
    pub first_time: Option<DateTime<Utc>>,
    /// Latest creation time.
    pub last_time: Option<DateTime<Utc>>,
}

/// A set of users that counts any number in bounded memory.
///
/// It holds the least hashes of all. With the `n` least out of an even spread, the greatest of them tells how dense they
/// are, and so how many there must be in all. The error is about one in the square root of `n`, here 0.3 %.
#[derive(Debug)]
struct Users {
    hashes: HashSet<u64>,
    /// Greater hashes are dropped.
    greatest: u64,
}

impl Default for Users {
    fn default() -> Self {
        Users { hashes: HashSet::new(), greatest: u64::MAX }
    }
}

impl Users {
    fn insert(&mut self, hash: u64) {
        if hash <= self.greatest {
            self.hashes.insert(hash);
            self.shrink();
        }
    }

    fn join(&mut self, other: Users) {
        self.greatest = self.greatest.min(other.greatest);
        self.hashes.extend(other.hashes);
        let greatest = self.greatest;
        self.hashes.retain(|hash| *hash <= greatest);
        self.shrink();
    }

    /// Keeps the least hashes when there are too many. A quarter more may come before, so that this is rare.
    fn shrink(&mut self) {
        if self.hashes.len() < EXACT_USERS + EXACT_USERS / 4 {
            return;
        }
        let mut hashes: Vec<_> = take(&mut self.hashes).into_iter().collect();
        let (_, greatest, _) = hashes.select_nth_unstable(EXACT_USERS - 1);
        self.greatest = *greatest;
        hashes.truncate(EXACT_USERS);
        self.hashes = hashes.into_iter().collect();
    }

    fn is_exact(&self) -> bool {
        self.greatest == u64::MAX
    }

    fn count(&self) -> u64 {
        if self.is_exact() {
            return self.hashes.len() as u64;
        }
        let all = (u128::from(u64::MAX) + 1) * self.hashes.len() as u128;
        (all / (u128::from(self.greatest) + 1)) as u64
    }
}

/// Counts of one workload.
#[derive(Debug, Default)]
struct WorkloadCounts {
    records: u64,
    users: Users,
    times: TimeSpan,
}

/// Counts by workload, as one thread adds them up.
#[derive(Debug, Default)]
pub(super) struct Overview(BTreeMap<String, WorkloadCounts>);

impl Overview {
    pub fn count_record(&mut self, record: &Record<'_>) {
        let common = record.common();
        let name = common.workload().unwrap_or_default();
        self.update(&name, |counts| {
            counts.records += 1;
            if let Some(user) = common.user_id() {
                let mut hasher = DefaultHasher::new();
                user.hash(&mut hasher);
                counts.users.insert(hasher.finish());
            }
            if let Some(time) = common.creation_time() {
                counts.times.widen(time.as_microseconds());
            }
        });
    }

    fn update(&mut self, name: &str, change: impl FnOnce(&mut WorkloadCounts)) {
        let Overview(workloads) = self;
        let is_full = workloads.len() >= WORKLOADS;
        let name = if is_full && !workloads.contains_key(name) { OTHER_WORKLOADS } else { name };
        // `entry` would copy the name for each record, though it is nearly always there.
        match workloads.get_mut(name) {
            Some(counts) => change(counts),
            None => change(workloads.entry(name.to_owned()).or_default()),
        }
    }
}

/// Counts of all threads.
#[derive(Debug, Default)]
pub(super) struct Overviews(Mutex<Overview>);

impl Overviews {
    pub fn join(&self, other: Overview) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, counts) in other.0 {
            all.update(&name, |into| {
                into.records += counts.records;
                into.users.join(counts.users);
                into.times.join(counts.times);
            });
        }
    }

    /// Returns the workloads, the one with most records first, and starts anew.
    pub fn take_workloads(&self) -> Vec<Workload> {
        let all = take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let workload = |(name, counts): (String, WorkloadCounts)| Workload {
            name,
            records: counts.records,
            users: counts.users.count(),
            users_are_exact: counts.users.is_exact(),
            first_time: counts.times.first(),
            last_time: counts.times.last(),
        };
        let mut workloads: Vec<_> = all.0.into_iter().map(workload).collect();
        workloads.sort_by_key(|w| std::cmp::Reverse(w.records));
        workloads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(numbers: std::ops::Range<u64>) -> Users {
        let mut users = Users::default();
        for number in numbers {
            let mut hasher = DefaultHasher::new();
            number.hash(&mut hasher);
            users.insert(hasher.finish());
        }
        users
    }

    #[test]
    fn users_are_counted_exactly_up_to_a_number() {
        let mut all = users(0..60_000);
        all.join(users(40_000..EXACT_USERS as u64));
        assert_eq!((all.count(), all.is_exact()), (EXACT_USERS as u64, true));
    }

    #[test]
    fn more_users_are_estimated_in_bounded_memory() {
        let mut all = users(0..300_000);
        all.join(users(200_000..1_000_000));
        assert!(all.hashes.len() <= EXACT_USERS + EXACT_USERS / 4);
        assert!(!all.is_exact());
        assert!(all.count().abs_diff(1_000_000) < 15_000, "{}", all.count());
        // Those that were counted before are no new ones.
        let count = all.count();
        all.join(users(0..EXACT_USERS as u64));
        assert_eq!(all.count(), count);
    }

    #[test]
    fn made_up_workloads_share_a_name() {
        let mut overview = Overview::default();
        (0..1000).for_each(|n| overview.update(&format!("workload {n:03}"), |counts| counts.records += 1));
        let all = Overviews::default();
        all.join(overview);
        let workloads = all.take_workloads();
        assert!(workloads.len() <= WORKLOADS + 1, "{}", workloads.len());
        assert_eq!(workloads[0].name, OTHER_WORKLOADS);
        assert_eq!(workloads.iter().map(|w| w.records).sum::<u64>(), 1000);
        assert_eq!(all.take_workloads(), []);
    }
}
