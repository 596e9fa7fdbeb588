//! The formats in which rows are printed.

use std::path::Path;

use clap::ValueEnum;
use trail365_sql::rows::Format;

/// A format of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowFormat {
    /// Columns and rows for a person
    Table,
    /// Comma-separated values with a header (RFC 4180)
    Csv,
    /// One array of objects
    Json,
    /// JSON Lines: an object a line
    #[value(alias = "ndjson")]
    Jsonl,
    /// Apache Parquet, compressed with zstd; goes to a file only
    Parquet,
}

impl RowFormat {
    /// Returns the format that a file's name asks for.
    pub fn of_file(path: &Path) -> Option<Self> {
        match Format::of_file(path) {
            Some(Format::Csv) => Some(Self::Csv),
            Some(Format::Json) => Some(Self::Json),
            Some(Format::JsonLines) => Some(Self::Jsonl),
            Some(Format::Parquet) => Some(Self::Parquet),
            None => path.extension()?.eq_ignore_ascii_case("txt").then_some(Self::Table),
        }
    }

    /// Returns the library's format; `None` for a table, which the program lays out.
    pub fn for_programs(self) -> Option<Format> {
        match self {
            Self::Table => None,
            Self::Csv => Some(Format::Csv),
            Self::Json => Some(Format::Json),
            Self::Jsonl => Some(Format::JsonLines),
            Self::Parquet => Some(Format::Parquet),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RowFormat;

    #[test]
    fn the_name_of_a_file_tells_its_format() {
        let of = |name: &str| RowFormat::of_file(name.as_ref());
        assert_eq!(of("a/b.CSV"), Some(RowFormat::Csv));
        assert_eq!(of("b.ndjson"), Some(RowFormat::Jsonl));
        assert_eq!(of("b.parquet"), Some(RowFormat::Parquet));
        assert_eq!((of("csv"), of("b.xlsx"), of("b.TXT")), (None, None, Some(RowFormat::Table)));
    }
}
