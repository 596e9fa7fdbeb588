//! Which records a lake has.
//!
//! The newest keys are in memory; when these are too many they are written to a temporary file. What stays of them in
//! memory is a byte and a half a key. Files are merged, so that there are few.

mod failure;
mod merge;
mod run;
mod runs;
mod shard;

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use failure::failed;
use runs::Runs;
use shard::Shard;

use crate::error::Result;

/// What tells records apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    /// From the record's Id.
    pub id: u128,
    /// Hash of its content.
    pub content: i64,
}

/// What a record is to those that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its Id is not there yet.
    New,
    /// Its Id is there with the same content.
    Duplicate,
    /// Its Id is there with other content only.
    Conflict,
}

const SHARDS: usize = 64;

/// Keys that are held in memory, in tables of 13 MB in all: with 6,144 in it, that of a shard would grow to twice its size.
const HELD: usize = SHARDS * 6_000;

/// The keys of all records, for several threads at once.
pub(crate) struct Index {
    shards: Vec<Mutex<Shard>>,
    runs: RwLock<Runs>,
    /// Keys of a shard from which on all are written to disk.
    shard_keys: usize,
    /// Makes the places of Ids unforeseeable.
    seed: u64,
}

impl Index {
    pub fn new() -> Self {
        Index::holding(HELD)
    }

    fn holding(keys: usize) -> Self {
        Index {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            runs: RwLock::default(),
            shard_keys: keys / SHARDS,
            seed: RandomState::new().hash_one(0),
        }
    }

    /// Judges a key, and has it from then on. After a failure every key fails.
    pub fn add(&self, key: Key) -> Result<Verdict> {
        let spread = self.spread(key.id);
        let (verdict, is_full) = self.judge(key, spread).map_err(failed)?;
        if is_full {
            self.spill().map_err(failed)?;
        }
        Ok(verdict)
    }

    /// The bits of an Id spread evenly: Ids that were made one after the other share most of theirs.
    fn spread(&self, id: u128) -> u64 {
        let mix = |n: u64| {
            let n = (n ^ (n >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            n ^ (n >> 29)
        };
        mix(mix(id as u64 ^ self.seed) ^ (id >> 64) as u64)
    }

    fn judge(&self, key: Key, spread: u64) -> io::Result<(Verdict, bool)> {
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
        let mut shard = lock(&self.shards[(spread >> 58) as usize % SHARDS]);
        let mut verdict = shard.judge(key, spread);
        if verdict != Verdict::Duplicate {
            verdict = runs.judge(key, spread, verdict)?;
        }
        if verdict != Verdict::Duplicate {
            shard.insert(key, spread, |id| self.spread(id));
        }
        Ok((verdict, shard.count() > self.shard_keys))
    }

    /// Writes all keys to disk, unless another thread has just done so.
    fn spill(&self) -> io::Result<()> {
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        if self.shards.iter().all(|shard| lock(shard).count() <= self.shard_keys) {
            return Ok(());
        }
        let mut keys = Vec::with_capacity(self.shards.iter().map(|shard| lock(shard).count()).sum());
        for shard in &self.shards {
            keys.extend(lock(shard).drain());
        }
        runs.add(keys, |id| self.spread(id))
    }
}

fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> impl Iterator<Item = u128> {
        (0..100_000).map(|n| n * 0x1_0000_0001)
    }

    fn check(index: &Index) {
        let judge = |id, content| index.add(Key { id, content }).unwrap();
        for id in ids() {
            assert_eq!(judge(id, 7), Verdict::New, "{id}");
        }
        for id in ids() {
            assert_eq!(judge(id, 7), Verdict::Duplicate, "{id}");
            assert_eq!(judge(id, 8), Verdict::Conflict, "{id}");
            assert_eq!(judge(id, 8), Verdict::Duplicate, "{id}");
            assert_eq!(judge(id, 7), Verdict::Duplicate, "{id}");
        }
    }

    #[test]
    fn the_same_content_is_a_duplicate_and_other_content_a_conflict() {
        check(&Index::new());
    }

    fn levels(index: &Index) -> Vec<u32> {
        index.runs.read().unwrap().levels()
    }

    #[test]
    fn keys_on_disk_count_like_those_in_memory() {
        let index = Index::holding(2_000);
        check(&index);
        assert!(levels(&index)[0] >= 3, "{:?}", levels(&index));
    }

    #[test]
    fn tables_in_memory_stay_small() {
        let mut shard = Shard::default();
        for id in ids().take(HELD / SHARDS + 1) {
            shard.insert(Key { id, content: 0 }, id as u64, |id| id as u64);
        }
        assert_eq!(shard.places(), 8192);
    }

    #[test]
    fn runs_are_as_few_as_the_logarithm_of_the_keys() {
        let index = Index::holding(SHARDS);
        let mut most = 0;
        for id in ids().take(40_000) {
            assert_eq!(index.add(Key { id, content: 0 }).unwrap(), Verdict::New);
            most = most.max(levels(&index).len());
        }
        let levels = levels(&index);
        assert!(levels.is_sorted_by(|a, b| a >= b), "{levels:?}");
        // Three of a level stay as they are.
        assert!(levels[0] >= 3 && most <= 3 * (levels[0] as usize + 1), "{most} of {levels:?}");
    }

    #[test]
    fn many_contents_of_one_id_are_told_apart() {
        let index = Index::holding(64 * 100);
        for round in [Verdict::Conflict, Verdict::Duplicate] {
            for content in 0..2000 {
                let verdict = index.add(Key { id: 5, content }).unwrap();
                assert!(verdict == round || (content == 0 && verdict == Verdict::New), "{content}");
            }
        }
        assert!(levels(&index)[0] >= 2, "{:?}", levels(&index));
    }

    #[test]
    fn where_keys_were_lost_nothing_is_judged() {
        let index = Index::new();
        index.add(Key { id: 1, content: 1 }).unwrap();
        index.runs.write().unwrap().lose();
        assert!(index.add(Key { id: 1, content: 2 }).is_err());
    }

    #[test]
    #[ignore = "takes a minute; it is there to be measured, optimised and with --nocapture"]
    fn twenty_million_keys() {
        let (index, begun) = (Index::new(), std::time::Instant::now());
        let id = |n: u128| n.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        for n in 0..20_000_000 {
            assert_eq!(index.add(Key { id: id(n), content: 7 }).unwrap(), Verdict::New);
        }
        println!("levels of runs: {:?}, {:?}", levels(&index), begun.elapsed());
        for n in (0..20_000_000).step_by(1000) {
            assert_eq!(index.add(Key { id: id(n), content: 7 }).unwrap(), Verdict::Duplicate);
        }
        assert!(levels(&index).len() <= 9, "{:?}", levels(&index));
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        println!("{:?}", status.lines().find(|line| line.starts_with("VmHWM")));
    }

    #[test]
    fn threads_agree_on_who_was_first() {
        let index = Index::holding(2_000);
        let news =
            || ids().filter(|id| index.add(Key { id: *id, content: 1 }).unwrap() == Verdict::New).count();
        let all: usize =
            std::thread::scope(|s| [s.spawn(news), s.spawn(news)].map(|t| t.join().unwrap())).iter().sum();
        assert_eq!(all, 100_000);
    }
}
