//! The rules that a task looks at, with those that wait for a list.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use trail365_findings::{
    Entry, EntryKind, Loaded, list_entries, load_lists, load_rules, load_unfilled_rules, shipped_text,
};
use trail365_sigma::{Problem, RuleSet, document_text};

use crate::args::AtRules;
use crate::commands::detect::note_problems;
use crate::output::printable;

/// Rules as they are asked, and as they are written.
pub struct Library {
    pub loaded: Loaded,
    /// Also those that wait for a list, with its placeholder.
    unfilled: RuleSet,
    are_shipped: bool,
}

impl Library {
    /// Loads rules; those that ship where no path is named. Notes what is wrong with them.
    ///
    /// # Errors
    /// If there is no rule, or a list cannot be read.
    pub fn load(at: &AtRules) -> Result<Self> {
        let paths = &at.rules;
        let loaded = load_rules(paths, &load_lists(&at.at_lists.lists)?);
        note_problems(&loaded.set.problems);
        let library = Self { loaded, unfilled: load_unfilled_rules(paths), are_shipped: paths.is_empty() };
        if library.entries().is_empty() {
            bail!(
                "there is no rule: name files or folders of rules, or leave --rules out for those that ship"
            );
        }
        Ok(library)
    }

    /// Lists the rules, correlations and queries.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        list_entries(&self.unfilled, &self.loaded.sql_rules)
    }

    /// Returns the entry as it is asked; `None` where it cannot be.
    pub fn asked(&self, entry: &Entry<'_>) -> Option<EntryKind> {
        let all = list_entries(&self.loaded.set, &self.loaded.sql_rules);
        let same = |other: &&Entry<'_>| other.file == entry.file && other.document == entry.document;
        all.iter().find(same).map(|found| found.kind)
    }

    /// Returns why an entry cannot be asked.
    pub fn obstacle(&self, entry: &Entry<'_>) -> Option<&Problem> {
        if self.asked(entry).is_some() {
            return None;
        }
        let problems = self.loaded.asleep.iter().chain(&self.loaded.set.problems);
        problems.into_iter().find(|p| *p.place.file == *entry.file && p.place.document == entry.document)
    }

    /// Returns the title of the filter with an identity, or the identity.
    pub fn filter_title<'a>(&'a self, identity: &'a str) -> &'a str {
        let filters = self.unfilled.filters.iter();
        let mut filters = filters.filter(|filter| filter.metadata.identity() == identity);
        filters.next().map_or(identity, |filter| &filter.metadata.title)
    }

    /// Returns the text of an entry as it is written.
    ///
    /// # Errors
    /// If its file cannot be read.
    pub fn text(&self, entry: &Entry<'_>) -> Result<String> {
        let text = self.file_text(entry.file)?;
        Ok(match entry.kind {
            EntryKind::Query(_) => text,
            EntryKind::Rule(_) | EntryKind::Correlation(_) => {
                document_text(&text, entry.document).unwrap_or(&text).to_owned()
            }
        })
    }

    fn file_text(&self, file: &Path) -> Result<String> {
        match shipped_text(file).filter(|_| self.are_shipped) {
            Some(text) => Ok(text.to_owned()),
            None => fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", printable(&file.to_string_lossy()))),
        }
    }
}

/// Returns the level of an entry: alerts of a rule without one are medium.
pub fn level_of(entry: &Entry<'_>) -> trail365_sigma::Level {
    entry.metadata.level.unwrap_or(trail365_sigma::Level::Medium)
}

/// Returns a text among the keys that Sigma does not define, such as `behaviour`.
pub fn custom_text<'a>(entry: &Entry<'a>, key: &str) -> Option<&'a str> {
    entry.metadata.custom.get(key).and_then(|value| value.as_str())
}
