//! Rows of a query on a terminal; the library writes them for programs.

// The same rows as in the tests of the library, which writes them for programs.
#[cfg(test)]
#[path = "../../../../sql/src/rows/testing.rs"]
mod batches;
mod fit;
mod page;
mod summary;
mod table;
mod vertical;

use std::io::Write;

use anyhow::Result;
use datafusion::execution::SendableRecordBatchStream;
use trail365_sql::rows::{self, Written};

pub use summary::summary;
pub use table::Screen;

use crate::args::RowFormat;
use table::Table;

/// Choices of the person who asks for rows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// JSON names the columns that are null, too.
    pub nulls: bool,
    /// CSV leaves a text as it is that a spreadsheet would take for a formula.
    pub formulas: bool,
    /// A table on a terminal leaves out the columns without a value.
    pub hide_empty: bool,
}

impl Style {
    fn for_programs(self, screen: Option<Screen>) -> rows::Style {
        rows::Style { nulls: self.nulls, formulas: self.formulas, terminal: screen.is_some() }
    }
}

/// Writes the rows of a stream to stdout; `screen` is the terminal that stdout is, if it is one.
///
/// # Errors
/// If a batch does not come, or cannot be written; or for Parquet, which is no text.
pub async fn write(
    stream: SendableRecordBatchStream,
    format: RowFormat,
    style: Style,
    screen: Option<Screen>,
    out: &mut dyn Write,
) -> Result<Written> {
    if let Some(format) = format.for_programs() {
        return Ok(rows::write(stream, format, style.for_programs(screen), out).await?);
    }
    let schema = rows::unique_names(&stream.schema());
    let mut table = Table::new(out, &schema, screen, style.hide_empty);
    Ok(rows::drain(stream, &schema, &mut table).await?)
}

/// Writes the rows of a stream to a file.
///
/// # Errors
/// If a batch does not come, or cannot be written.
pub async fn write_file(
    stream: SendableRecordBatchStream,
    format: RowFormat,
    style: Style,
    file: &mut (dyn Write + Send),
) -> Result<Written> {
    match format.for_programs() {
        Some(format) => Ok(rows::write_file(stream, format, style.for_programs(None), file).await?),
        None => write(stream, format, style, None, file).await,
    }
}
