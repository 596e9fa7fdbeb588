//! Every key of the schema by number.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::generated::names::NAMES;

/// A key of the schema: its index in the sorted list of all names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NameId(pub u16);

impl NameId {
    /// A key that no schema has.
    pub const UNKNOWN: NameId = NameId(u16::MAX);
}

/// Returns the name with exactly these bytes.
pub(crate) fn find_name(key: &str) -> Option<NameId> {
    NAMES.binary_search(&key).ok().and_then(|i| u16::try_from(i).ok()).map(NameId)
}

/// Names by their spelling in lower case without blanks. Exporters change both.
static FOLDED: LazyLock<HashMap<Box<[u8]>, Vec<NameId>>> = LazyLock::new(|| {
    let mut folded: HashMap<Box<[u8]>, Vec<NameId>> = HashMap::new();
    for (index, name) in (0..).zip(NAMES) {
        let mut buffer = [0; LONGEST];
        if let Some(name) = fold_name(name.as_bytes(), &mut buffer) {
            folded.entry(name.into()).or_default().push(NameId(index));
        }
    }
    folded
});

/// Returns the names that differ from `key` in nothing but case and blanks.
pub(crate) fn find_folded(key: &[u8]) -> &'static [NameId] {
    let mut buffer = [0; LONGEST];
    fold_name(key, &mut buffer).and_then(|folded| FOLDED.get(folded)).map_or(&[], Vec::as_slice)
}

/// Longest name that is looked up, in bytes.
const LONGEST: usize = 96;

/// Returns a name in lower case and without blanks.
// A longer key is not a name, however many of its bytes are blanks: it would stand in the path of each deviation below
// it, and a hostile record could make those megabytes long.
fn fold_name<'b>(name: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    if name.len() > LONGEST {
        return None;
    }
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
    fn every_name_is_found() {
        for (index, name) in (0..).zip(NAMES) {
            assert_eq!(find_name(name), Some(NameId(index)));
            assert!(find_folded(format!(" {}", name.to_uppercase()).as_bytes()).contains(&NameId(index)));
        }
    }
}
