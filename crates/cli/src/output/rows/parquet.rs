//! Parquet files, compressed with zstd.

use std::io::Write;

use anyhow::{Context, Result};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::shown::Shown;
use super::sink::{Need, Sink};

/// What a row group may take in memory before it is written.
const GROUP_BYTES: usize = 64 * 1024 * 1024;

/// Writes rows to a file.
pub struct Parquet<'a> {
    writer: Option<ArrowWriter<&'a mut (dyn Write + Send)>>,
    rows: u64,
}

impl<'a> Parquet<'a> {
    /// Writes rows of this schema to `out`.
    pub fn new(out: &'a mut (dyn Write + Send), schema: SchemaRef) -> Result<Self> {
        let compression = Compression::ZSTD(ZstdLevel::try_new(3)?);
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_created_by(format!("trail365 {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = ArrowWriter::try_new(out, schema, Some(properties))
            .context("the columns of this result do not go into Parquet")?;
        Ok(Self { writer: Some(writer), rows: 0 })
    }
}

impl Sink for Parquet<'_> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Need> {
        if let Some(writer) = &mut self.writer {
            writer.write(batch)?;
            if writer.in_progress_size() > GROUP_BYTES {
                writer.flush()?;
            }
        }
        self.rows += batch.num_rows() as u64;
        Ok(Need::More)
    }

    fn finish(&mut self) -> Result<Shown> {
        if let Some(writer) = self.writer.take() {
            writer.close()?;
        }
        Ok(Shown { rows: self.rows, written: self.rows, ..Shown::default() })
    }
}
