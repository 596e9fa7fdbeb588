//! What verification finds.

use std::fmt;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A file of the table cannot be read, or has another size or number of rows than the log says.
    File {
        /// Its path in the table.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A table cannot be read, or does not belong to the others.
    Table {
        /// What is wrong.
        problem: String,
    },
    /// A source has more or fewer rows than the ledger says.
    Source {
        /// Its name.
        source: String,
        /// Rows by the ledger.
        told: i64,
        /// Rows of `activity`.
        found: i64,
    },
    /// A record is there more than once with the same content.
    Doubled {
        /// How many rows are too many.
        rows: u64,
    },
    /// Rows whose content is not what its hash says.
    Changed {
        /// Their file.
        path: String,
        /// How many.
        rows: u64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::File { path, problem } => write!(f, "{path}: {problem}"),
            Finding::Table { problem } => f.write_str(problem),
            Finding::Source { source, told, found } => {
                write!(f, "{source}: {found} rows, but {told} by the ledger")
            }
            Finding::Doubled { rows } => write!(f, "{rows} rows are doubles of others"),
            Finding::Changed { path, rows } => write!(f, "{path}: {rows} rows are not what their hash says"),
        }
    }
}

impl Finding {
    /// A table cannot be used because of an error.
    pub(super) fn table(error: &dyn std::error::Error) -> Self {
        Finding::Table { problem: chain(error) }
    }
}

/// An error and its causes.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |e| e.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
