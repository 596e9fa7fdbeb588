//! What is wrong with a configuration.

use std::fmt;

/// Outcome of reading a configuration.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A configuration that cannot be used: all that is wrong with it, in the order of the file.
///
/// No value of the file is ever repeated where it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    place: String,
    findings: Vec<Finding>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Line of the file, from 1 on, where it is known.
    pub line: Option<usize>,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl Error {
    /// `place` is what the file is called.
    pub(crate) fn new(place: &str, mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|finding| finding.line);
        Error { place: place.to_owned(), findings }
    }

    /// A failure without a line of the file.
    pub(crate) fn of(place: &str, what: impl Into<String>) -> Self {
        Error::new(place, vec![Finding { line: None, what: what.into() }])
    }

    /// All that is wrong.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, finding) in self.findings.iter().enumerate() {
            let separator = if at > 0 { "\n" } else { "" };
            match finding.line {
                Some(line) => write!(f, "{separator}{}:{line}: {}", self.place, finding.what)?,
                None => write!(f, "{separator}{}: {}", self.place, finding.what)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
