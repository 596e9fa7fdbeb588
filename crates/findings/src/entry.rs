//! Rules, correlations and queries in one list.

use std::fmt;
use std::path::Path;

use trail365_sigma::{Metadata, RuleSet, Target};

use crate::sql_rule::SqlRule;

/// A rule, correlation or query.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// What it is, and its place.
    pub kind: EntryKind,
    /// Its metadata.
    pub metadata: &'a Metadata,
    /// File that it stands in.
    pub file: &'a Path,
    /// Number of its document in the file, from 1 on.
    pub document: usize,
    /// It raises alerts of its own; others only build on it.
    pub alerts: bool,
    /// Identities of the filters that apply.
    pub filters: &'a [String],
}

/// Kind of a rule, with its place among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A rule over single records.
    Rule(usize),
    /// A correlation of matches.
    Correlation(usize),
    /// A query.
    Query(usize),
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EntryKind::Rule(_) => "rule",
            EntryKind::Correlation(_) => "correlation",
            EntryKind::Query(_) => "query",
        })
    }
}

impl From<Target> for EntryKind {
    fn from(target: Target) -> Self {
        match target {
            Target::Rule(place) => EntryKind::Rule(place),
            Target::Correlation(place) => EntryKind::Correlation(place),
        }
    }
}

/// Lists rules, then correlations, then queries.
pub fn list_entries<'a>(set: &'a RuleSet, queries: &'a [SqlRule]) -> Vec<Entry<'a>> {
    let rules = set.rules.iter().enumerate().map(|(place, rule)| Entry {
        kind: EntryKind::Rule(place),
        metadata: &rule.metadata,
        file: &rule.place.file,
        document: rule.place.document,
        alerts: rule.alerts,
        filters: &rule.filters,
    });
    let correlations = set.correlations.iter().enumerate().map(|(place, correlation)| Entry {
        kind: EntryKind::Correlation(place),
        metadata: &correlation.metadata,
        file: &correlation.place.file,
        document: correlation.place.document,
        alerts: correlation.alerts,
        filters: &[],
    });
    let queries = queries.iter().enumerate().map(|(place, query)| Entry {
        kind: EntryKind::Query(place),
        metadata: &query.metadata,
        file: &query.file,
        document: 1,
        alerts: true,
        filters: &[],
    });
    rules.chain(correlations).chain(queries).collect()
}
