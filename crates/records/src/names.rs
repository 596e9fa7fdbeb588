//! Every key of the schema by number, found by its bytes.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::generated::NAMES;

/// A key of the schema: its index in the sorted list of all names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NameId(pub u16);

impl NameId {
    /// A key that no schema has.
    pub const UNKNOWN: NameId = NameId(u16::MAX);

    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Looks names up.
#[derive(Debug)]
pub(crate) struct Names {
    /// Open addressing: index into `NAMES` plus one, zero for an empty slot.
    slots: Box<[u16; SLOTS]>,
    ends: Vec<Ends>,
    /// Lower case without blanks, for spellings that differ in no more than that.
    folded: HashMap<Box<[u8]>, Vec<NameId>>,
}

const SLOTS: usize = 4096;

pub(crate) static ALL: LazyLock<Names> = LazyLock::new(Names::build);

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

impl Names {
    fn build() -> Self {
        let mut names = Names {
            slots: Box::new([0; SLOTS]),
            ends: Vec::with_capacity(NAMES.len()),
            folded: HashMap::new(),
        };
        for (index, name) in (0u16..).zip(NAMES) {
            let ends = Ends::of(name.as_bytes());
            let mut slot = ends.slot();
            while names.slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            names.slots[slot] = index + 1;
            names.ends.push(ends);
            let mut buffer = [0; LONGEST];
            if let Some(folded) = fold(name.as_bytes(), &mut buffer) {
                names.folded.entry(folded.into()).or_default().push(NameId(index));
            }
        }
        names
    }

    /// The name with exactly these bytes.
    #[inline]
    pub fn find(&self, key: &[u8]) -> Option<NameId> {
        let ends = Ends::of(key);
        let mut slot = ends.slot();
        loop {
            let index = self.slots[slot].checked_sub(1)?;
            let at = usize::from(index);
            if self.ends[at] == ends && (ends.len <= 16 || NAMES[at].as_bytes() == key) {
                return Some(NameId(index));
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Names that differ from `key` in case and blanks at most.
    pub fn find_folded(&self, key: &[u8]) -> &[NameId] {
        let mut buffer = [0; LONGEST];
        fold(key, &mut buffer).and_then(|folded| self.folded.get(folded)).map_or(&[], Vec::as_slice)
    }
}

/// No name is longer.
const LONGEST: usize = 96;

/// In lower case and without blanks.
fn fold<'b>(name: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let mut len = 0;
    for byte in name.iter().filter(|b| **b != b' ') {
        *buffer.get_mut(len)? = byte.to_ascii_lowercase();
        len += 1;
    }
    Some(&buffer[..len])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        assert!(NAMES.iter().all(|n| n.len() <= LONGEST));
        for (index, name) in (0u16..).zip(NAMES) {
            assert_eq!(ALL.find(name.as_bytes()), Some(NameId(index)));
            for other in [format!("{name}x"), name[1..].to_owned(), name.to_ascii_uppercase() + "_"] {
                assert_eq!(
                    ALL.find(other.as_bytes()),
                    NAMES.binary_search(&other.as_str()).ok().map(|i| NameId(i as u16))
                );
            }
        }
    }
}
