//! Problems of rules: place, fact and remedy.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use trail365_text::terminal::escape;

/// Weight of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rule works, but perhaps not as its author meant it.
    Warning,
    /// The rule, file or filter is refused.
    Error,
}

/// Place in the rule files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// File or folder, or the name that a text was given.
    pub file: Arc<Path>,
    /// Number of the document in the file from 1 on; 0 for the file itself.
    pub document: usize,
    /// Line of the file from 1 on, if it is known.
    pub line: Option<usize>,
    /// Path in the document such as `detection.selection.Operation|contains[2]`; empty for the document itself.
    pub path: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", escape(&self.file.to_string_lossy()))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if self.document > 0 {
            write!(f, ": document {}", self.document)?;
        }
        if !self.path.is_empty() {
            write!(f, ": {}", escape(&self.path))?;
        }
        Ok(())
    }
}

/// A problem of a rule file.
///
/// Its `Display` is one line that is safe to print: characters that act on a terminal are escaped.
///
/// ```
/// let rules = trail365_sigma::Collection::from_text("broken.yml", "title: A rule\nlogsource: {product: m365}\n").link();
/// assert_eq!(
///     rules.problems[0].to_string(),
///     "broken.yml:1: document 1: it has no `detection`, `correlation` or `filter`: \
///      add the section `detection` with a search and a condition"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Weight.
    pub severity: Severity,
    /// Place of the problem.
    pub place: Place,
    /// The fact, such as ``unknown modifier `cntains` ``.
    pub what: String,
    /// The remedy, such as ``did you mean `contains`?``.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.place, escape(&self.what), escape(&self.remedy))
    }
}

impl std::error::Error for Problem {}
