//! The receiving end of a stream of rows.

use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;

use crate::error::Result;

/// Writes rows in one form. Implement it for a form of your own: a table on a screen, a message for each row.
pub trait Sink {
    /// Takes the next rows.
    ///
    /// # Errors
    /// If they cannot be written.
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<Demand>;

    /// Writes what is left.
    ///
    /// # Errors
    /// If it cannot be written.
    fn finish(&mut self) -> Result<Written>;
}

/// The answer of a [`Sink`] on whether it wants more rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// More rows are wanted.
    More,
    /// Everything that will be shown is there; further rows only count.
    CountOnly,
}

/// Numbers of rows that came and that were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows that came.
    pub rows: u64,
    /// True where more rows were on their way when counting ended.
    pub more: bool,
    /// Rows that were written.
    pub written: u64,
    /// Columns that were left out because they hold nothing.
    pub hidden_columns: usize,
    /// Documents of records of a kind that no rule of the shape knows: they have what all records have.
    pub of_unknown_kind: u64,
}

impl Written {
    /// All rows that came were written.
    pub(super) fn of_all(rows: u64) -> Self {
        Written { rows, written: rows, ..Written::default() }
    }
}

/// Time for which rows are counted that are not shown. A person who asked for the first hundred waits no longer for the
/// number of the others.
const COUNTING: Duration = Duration::from_secs(2);

/// Passes the rows of a stream to a sink whose columns are those of `schema`, which [`unique_names`] made of the stream's.
///
/// [`unique_names`]: super::unique_names
///
/// # Errors
/// If a batch does not come, or cannot be written.
pub async fn drain(
    mut stream: SendableRecordBatchStream,
    schema: &SchemaRef,
    sink: &mut dyn Sink,
) -> Result<Written> {
    let mut counting: Option<Instant> = None;
    let mut more = false;
    while let Some(batch) = stream.next().await {
        // Only names and nullability differ; no column is copied.
        let batch = RecordBatch::try_new(schema.clone(), batch?.columns().to_vec())?;
        let demand = sink.write_batch(&batch)?;
        if demand == Demand::CountOnly && counting.get_or_insert_with(Instant::now).elapsed() > COUNTING {
            more = true;
            break;
        }
    }
    Ok(Written { more, ..sink.finish()? })
}
