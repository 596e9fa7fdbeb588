//! The key: originals and their pseudonyms.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use trail365_text::spreadsheet::starts_formula;
use trail365_text::terminal::escape;

/// Originals with their pseudonyms, in the order in which the report names them.
#[derive(Debug, Default)]
pub struct Key {
    entries: Vec<KeyEntry>,
    /// Place of each original in lower case.
    places: BTreeMap<String, usize>,
    counts: BTreeMap<&'static str, u32>,
    /// Pseudonyms of parts of folders' paths.
    folders: BTreeMap<String, String>,
    /// All pseudonyms in lower case.
    given: BTreeSet<String>,
}

/// An original with its pseudonym.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyEntry {
    /// Kind of the original: `person`, `subject`.
    pub kind: &'static str,
    /// The text that was replaced, as it was found first.
    pub original: String,
    /// The text that stands in the report.
    pub pseudonym: String,
}

impl Key {
    /// Returns the entries.
    pub fn entries(&self) -> &[KeyEntry] {
        &self.entries
    }

    /// Returns the pseudonym of a text.
    pub fn pseudonym(&self, original: &str) -> Option<&str> {
        let place = self.places.get(&original.to_lowercase())?;
        self.entries.get(*place).map(|entry| entry.pseudonym.as_str())
    }

    /// Gives a text a pseudonym if it has none: `make` gets its number within its kind.
    pub(super) fn add(&mut self, kind: &'static str, original: &str, make: impl FnOnce(u32) -> String) {
        let folded = original.to_lowercase();
        if self.places.contains_key(&folded) {
            return;
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let pseudonym = make(*count);
        self.given.insert(pseudonym.to_lowercase());
        self.places.insert(folded, self.entries.len());
        self.entries.push(KeyEntry { kind, original: original.to_owned(), pseudonym });
    }

    /// Reports whether a text is a pseudonym already.
    pub(super) fn is_pseudonym(&self, text: &str) -> bool {
        self.given.contains(&text.to_lowercase())
    }

    /// Returns the pseudonym of one part of a folder's path.
    pub(super) fn name_folder(&mut self, part: &str) -> String {
        let next = self.folders.len() + 1;
        self.folders.entry(part.to_lowercase()).or_insert_with(|| format!("Folder {next}")).clone()
    }

    /// Writes the key as CSV.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all("\u{feff}kind,pseudonym,original\r\n".as_bytes())?;
        for entry in &self.entries {
            let cells = [entry.kind, &entry.pseudonym, &entry.original].map(quote);
            write!(out, "{}\r\n", cells.join(","))?;
        }
        Ok(())
    }
}

fn quote(text: &str) -> String {
    let apostrophe = if starts_formula(text) { "'" } else { "" };
    format!("\"{apostrophe}{}\"", escape(text).replace('"', "\"\""))
}
