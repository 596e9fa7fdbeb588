//! Records as rows of a Parquet file, with the columns of a lake's table `activity`.

use std::io::Write;

use anyhow::Result;
use arrow::array::{RecordBatch, new_null_array};
use trail365_columns::{BatchBuilder, Options, Origin, content_hash, schema};
use trail365_records::Record;
use trail365_records::survey::RecordPlace;
use trail365_sql::rows::{Parquet, Sink as _};

use crate::input::{Problem, Sink, Sources, Tally, feed_records};

/// Rows of a batch: their texts are held until it is written.
const BATCH_ROWS: usize = 4096;

/// Writes every record of the inputs to `file`.
pub fn write_rows(sources: &Sources, file: &mut (dyn Write + Send)) -> Result<Vec<Tally>> {
    let builder = BatchBuilder::new(Options::default());
    let mut rows = Rows { sources, builder, parquet: Parquet::new(file, schema().clone())? };
    let tallies = feed_records(sources, &mut rows, true)?;
    rows.write_batch()?;
    rows.parquet.finish()?;
    Ok(tallies)
}

struct Rows<'a> {
    sources: &'a Sources,
    builder: BatchBuilder,
    parquet: Parquet<'a>,
}

impl Rows<'_> {
    /// Writes the batch, whose columns are those that its rows use.
    fn write_batch(&mut self) -> Result<()> {
        let batch = self.builder.finish()?;
        let column = |field: &arrow::datatypes::FieldRef| {
            let found = batch.column_by_name(field.name()).cloned();
            found.unwrap_or_else(|| new_null_array(field.data_type(), batch.num_rows()))
        };
        let columns = schema().fields().iter().map(column).collect();
        self.parquet.write_batch(&RecordBatch::try_new(schema().clone(), columns)?)?;
        Ok(())
    }
}

impl Sink for Rows<'_> {
    fn take_record(&mut self, place: RecordPlace, record: &Record<'_>) -> Result<()> {
        let source = self.sources.name(place.source);
        self.builder.push(record, Origin::new(source, Some(place.line), content_hash(record)));
        if self.builder.rows() >= BATCH_ROWS { self.write_batch() } else { Ok(()) }
    }

    fn take_unreadable(&mut self, _: RecordPlace, _: &Problem) {}
}
