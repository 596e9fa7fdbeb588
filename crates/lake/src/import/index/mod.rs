//! Which records a lake has.
//!
//! The newest keys are in memory; when these are too many they are written to a temporary file. What stays of them in
//! memory is a byte and a half a key.

mod run;
mod shard;

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use run::Run;
use shard::Shard;

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

/// Keys that are held in memory, in tables of some 13 MB that just have not grown once more.
const HELD: usize = SHARDS * 7_000;

/// The keys of all records, for several threads at once.
pub(crate) struct Index {
    shards: Vec<Mutex<Shard>>,
    runs: RwLock<Vec<Run>>,
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

    /// Judges a key, and has it from then on.
    pub fn add(&self, key: Key) -> io::Result<Verdict> {
        let spread = self.spread(key.id);
        let (verdict, is_full) = self.judge(key, spread)?;
        if is_full {
            self.spill()?;
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
        if verdict != Verdict::Duplicate && !runs.is_empty() {
            verdict = among(&runs, key, spread, verdict)?;
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
        runs.push(Run::write(keys, |id| self.spread(id))?);
        Ok(())
    }
}

fn among(runs: &[Run], key: Key, spread: u64, mut verdict: Verdict) -> io::Result<Verdict> {
    for run in runs {
        match run.judge(key, spread)? {
            Verdict::Duplicate => return Ok(Verdict::Duplicate),
            Verdict::Conflict => verdict = Verdict::Conflict,
            Verdict::New => (),
        }
    }
    Ok(verdict)
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

    #[test]
    fn keys_on_disk_count_like_those_in_memory() {
        let index = Index::holding(20_000);
        check(&index);
        assert!(index.runs.read().unwrap().len() > 5);
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
        assert!(index.runs.read().unwrap().len() > 5);
    }

    #[test]
    fn threads_agree_on_who_was_first() {
        let index = Index::holding(20_000);
        let news =
            || ids().filter(|id| index.add(Key { id: *id, content: 1 }).unwrap() == Verdict::New).count();
        let all: usize =
            std::thread::scope(|s| [s.spawn(news), s.spawn(news)].map(|t| t.join().unwrap())).iter().sum();
        assert_eq!(all, 100_000);
    }
}
