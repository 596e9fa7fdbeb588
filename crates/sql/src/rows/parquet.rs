//! Parquet files, compressed with zstd.

use std::io::Write;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::properties::WriterProperties;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use super::sink::{Demand, Sink, Written};
use crate::error::{Error, Result};

/// Memory that a row group takes before it is written.
const GROUP_BYTES: usize = 64 * 1024 * 1024;

/// Writes rows to a file.
pub struct Parquet<'a> {
    writer: Option<ArrowWriter<&'a mut (dyn Write + Send)>>,
    rows: u64,
}

impl<'a> Parquet<'a> {
    /// Writes rows of this schema to `out`.
    ///
    /// # Errors
    /// If Parquet has no type for a column.
    pub fn new(out: &'a mut (dyn Write + Send), schema: SchemaRef) -> Result<Self> {
        let compression = Compression::ZSTD(ZstdLevel::try_new(3)?);
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_created_by(format!("trail365 {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = ArrowWriter::try_new(out, schema, Some(properties)).map_err(Error::no_parquet)?;
        Ok(Self { writer: Some(writer), rows: 0 })
    }
}

impl Sink for Parquet<'_> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<Demand> {
        if let Some(writer) = &mut self.writer {
            writer.write(batch)?;
            // The writer counts rows of a group, not bytes: a million long records would be gigabytes.
            if writer.in_progress_size() > GROUP_BYTES {
                writer.flush()?;
            }
        }
        self.rows += batch.num_rows() as u64;
        Ok(Demand::More)
    }

    fn finish(&mut self) -> Result<Written> {
        if let Some(writer) = self.writer.take() {
            writer.close()?;
        }
        Ok(Written::of_all(self.rows))
    }
}
