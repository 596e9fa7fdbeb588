//! Errors of making batches and of reading them back.

use std::fmt;

use arrow::error::ArrowError;

/// A failure to make a batch or to read one back. Nothing that a record carries causes one.
#[derive(Debug)]
pub struct Error {
    problem: Problem,
}

/// The result of an operation of this crate.
pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug)]
pub(crate) enum Problem {
    Array { column: String, source: ArrowError },
    UnknownColumn { column: String },
    ColumnType { column: String, source: ArrowError },
    Extra { row: usize, source: trail365_records::Error },
}

/// Kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Arrow refused an array or a batch, for instance because it is too large.
    Arrow,
    /// A batch has a column that `activity` does not have.
    UnknownColumn,
    /// A column of a batch is of a type that its values cannot be read from.
    ColumnType,
    /// A value of the column `extra` is no JSON object.
    Extra,
}

impl Error {
    /// Returns the kind of error.
    pub fn kind(&self) -> ErrorKind {
        match self.problem {
            Problem::Array { .. } => ErrorKind::Arrow,
            Problem::UnknownColumn { .. } => ErrorKind::UnknownColumn,
            Problem::ColumnType { .. } => ErrorKind::ColumnType,
            Problem::Extra { .. } => ErrorKind::Extra,
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error { problem }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Array { column, .. } => write!(f, "build column {column} of a batch"),
            Problem::UnknownColumn { column } => {
                write!(f, "rebuild records: the table activity has no column {column}")
            }
            Problem::ColumnType { column, .. } => write!(f, "rebuild records: read column {column}"),
            Problem::Extra { row, .. } => write!(f, "rebuild records: read extra of row {row}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            Problem::Array { source, .. } | Problem::ColumnType { source, .. } => Some(source),
            Problem::Extra { source, .. } => Some(source),
            Problem::UnknownColumn { .. } => None,
        }
    }
}
