//! The forms in which rows are written.

use std::path::Path;

use clap::ValueEnum;

/// How rows are written.
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
    /// The form that a file's name asks for.
    pub fn of_file(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "parquet" => Some(Self::Parquet),
            "txt" => Some(Self::Table),
            _ => None,
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
        assert_eq!((of("csv"), of("b.xlsx")), (None, None));
    }
}
