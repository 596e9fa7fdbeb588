//! Findings of a verification.

use std::fmt;

/// A fault of a lake.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A file of the table cannot be read, or has another size or number of rows than the log says.
    File {
        /// Path in the table.
        path: String,
        /// The fault.
        problem: String,
    },
    /// A table cannot be read, or does not belong to the others.
    Table {
        /// The fault.
        problem: String,
    },
    /// A source has more or fewer rows than the ledger says.
    Source {
        /// Name of the source.
        source: String,
        /// Rows by the ledger.
        expected: i64,
        /// Rows of `activity`.
        found: i64,
    },
    /// Records are there more than once with the same content.
    Doubled {
        /// Number of rows that are too many.
        rows: u64,
    },
    /// Rows whose content differs from their hash.
    Changed {
        /// Path of their file.
        path: String,
        /// Number of rows.
        rows: u64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::File { path, problem } => write!(f, "{path}: {problem}"),
            Finding::Table { problem } => f.write_str(problem),
            Finding::Source { source, expected, found } => {
                write!(f, "{source}: {found} rows, but {expected} by the ledger")
            }
            Finding::Doubled { rows } => write!(f, "{rows} rows are doubles of others"),
            Finding::Changed { path, rows } => write!(f, "{path}: {rows} rows are not what their hash says"),
        }
    }
}

impl Finding {
    /// Returns the finding that a table cannot be used because of an error.
    pub(super) fn of_table(error: &dyn std::error::Error) -> Self {
        Finding::Table { problem: error_chain(error) }
    }
}

/// Returns the texts of an error and its causes.
pub(super) fn error_chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |e| e.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
