//! The keys of one schema, found by their bytes.

/// A small table of keys.
// The walk asks it for each key of each record. One small table a schema stays in the CPU's nearest cache; one table for
// the keys of all schemas does not.
#[derive(Debug)]
pub(crate) struct KeyTable<T> {
    /// Open addressing: index into `entries` plus one, zero for an empty slot.
    slots: [u8; SLOTS],
    entries: Vec<KeyEntry<T>>,
}

/// Number of slots. With at most 254 keys one slot stays empty, which ends each search.
const SLOTS: usize = 256;

#[derive(Debug)]
struct KeyEntry<T> {
    ends: KeyEnds,
    key: &'static str,
    value: T,
}

impl<T> KeyTable<T> {
    pub fn new() -> Self {
        KeyTable { slots: [0; SLOTS], entries: Vec::new() }
    }

    /// Adds a key. A key that is there already, or one too many for the table, is left out.
    pub fn insert_key(&mut self, key: &'static str, value: T) {
        let Ok(index) = u8::try_from(self.entries.len() + 1) else { return };
        if self.find_key(key.as_bytes()).is_some() || index == u8::MAX {
            return;
        }
        let ends = KeyEnds::of_key(key.as_bytes());
        let mut slot = ends.first_slot();
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = index;
        self.entries.push(KeyEntry { ends, key, value });
    }

    /// Returns the value of the key with exactly these bytes.
    #[inline]
    pub fn find_key(&self, key: &[u8]) -> Option<&T> {
        let ends = KeyEnds::of_key(key);
        let mut slot = ends.first_slot();
        loop {
            let index = self.slots[slot].checked_sub(1)?;
            let entry = self.entries.get(usize::from(index))?;
            if entry.ends == ends && (key.len() <= 16 || entry.key.as_bytes() == key) {
                return Some(&entry.value);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// First and last eight bytes of a key, and its length.
// Keys of up to 16 bytes, which are most, are told apart by this alone: three words are compared, and no bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct KeyEnds {
    first: u64,
    last: u64,
    len: usize,
}

impl KeyEnds {
    #[inline]
    fn of_key(key: &[u8]) -> Self {
        let len = key.len();
        let (first, last) = match (key.first_chunk::<8>(), key.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (short_key(key), 0),
        };
        KeyEnds { first, last, len }
    }

    #[inline]
    fn first_slot(self) -> usize {
        // Fibonacci hashing: the multiplier is 2^64 divided by the golden ratio. The high bits are mixed best.
        let mixed =
            (self.first ^ self.last.rotate_left(29) ^ self.len as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> (64 - SLOTS.trailing_zeros())) as usize
    }
}

/// Returns up to seven bytes as a number that differs from that of any other key of the same length.
#[inline]
fn short_key(key: &[u8]) -> u64 {
    match (key.first_chunk::<4>(), key.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => key.iter().fold(0, |n, &b| n << 8 | u64::from(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::generated::names::NAMES;

    #[test]
    fn every_key_is_found_and_no_other() {
        for names in NAMES.chunks(200) {
            let mut table = KeyTable::new();
            for name in names {
                table.insert_key(name, *name);
            }
            for name in names {
                assert_eq!(table.find_key(name.as_bytes()), Some(name));
                for other in [format!("{name}x"), name[1..].to_owned(), name.to_ascii_uppercase() + "_"] {
                    let expect = names.iter().find(|n| **n == other);
                    assert_eq!(table.find_key(other.as_bytes()), expect);
                }
            }
        }
    }

    #[test]
    fn short_keys_differ() {
        let keys = [
            "",
            "a",
            "b",
            "aa",
            "ab",
            "ba",
            "\0",
            "\0\0",
            "abc",
            "abcd",
            "abcde",
            "abcdefg",
            "abcdefgh",
            "abcdefghi",
        ];
        let mut table = KeyTable::new();
        for key in keys {
            table.insert_key(key, key);
        }
        for key in keys {
            assert_eq!(table.find_key(key.as_bytes()), Some(&key));
        }
    }
}
