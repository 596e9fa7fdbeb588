//! Documents that are read, but not yet linked to each other.

use crate::model::{Correlation, Expr, LogSource, Metadata, Rule};
use crate::source::Source;

/// A document that is read.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub source: Source,
    pub content: Content,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Rule(Box<Rule>),
    Correlation(Box<CorrelationDraft>),
    Filter(Box<FilterDraft>),
}

/// A correlation without parts; its keys have names, but no fields yet.
#[derive(Debug, Clone)]
pub(crate) struct CorrelationDraft {
    pub correlation: Correlation,
    /// Ids and names of its parts; at least one, none twice.
    pub references: Vec<String>,
    pub aliases: Vec<Alias>,
}

/// A name for fields that differ from part to part.
#[derive(Debug, Clone)]
pub(crate) struct Alias {
    pub name: String,
    /// References to parts with the field of each.
    pub fields: Vec<(String, String)>,
}

/// A filter whose rules are not looked up.
#[derive(Debug, Clone)]
pub(crate) struct FilterDraft {
    pub metadata: Metadata,
    pub log_source: LogSource,
    pub excluded: Expr,
    pub targets: FilterTargets,
}

/// The rules of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FilterTargets {
    /// All of its log source.
    Any,
    /// Ids and names.
    Named(Vec<String>),
}

impl Draft {
    pub fn metadata(&self) -> &Metadata {
        match &self.content {
            Content::Rule(rule) => &rule.metadata,
            Content::Correlation(draft) => &draft.correlation.metadata,
            Content::Filter(draft) => &draft.metadata,
        }
    }
}
