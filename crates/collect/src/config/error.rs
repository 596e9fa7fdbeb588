//! Mistakes of a configuration.

use std::fmt;

/// Result of reading a configuration.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A configuration that cannot be used, with all its mistakes in the order of the file.
///
/// It never repeats a value that may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    place: String,
    findings: Vec<Finding>,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Line of the file from 1 on, if it is known.
    pub line: Option<usize>,
    /// Description of the mistake and of what would be right.
    pub what: String,
}

impl Error {
    /// Makes the error of the file called `place`.
    pub(crate) fn new(place: &str, mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|finding| finding.line);
        Error { place: place.to_owned(), findings }
    }

    /// Makes an error without a line of the file.
    pub(crate) fn without_line(place: &str, what: impl Into<String>) -> Self {
        Error::new(place, vec![Finding { line: None, what: what.into() }])
    }

    /// Returns all mistakes.
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
