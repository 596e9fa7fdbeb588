//! The keys of one schema, found by their bytes.

/// A small table of keys: what the walk asks for each key of each record, so it stays in the CPU's nearest cache.
#[derive(Debug)]
pub(crate) struct KeyTable<T> {
    /// Open addressing: index into `entries` plus one, zero for an empty slot.
    slots: [u8; SLOTS],
    entries: Vec<Entry<T>>,
}

const SLOTS: usize = 256;

#[derive(Debug)]
struct Entry<T> {
    ends: Ends,
    key: &'static str,
    value: T,
}

impl<T> KeyTable<T> {
    pub fn new() -> Self {
        KeyTable { slots: [0; SLOTS], entries: Vec::new() }
    }

    /// Adds a key; one that is there already, or one too many, is left out.
    pub fn insert(&mut self, key: &'static str, value: T) {
        let Ok(index) = u8::try_from(self.entries.len() + 1) else { return };
        if self.find(key.as_bytes()).is_some() || index == u8::MAX {
            return;
        }
        let ends = Ends::of(key.as_bytes());
        let mut slot = ends.slot();
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = index;
        self.entries.push(Entry { ends, key, value });
    }

    /// What belongs to the key with exactly these bytes.
    #[inline]
    pub fn find(&self, key: &[u8]) -> Option<&T> {
        let ends = Ends::of(key);
        let mut slot = ends.slot();
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

/// First and last eight bytes of a key, and its length: for keys of up to 16 bytes the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    first: u64,
    last: u64,
    len: usize,
}

impl Ends {
    #[inline]
    fn of(key: &[u8]) -> Self {
        let len = key.len();
        let (first, last) = match (key.first_chunk::<8>(), key.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (short(key), 0),
        };
        Ends { first, last, len }
    }

    #[inline]
    fn slot(self) -> usize {
        let mixed =
            (self.first ^ self.last.rotate_left(29) ^ self.len as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> (64 - SLOTS.trailing_zeros())) as usize
    }
}

/// Up to seven bytes as a number.
#[inline]
fn short(key: &[u8]) -> u64 {
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
    use crate::generated::NAMES;

    #[test]
    fn every_key_is_found_and_no_other() {
        for names in NAMES.chunks(200) {
            let mut table = KeyTable::new();
            for name in names {
                table.insert(name, *name);
            }
            for name in names {
                assert_eq!(table.find(name.as_bytes()), Some(name));
                for other in [format!("{name}x"), name[1..].to_owned(), name.to_ascii_uppercase() + "_"] {
                    let expect = names.iter().find(|n| **n == other);
                    assert_eq!(table.find(other.as_bytes()), expect);
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
            table.insert(key, key);
        }
        for key in keys {
            assert_eq!(table.find(key.as_bytes()), Some(&key));
        }
    }
}
