//! Keys in memory.

use std::collections::HashSet;

use super::{Key, Verdict};

/// A hash table with open addressing, by Id; the lists are as long as each other, a power of two.
#[derive(Default)]
pub(super) struct Shard {
    ids: Vec<u128>,
    contents: Vec<i64>,
    taken: Vec<bool>,
    /// Ids in the lists.
    count: usize,
    /// Further contents of Ids that are there with another one: a few in all lakes that are not made to be slow.
    further: HashSet<Key>,
}

impl Shard {
    /// How many keys there are.
    pub fn count(&self) -> usize {
        self.count + self.further.len()
    }

    /// How many keys there is room for.
    #[cfg(test)]
    pub fn places(&self) -> usize {
        self.ids.len()
    }

    /// What a key is to those that are there.
    pub fn judge(&self, key: Key, spread: u64) -> Verdict {
        match self.find(key.id, spread) {
            Ok(place) if self.contents[place] == key.content || self.further.contains(&key) => {
                Verdict::Duplicate
            }
            Ok(_) => Verdict::Conflict,
            Err(_) => Verdict::New,
        }
    }

    /// Takes in a key that is not there.
    pub fn insert(&mut self, key: Key, spread: u64, respread: impl Fn(u128) -> u64) {
        if self.count * 4 >= self.ids.len() * 3 {
            self.grow(respread);
        }
        match self.find(key.id, spread) {
            Ok(_) => drop(self.further.insert(key)),
            Err(place) => {
                (self.ids[place], self.contents[place], self.taken[place]) = (key.id, key.content, true);
                self.count += 1;
            }
        }
    }

    /// All keys; the shard is empty then.
    pub fn drain(&mut self) -> impl Iterator<Item = Key> + use<> {
        let Shard { ids, contents, taken, further, .. } = std::mem::take(self);
        let keys = ids.into_iter().zip(contents).zip(taken);
        keys.filter(|(_, taken)| *taken).map(|((id, content), _)| Key { id, content }).chain(further)
    }

    /// The place of an Id, or the one where it belongs.
    fn find(&self, id: u128, spread: u64) -> Result<usize, usize> {
        let Some(mask) = self.ids.len().checked_sub(1) else { return Err(0) };
        let mut place = spread as usize & mask;
        while self.taken[place] {
            if self.ids[place] == id {
                return Ok(place);
            }
            place = (place + 1) & mask;
        }
        Err(place)
    }

    #[cold]
    fn grow(&mut self, respread: impl Fn(u128) -> u64) {
        let len = (self.ids.len() * 2).max(256);
        let further = std::mem::take(&mut self.further);
        let keys = self.drain();
        *self =
            Shard { ids: vec![0; len], contents: vec![0; len], taken: vec![false; len], count: 0, further };
        for key in keys {
            if let Err(place) = self.find(key.id, respread(key.id)) {
                (self.ids[place], self.contents[place], self.taken[place]) = (key.id, key.content, true);
                self.count += 1;
            }
        }
    }
}
