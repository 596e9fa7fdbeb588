//! Format, encoding and compression of an input.

use std::fmt;

/// The format in which an input holds its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Nothing but blanks.
    Empty,
    /// One object a line.
    JsonLines,
    /// One object a line, behind a prefix of other text such as that of syslog.
    PrefixedLines,
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
            Format::PrefixedLines => "JSON behind a prefix",
            Format::Json => "JSON",
            Format::Csv => "CSV",
        })
    }
}

/// The encoding of an input's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little-endian, with a byte order mark: what `Out-File` of Windows PowerShell writes.
    Utf16Le,
    /// UTF-16, big-endian, with a byte order mark.
    Utf16Be,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        })
    }
}

/// A compression that the reader undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// gzip, RFC 1952: one or several members.
    Gzip,
    /// Zstandard, RFC 8878: one or several frames.
    Zstd,
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        })
    }
}
