//! The formats in which rows are written.

use std::path::Path;

/// A format for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header (RFC 4180).
    Csv,
    /// One array of JSON objects.
    Json,
    /// JSON Lines: an object a line.
    JsonLines,
    /// Apache Parquet, compressed with zstd.
    Parquet,
}

impl Format {
    /// Returns the format that a file's name asks for.
    ///
    /// ```
    /// use trail365_sql::rows::Format;
    ///
    /// assert_eq!(Format::of_file("march.ndjson".as_ref()), Some(Format::JsonLines));
    /// assert_eq!(Format::of_file("march.xlsx".as_ref()), None);
    /// ```
    pub fn of_file(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// Choices within a format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// JSON names the columns that are null, too.
    pub nulls: bool,
    /// CSV leaves a text as it is that a spreadsheet would take for a formula. Without it such a text gets an apostrophe in
    /// front: its author is not to run a formula on the reader's machine.
    pub formulas: bool,
    /// CSV escapes what acts on a terminal, because it is written to one. JSON always does.
    pub terminal: bool,
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn the_name_of_a_file_tells_its_format() {
        let of = |name: &str| Format::of_file(name.as_ref());
        assert_eq!(of("a/b.CSV"), Some(Format::Csv));
        assert_eq!(of("b.ndjson"), Some(Format::JsonLines));
        assert_eq!(of("b.parquet"), Some(Format::Parquet));
        assert_eq!((of("csv"), of("b.xlsx")), (None, None));
    }
}
