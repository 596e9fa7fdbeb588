//! Rows that come from the service, printed like those of a query.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use arrow::array::{ArrayRef, RecordBatch, StringViewArray, TimestampMicrosecondArray};
use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;

use super::printer::Printer;

/// A column of texts.
pub fn texts<T: ToString>(values: impl Iterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.map(|value| value.map(|value| value.to_string())).collect::<StringViewArray>())
}

/// A column of times.
pub fn times(values: impl Iterator<Item = Option<DateTime<Utc>>>) -> ArrayRef {
    let micros = values.map(|time| time.map(|time| time.timestamp_micros()));
    Arc::new(micros.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}

/// Prints the columns.
pub async fn print(printer: &Printer, columns: Vec<(&str, ArrayRef)>, out: &mut dyn Write) -> Result<()> {
    let nullable = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(nullable)?;
    let frame = SessionContext::new().read_batch(batch)?;
    printer.print(frame, true, out).await?;
    // What failed is told after the rows.
    Ok(out.flush()?)
}
