//! Keys of property bags, the lists of pairs in records.

use std::sync::LazyLock;

use super::table::{Cells, rows};

/// A key of a property bag: a `Name` in a list of pairs such as `Parameters`.
#[derive(Debug, PartialEq, Eq)]
pub struct PropertyKey {
    /// The key.
    pub name: &'static str,
    /// Fields that hold lists with it.
    pub bags: Vec<&'static str>,
    /// Some operations whose records have it.
    pub operations: Vec<&'static str>,
    /// Its values, where they are few.
    pub values: Vec<&'static str>,
    /// Meaning of its value, in one sentence.
    pub meaning: &'static str,
}

impl PropertyKey {
    fn from_cells(mut cells: Cells) -> Self {
        Self {
            name: cells.text(),
            bags: cells.list(),
            operations: cells.list(),
            values: cells.list(),
            meaning: cells.text(),
        }
    }
}

static PROPERTY_KEYS: LazyLock<Vec<PropertyKey>> = LazyLock::new(|| {
    rows(include_str!("../generated/glossary/property_keys.tsv")).map(PropertyKey::from_cells).collect()
});

/// Returns every property key.
pub fn property_keys() -> &'static [PropertyKey] {
    &PROPERTY_KEYS
}

/// Returns the property key with this name; case does not count.
pub fn property_key(name: &str) -> Option<&'static PropertyKey> {
    PROPERTY_KEYS.iter().find(|key| key.name.eq_ignore_ascii_case(name))
}
