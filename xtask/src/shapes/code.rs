//! Rust of the tables that shapes share: keys, places in documents, paths.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::path::RecordPath;

/// A place in documents.
pub struct Place {
    pub path: String,
    /// Variant of `Kind`.
    pub kind: &'static str,
    pub is_list: bool,
}

/// The numbered names of a shape.
pub struct Names {
    keys: Vec<String>,
    places: Vec<Place>,
}

impl Names {
    /// Numbers the fields in order of their names, and the places so that those of an object stand together.
    pub fn new(keys: BTreeSet<String>, mut places: Vec<Place>) -> Self {
        let parts = |place: &Place| place.path.split('.').map(str::to_owned).collect::<Vec<_>>();
        places.sort_by_key(parts);
        Names { keys: keys.into_iter().collect(), places }
    }

    /// Numbers the places in their order.
    pub fn in_order(keys: BTreeSet<String>, places: Vec<Place>) -> Self {
        Names { keys: keys.into_iter().collect(), places }
    }

    /// Writes the number of a field.
    pub fn key(&self, name: &str) -> Result<String> {
        let at = self.keys.iter().position(|key| key == name);
        at.map(|at| format!("Key({at})")).with_context(|| format!("no mapping reads the field {name}"))
    }

    /// Writes the number of a place.
    pub fn slot(&self, path: &str) -> Result<String> {
        let at = self.places.iter().position(|place| place.path == path);
        at.map(|at| format!("Slot({at})")).with_context(|| format!("{path} is no place in documents"))
    }

    /// Writes the numbers of places.
    pub fn slots<'a>(&self, paths: impl IntoIterator<Item = &'a String>) -> Result<String> {
        let slots = paths.into_iter().map(|path| self.slot(path)).collect::<Result<Vec<_>>>()?;
        Ok(format!("&[{}]", slots.join(", ")))
    }

    /// Writes a path.
    pub fn path(&self, path: &RecordPath) -> Result<String> {
        Ok(format!("Path {{ key: {}, steps: &[{}] }}", self.key(&path.key)?, path.steps.join(", ")))
    }

    /// Writes the tables of keys and places, and the constants for those that code names.
    pub fn write_tables(&self, keys: &[&str], slots: &[&str], out: &mut String) -> Result<()> {
        writeln!(
            out,
            "/// Fields that are read by name.\npub static KEYS: [&str; {}] = {:?};\n",
            self.keys.len(),
            self.keys
        )?;
        writeln!(out, "/// Places in documents.\npub static TARGETS: [Target; {}] = [", self.places.len())?;
        for Place { path, kind, is_list } in &self.places {
            writeln!(out, "Target {{ path: {path:?}, kind: Kind::{kind}, is_list: {is_list} }},")?;
        }
        out.push_str("];\n\n");
        if keys.is_empty() {
            return Ok(());
        }
        out.push_str("/// Fields that code names.\npub mod key {\nuse crate::model::Key;\n");
        for name in keys {
            writeln!(out, "pub const {}: Key = {};", constant(name), self.key(name)?)?;
        }
        out.push_str("}\n\n/// Places that code names.\npub mod slot {\nuse crate::model::Slot;\n");
        for path in slots {
            writeln!(out, "pub const {}: Slot = {};", constant(path), self.slot(path)?)?;
        }
        out.push_str("}\n\n");
        Ok(())
    }
}

/// Writes a name as a constant: `Item.InternetMessageId` as `ITEM_INTERNET_MESSAGE_ID`.
fn constant(name: &str) -> String {
    let words = name.split(['.', '@', '[', ']']).filter(|part| !part.is_empty());
    words.map(|word| crate::names::snake(word).to_ascii_uppercase()).collect::<Vec<_>>().join("_")
}

/// Writes a list of texts.
pub fn texts(list: &[String]) -> String {
    format!("&{list:?}")
}
