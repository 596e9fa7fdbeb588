//! How an input holds its records.

use std::fmt;

/// How an input holds its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Not at all: nothing but blanks.
    Empty,
    /// One object a line.
    JsonLines,
    /// Arrays of objects, or objects one after the other.
    Json,
    /// CSV with a column `AuditData`, `auditData` or `RawEventData`, or with columns that are the fields of records.
    Csv,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Empty => "empty",
            Format::JsonLines => "JSON Lines",
            Format::Json => "JSON",
            Format::Csv => "CSV",
        })
    }
}
