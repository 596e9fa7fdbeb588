//! The rules that a task looks at, with those that wait for a list.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use trail365_sigma::{Level, Problem, RuleSet, document_text};
use trail365_sql::{Result, Session};

use crate::coverage::{Coverage, Readiness};
use crate::detect::Detector;
use crate::entry::{Entry, EntryKind, list_entries};
use crate::library::{Loaded, load_rules, load_unfilled_rules, shipped_text};

/// Rules as they are asked, and as they are written.
#[derive(Debug, Clone)]
pub struct RuleLibrary {
    /// As they are asked, with what is wrong with others.
    pub loaded: Loaded,
    /// Also those that wait for a list, with its placeholder.
    unfilled: RuleSet,
    are_shipped: bool,
}

impl RuleLibrary {
    /// Loads rules from files and folders; those that ship where no path is named. `lists` go before the lists that ship.
    ///
    /// ```
    /// let library = trail365_findings::RuleLibrary::load(&[], &Default::default());
    /// let entries = library.entries();
    /// assert!(entries.len() > 100 && library.text(&entries[0]).unwrap().contains("title:"));
    /// ```
    pub fn load(paths: &[PathBuf], lists: &BTreeMap<String, Vec<String>>) -> Self {
        RuleLibrary {
            loaded: load_rules(paths, lists),
            unfilled: load_unfilled_rules(paths),
            are_shipped: paths.is_empty(),
        }
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
    pub fn text(&self, entry: &Entry<'_>) -> io::Result<String> {
        let text = self.file_text(entry.file)?;
        Ok(match entry.kind {
            EntryKind::Query(_) => text,
            EntryKind::Rule(_) | EntryKind::Correlation(_) => {
                document_text(&text, entry.document).unwrap_or(&text).to_owned()
            }
        })
    }

    fn file_text(&self, file: &Path) -> io::Result<String> {
        match shipped_text(file).filter(|_| self.are_shipped) {
            Some(text) => Ok(text.to_owned()),
            None => fs::read_to_string(file),
        }
    }

    /// Says what each entry can find in a lake, in their order; one that is not asked is blind. The detector is that of
    /// [`RuleLibrary::loaded`].
    ///
    /// # Errors
    /// If records cannot be read.
    pub async fn find_coverage(&self, detector: &Detector, session: &Session) -> Result<Vec<Coverage>> {
        let found = detector.find_coverage(session).await?;
        let asked = list_entries(detector.rules(), detector.sql_rules());
        let places = asked.iter().map(|entry| (entry.file.to_owned(), entry.document));
        let mut covered: HashMap<_, _> = places.zip(found).collect();
        let entries = self.entries();
        let of_entry = |entry: &Entry<'_>| match covered.remove(&(entry.file.to_owned(), entry.document)) {
            Some(coverage) => coverage,
            None => {
                let why = self.obstacle(entry).map(|problem| problem.what.clone());
                Coverage { readiness: Readiness::Blind, reasons: why.into_iter().collect(), records: None }
            }
        };
        Ok(entries.iter().map(of_entry).collect())
    }
}

impl<'a> Entry<'a> {
    /// Returns the level of its alerts: that of a rule without one is medium.
    pub fn level(&self) -> Level {
        self.metadata.level.unwrap_or(Level::Medium)
    }

    /// Returns a text among the keys that Sigma does not define, such as `behaviour`.
    pub fn custom_text(&self, key: &str) -> Option<&'a str> {
        self.metadata.custom.get(key).and_then(|value| value.as_str())
    }
}
