//! The formats in which alerts are printed: those of rows, and one of their own.

use clap::ValueEnum;

use super::options::RowOptions;
use super::row_format::RowFormat;

/// A format of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AlertFormat {
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
    /// JSON Lines of OCSF 1.8.0, class Detection Finding
    Ocsf,
}

impl AlertFormat {
    /// Returns the format of rows; `None` for documents of OCSF, which are no rows.
    pub fn of_rows(self) -> Option<RowFormat> {
        match self {
            Self::Table => Some(RowFormat::Table),
            Self::Csv => Some(RowFormat::Csv),
            Self::Json => Some(RowFormat::Json),
            Self::Jsonl => Some(RowFormat::Jsonl),
            Self::Parquet => Some(RowFormat::Parquet),
            Self::Ocsf => None,
        }
    }
}

impl RowOptions<AlertFormat> {
    /// Reports whether documents of OCSF are wanted.
    pub fn wants_ocsf(&self) -> bool {
        self.format == Some(AlertFormat::Ocsf)
    }

    /// Returns the options for rows. Documents of OCSF go where JSON Lines would go.
    pub fn for_rows(&self) -> RowOptions {
        let Self { output, force, rows, nulls, formulas, .. } = self.clone();
        let format = self.format.map(|format| format.of_rows().unwrap_or(RowFormat::Jsonl));
        RowOptions { format, output, force, rows, nulls, formulas }
    }
}
