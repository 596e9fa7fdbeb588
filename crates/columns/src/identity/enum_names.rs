//! Names of enums that count as their numbers in the second rule of the content hash.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The names, by key. The file is a copy of the schema's enums from the day on which the rule was made, and not the
/// schema itself: a name that the schema learns later would change hashes that lakes hold.
static FROZEN: &str = include_str!("enum_names.txt");

/// Numbers of enums by key and name.
pub(super) struct EnumNames {
    /// Numbers by key, then by name in lower case.
    keys: HashMap<&'static str, HashMap<String, &'static str>>,
    /// One bit for each mark that a key has.
    marks: [u64; 4],
}

/// Returns the names that count as numbers.
pub(super) fn enum_names() -> &'static EnumNames {
    static NAMES: LazyLock<EnumNames> = LazyLock::new(|| EnumNames::read_list(FROZEN));
    &NAMES
}

impl EnumNames {
    fn read_list(text: &'static str) -> Self {
        let mut names = EnumNames { keys: HashMap::new(), marks: [0; 4] };
        let mut keys = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(list) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                keys = list;
            } else if let Some((number, name)) = line.split_once(' ') {
                keys.split(' ').for_each(|key| names.add_name(key, name, number));
            }
        }
        names
    }

    fn add_name(&mut self, key: &'static str, name: &str, number: &'static str) {
        let mark = mark_of(key.as_bytes());
        self.marks[usize::from(mark >> 6)] |= 1 << (mark & 63);
        self.keys.entry(key).or_default().insert(name.to_ascii_lowercase(), number);
    }

    /// Returns the number that a name stands for under a key, in any case.
    #[inline]
    pub fn number_of(&self, key: &[u8], name: &[u8]) -> Option<&'static str> {
        // Of a hundred members two or three have the mark of such a key; only these are looked up.
        let mark = mark_of(key);
        let is_marked = self.marks[usize::from(mark >> 6)] & (1 << (mark & 63)) != 0;
        if is_marked { self.look_up(key, name) } else { None }
    }

    #[cold]
    fn look_up(&self, key: &[u8], name: &[u8]) -> Option<&'static str> {
        let names = self.keys.get(std::str::from_utf8(key).ok()?)?;
        names.get(&std::str::from_utf8(name).ok()?.to_ascii_lowercase()).copied()
    }
}

/// Returns a byte that tells most keys apart.
#[inline]
fn mark_of(key: &[u8]) -> u8 {
    let ends = key.first().zip(key.last());
    ends.map_or(0, |(first, last)| {
        first.wrapping_mul(31) ^ last.wrapping_mul(7) ^ (key.len() as u8).wrapping_mul(13)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use twox_hash::XxHash3_64;

    #[test]
    fn names_count_in_any_case_under_their_keys_alone() {
        let number = |key: &str, name: &str| enum_names().number_of(key.as_bytes(), name.as_bytes());
        assert_eq!(number("RecordType", "AzureActiveDirectoryStsLogon"), Some("15"));
        assert_eq!(number("RecordType", "azureActiveDirectoryStsLogon"), Some("15"));
        assert_eq!(number("UserType", "Regular"), Some("0"));
        assert_eq!(number("FileVerdict", "Error"), Some("-1"));
        assert_eq!(number("Operation", "Regular"), None);
        assert_eq!(number("RecordType", "Unheard"), None);
        assert_eq!(number("", ""), None);
    }

    /// Hashes in lakes were made with this list: it must never change.
    #[test]
    fn the_list_stays() {
        assert_eq!(XxHash3_64::oneshot(FROZEN.as_bytes()), 6_970_912_147_329_660_502);
    }
}
