//! Rows of the service, printed like those of a query.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use arrow::array::{ArrayRef, RecordBatch, StringViewArray, TimestampMicrosecondArray};
use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;

use super::printer::Printer;

/// Builds a column of texts.
pub fn text_column<T: ToString>(values: impl Iterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.map(|value| value.map(|value| value.to_string())).collect::<StringViewArray>())
}

/// Builds a column of times.
pub fn time_column(values: impl Iterator<Item = Option<DateTime<Utc>>>) -> ArrayRef {
    let micros = values.map(|time| time.map(|time| time.timestamp_micros()));
    Arc::new(micros.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}

/// Prints the columns.
pub async fn print_columns(
    printer: &Printer,
    columns: Vec<(&str, ArrayRef)>,
    out: &mut dyn Write,
) -> Result<()> {
    let nullable = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(nullable)?;
    // Through the SQL engine, so that these rows have every format and option that those of a query have.
    let frame = SessionContext::new().read_batch(batch)?;
    printer.print(frame, true, out).await?;
    // Failures are reported on stderr afterwards, and should stand below the rows.
    Ok(out.flush()?)
}
