//! Which records a lake has: 24 bytes a record in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// The keys of all records, for several threads at once.
pub(crate) struct Index {
    shards: Vec<Mutex<Shard>>,
}

impl Index {
    pub fn new() -> Self {
        Index { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    /// Judges a key, and has it from then on.
    pub fn add(&self, key: Key) -> Verdict {
        let spread = spread(key.id);
        self.shard(spread).add(key, spread)
    }

    fn shard(&self, spread: u64) -> MutexGuard<'_, Shard> {
        let shard = &self.shards[(spread >> 58) as usize % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bits of an Id spread evenly: Ids that were made one after the other share most of theirs.
fn spread(id: u128) -> u64 {
    let folded = (id as u64) ^ ((id >> 64) as u64).rotate_left(32);
    let mixed = (folded ^ (folded >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// A hash table with open addressing; the lists are as long as each other, a power of two.
#[derive(Default)]
struct Shard {
    ids: Vec<u128>,
    contents: Vec<i64>,
    taken: Vec<bool>,
    count: usize,
}

impl Shard {
    fn add(&mut self, key: Key, spread: u64) -> Verdict {
        if self.count * 4 >= self.ids.len() * 3 {
            self.grow();
        }
        let mask = self.ids.len() - 1;
        let mut place = spread as usize & mask;
        let mut verdict = Verdict::New;
        while self.taken[place] {
            if self.ids[place] == key.id {
                if self.contents[place] == key.content {
                    return Verdict::Duplicate;
                }
                verdict = Verdict::Conflict;
            }
            place = (place + 1) & mask;
        }
        self.put(place, key);
        verdict
    }

    fn put(&mut self, place: usize, key: Key) {
        (self.ids[place], self.contents[place], self.taken[place]) = (key.id, key.content, true);
        self.count += 1;
    }

    #[cold]
    fn grow(&mut self) {
        let len = (self.ids.len() * 2).max(256);
        let empty = Shard { ids: vec![0; len], contents: vec![0; len], taken: vec![false; len], count: 0 };
        let old = std::mem::replace(self, empty);
        for (i, _) in old.taken.iter().enumerate().filter(|(_, taken)| **taken) {
            let key = Key { id: old.ids[i], content: old.contents[i] };
            let mut place = spread(key.id) as usize & (len - 1);
            while self.taken[place] {
                place = (place + 1) & (len - 1);
            }
            self.put(place, key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_is_a_duplicate_and_other_content_a_conflict() {
        let index = Index::new();
        for id in (0..100_000).map(|n| n * 0x1_0000_0001) {
            assert_eq!(index.add(Key { id, content: 7 }), Verdict::New, "{id}");
        }
        for id in (0..100_000).map(|n| n * 0x1_0000_0001) {
            assert_eq!(index.add(Key { id, content: 7 }), Verdict::Duplicate);
            assert_eq!(index.add(Key { id, content: 8 }), Verdict::Conflict);
            assert_eq!(index.add(Key { id, content: 8 }), Verdict::Duplicate);
            assert_eq!(index.add(Key { id, content: 7 }), Verdict::Duplicate);
        }
    }
}
