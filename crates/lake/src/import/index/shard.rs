//! Keys in memory.

use std::collections::BTreeSet;

use super::key::{Key, Nearest};

/// A hash table with open addressing, by Id. The lists have the same length, a power of two.
///
/// Three plain lists take 25 bytes a place; a list of options would take 48, because of the alignment of an Id.
#[derive(Default)]
pub(super) struct Shard {
    ids: Vec<u128>,
    /// Of an Id with several contents, that of a whole record, if any is.
    contents: Vec<u64>,
    taken: Vec<bool>,
    /// Number of Ids in the lists.
    count: usize,
    /// Further contents of Ids that are there with another one. Honest lakes have few; a hostile one must not make chains
    /// in the lists long. In order, so that those of one content are found beside each other.
    further: BTreeSet<Key>,
}

impl Shard {
    /// Returns the number of keys.
    pub fn count(&self) -> usize {
        self.count + self.further.len()
    }

    /// Returns the number of keys that there is room for.
    #[cfg(test)]
    pub fn place_count(&self) -> usize {
        self.ids.len()
    }

    /// Returns the nearest to a key among those that are there.
    pub fn nearest(&self, key: Key, spread: u64) -> Nearest {
        match self.find_place(key.id, spread) {
            Ok(_) if self.further.contains(&key) => Nearest::Same,
            Ok(place) => {
                let first = Nearest::of(key, Key::from_parts(key.id, self.contents[place]));
                let alike = self.further.range(key.without_envelope()..=key.greatest_envelope()).next();
                alike.map_or(first, |alike| first.max(Nearest::of(key, *alike)))
            }
            Err(_) => Nearest::None,
        }
    }

    /// Adds a key that is not there.
    pub fn insert(&mut self, key: Key, spread: u64, respread: impl Fn(u128) -> u64) {
        // At three quarters a look takes some two steps; above, chains grow fast.
        if self.count * 4 >= self.ids.len() * 3 {
            self.grow(respread);
        }
        match self.find_place(key.id, spread) {
            Ok(place) => {
                // Whole records come first: one look then tells whether the Id has any.
                let there = Key::from_parts(key.id, self.contents[place]);
                self.contents[place] = key.min(there).content();
                self.further.insert(key.max(there));
            }
            Err(place) => {
                (self.ids[place], self.contents[place], self.taken[place]) = (key.id, key.content(), true);
                self.count += 1;
            }
        }
    }

    /// Takes all keys out.
    pub fn drain(&mut self) -> impl Iterator<Item = Key> + use<> {
        let Shard { ids, contents, taken, further, .. } = std::mem::take(self);
        let keys = ids.into_iter().zip(contents).zip(taken);
        keys.filter(|(_, taken)| *taken).map(|((id, content), _)| Key::from_parts(id, content)).chain(further)
    }

    /// Returns the place of an Id, or as an error the place where it belongs.
    fn find_place(&self, id: u128, spread: u64) -> Result<usize, usize> {
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
        // They are no part of the lists, and `drain` would put them in.
        let further = std::mem::take(&mut self.further);
        let keys = self.drain();
        *self =
            Shard { ids: vec![0; len], contents: vec![0; len], taken: vec![false; len], count: 0, further };
        for key in keys {
            if let Err(place) = self.find_place(key.id, respread(key.id)) {
                (self.ids[place], self.contents[place], self.taken[place]) = (key.id, key.content(), true);
                self.count += 1;
            }
        }
    }
}
