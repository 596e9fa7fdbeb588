//! Format, encoding and compression of an input.

use std::fmt;
use std::str::FromStr;

use crate::code_page::CodePage;

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
            Format::PrefixedLines => "JSON log",
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
    /// UTF-16, little-endian: what `Out-File` of Windows PowerShell writes.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// A code page, in which some lines are; lines that are UTF-8 may stand between.
    Legacy(CodePage),
}

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(name: &str) -> Result<Self, UnknownEncoding> {
        match name.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "utf-16" | "utf16" | "utf-16le" | "utf16le" | "unicode" => Ok(Self::Utf16Le),
            "utf-16be" | "utf16be" => Ok(Self::Utf16Be),
            other => CodePage::named(other).map(Self::Legacy).ok_or(UnknownEncoding),
        }
    }
}

/// The error of a name that no encoding has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownEncoding;

impl fmt::Display for UnknownEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no encoding is called so: name UTF-8, UTF-16LE, UTF-16BE or a code page such as windows-1252, \
             windows-1251, Shift_JIS, GB18030 or Big5"
        )
    }
}

impl std::error::Error for UnknownEncoding {}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Legacy(page) => page.name(),
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
