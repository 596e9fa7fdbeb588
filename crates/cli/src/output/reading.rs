//! What a query reads, in place of its rows.

use std::io::Write;
use std::time::Instant;

use anyhow::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::dataframe::DataFrame;
use trail365_sql::rows::{Demand, Sink, Written, drain, unique_names};
use trail365_sql::{CancellationToken, FilesRead};

use super::number::{bytes, grouped};

/// Runs a query to its end and prints how many rows it has, what it read of the files of its tables, and the time that it took.
///
/// # Errors
/// If the query fails.
pub async fn print_reading(frame: DataFrame, out: &mut dyn Write) -> Result<Written> {
    let (start, files) = (Instant::now(), FilesRead::default());
    let stream = trail365_sql::stream_counted(frame, &CancellationToken::new(), &files).await?;
    let schema = unique_names(&stream.schema());
    let written = drain(stream, &schema, &mut Counter(0)).await?;
    let facts = [
        ("Rows", grouped(written.rows)),
        ("Files read", format!("{} of {}", grouped(files.read() as u64), grouped(files.all() as u64))),
        ("Bytes read", format!("{} of {}", bytes(files.bytes_read()), bytes(files.all_bytes()))),
        ("Time", format!("{:.2} s", start.elapsed().as_secs_f64())),
    ];
    for (name, value) in facts {
        writeln!(out, "{name:<12}{value}")?;
    }
    Ok(written)
}

/// Counts rows.
struct Counter(u64);

impl Sink for Counter {
    fn write_batch(&mut self, batch: &RecordBatch) -> trail365_sql::Result<Demand> {
        self.0 += batch.num_rows() as u64;
        Ok(Demand::More)
    }

    fn finish(&mut self) -> trail365_sql::Result<Written> {
        Ok(Written { rows: self.0, ..Written::default() })
    }
}
