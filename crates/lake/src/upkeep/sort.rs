//! Rows of any number put in order in bounded memory: by day, then user, then time.
//!
//! Rows that are too many to be ordered at once are divided by sampled keys into parts, each a temporary file, and each
//! part is ordered on its own, after those before it. All batches have one schema.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, Int64Array, RecordBatch, StringViewArray, TimestampMicrosecondArray, UInt32Array,
};
use arrow::compute::{interleave_record_batch, take_record_batch};
use arrow::datatypes::{DataType, SchemaRef, TimestampMicrosecondType};
use arrow::row::{OwnedRow, RowConverter, Rows, SortField};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::{Context, Result};
use crate::file::temporary_properties;
use crate::rows;

/// Rows that are ordered at once: with all columns they take some 5 KB each.
const PART_ROWS: usize = 1 << 15;

/// Into how many parts rows are divided at once, and how many keys are looked at to do so evenly.
const PARTS: usize = 48;
const SAMPLED: usize = 4096;

/// Rows of a batch that goes on.
const BATCH_ROWS: usize = 8192;

const DAY_MICROS: i64 = 86_400_000_000;

/// Rows in any order.
pub(super) trait Source {
    /// How many there are.
    fn rows(&self) -> usize;
    /// Calls `each` with the batches; may be called again.
    fn batches(&self, each: &mut dyn FnMut(RecordBatch) -> Result<()>) -> Result<()>;
    /// The keys alone, a batch at a time.
    fn keys(&self, each: &mut dyn FnMut(&RecordBatch) -> Result<()>) -> Result<()>;
}

/// Calls `out` with all rows in order.
pub(super) fn sort(
    source: &dyn Source,
    schema: &SchemaRef,
    out: &mut dyn FnMut(RecordBatch) -> Result<()>,
) -> Result<()> {
    let keys = Keys::new()?;
    if source.rows() <= PART_ROWS {
        return keys.order(source, out);
    }
    let bounds = keys.bounds(source)?;
    if bounds.is_empty() {
        // All rows have one key: any order will do.
        return source.batches(out);
    }
    let mut parts = keys.divide(source, schema, &bounds)?;
    while let Some(part) = parts.pop_front() {
        // A part that holds everything cannot be divided further.
        if part.rows() == source.rows() { part.batches(out)? } else { sort(&part, schema, out)? }
    }
    Ok(())
}

/// Sort keys of rows.
struct Keys(RowConverter);

impl Keys {
    fn new() -> Result<Self> {
        let fields = [DataType::Int64, DataType::Utf8View, DataType::Int64].map(SortField::new);
        RowConverter::new(fields.to_vec()).map(Keys).damaged(doing)
    }

    fn of(&self, batch: &RecordBatch) -> Result<Rows> {
        let rows = batch.num_rows();
        let times: TimestampMicrosecondArray = batch
            .column_by_name("creation_time")
            .and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>())
            .cloned()
            .unwrap_or_else(|| TimestampMicrosecondArray::new_null(rows));
        let days: Int64Array = times.iter().map(|t| t.map(|t| t.div_euclid(DAY_MICROS))).collect();
        let users = rows::texts(batch, "user_id")?.unwrap_or_else(|| StringViewArray::new_null(rows));
        let times: Int64Array = times.iter().collect();
        let columns: [ArrayRef; 3] = [Arc::new(days), Arc::new(users), Arc::new(times)];
        self.0.convert_columns(&columns).damaged(doing)
    }

    /// Orders rows that fit in memory.
    fn order(&self, source: &dyn Source, out: &mut dyn FnMut(RecordBatch) -> Result<()>) -> Result<()> {
        let mut batches = Vec::new();
        source.batches(&mut |batch| {
            batches.push(batch);
            Ok(())
        })?;
        let keys = batches.iter().map(|batch| self.of(batch)).collect::<Result<Vec<_>>>()?;
        let places =
            |(index, batch): (usize, &RecordBatch)| (0..batch.num_rows()).map(move |row| (index, row));
        let mut order: Vec<_> = batches.iter().enumerate().flat_map(places).collect();
        order.sort_by(|a, b| keys[a.0].row(a.1).cmp(&keys[b.0].row(b.1)));
        let batches: Vec<_> = batches.iter().collect();
        for rows in order.chunks(BATCH_ROWS) {
            out(interleave_record_batch(&batches, rows).damaged(doing)?)?;
        }
        Ok(())
    }

    /// Keys that divide the rows about evenly; each is the least of a part but the first.
    fn bounds(&self, source: &dyn Source) -> Result<Vec<OwnedRow>> {
        let step = (source.rows() / SAMPLED).max(1);
        let mut sampled = Vec::with_capacity(SAMPLED);
        let mut next = 0;
        source.keys(&mut |batch| {
            let keys = self.of(batch)?;
            while next < keys.num_rows() {
                sampled.push(keys.row(next).owned());
                next += step;
            }
            next -= keys.num_rows();
            Ok(())
        })?;
        sampled.sort_unstable();
        let parts = source.rows().div_ceil(PART_ROWS / 2).min(PARTS);
        let mut bounds: Vec<_> =
            (1..parts).filter_map(|i| sampled.get(i * sampled.len() / parts).cloned()).collect();
        bounds.dedup();
        if bounds.first() == sampled.first() {
            bounds.remove(0);
        }
        Ok(bounds)
    }

    /// Divides the rows into temporary files.
    fn divide(&self, source: &dyn Source, schema: &SchemaRef, bounds: &[OwnedRow]) -> Result<VecDeque<Part>> {
        let part = |_| PartWriter::new(schema);
        let mut parts = (0..=bounds.len()).map(part).collect::<Result<Vec<_>>>()?;
        source.batches(&mut |batch| {
            let keys = self.of(&batch)?;
            let mut members = vec![Vec::new(); parts.len()];
            for row in 0..batch.num_rows() {
                let part = bounds.partition_point(|bound| bound.row() <= keys.row(row));
                members[part].push(row as u32);
            }
            for (part, rows) in parts.iter_mut().zip(members).filter(|(_, rows)| !rows.is_empty()) {
                let rows = take_record_batch(&batch, &UInt32Array::from(rows)).damaged(doing)?;
                part.write(&rows)?;
            }
            Ok(())
        })?;
        parts.into_iter().map(PartWriter::finish).collect()
    }
}

/// Writes rows to a temporary file.
struct PartWriter {
    writer: ArrowWriter<File>,
    rows: usize,
}

impl PartWriter {
    fn new(schema: &SchemaRef) -> Result<Self> {
        let file = tempfile::tempfile().doing(doing)?;
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(temporary_properties())).doing(doing)?;
        Ok(PartWriter { writer, rows: 0 })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows += batch.num_rows();
        self.writer.write(batch).doing(doing)
    }

    fn finish(self) -> Result<Part> {
        let rows = self.rows;
        let file = self.writer.into_inner().doing(doing)?;
        Ok(Part { file, rows })
    }
}

/// Rows in a temporary file, which is gone when it is closed.
struct Part {
    file: File,
    rows: usize,
}

impl Part {
    fn read(&self, columns: Option<&[&str]>, each: &mut dyn FnMut(RecordBatch) -> Result<()>) -> Result<()> {
        let file = self.file.try_clone().doing(doing)?;
        let mut builder =
            ParquetRecordBatchReaderBuilder::try_new(file).damaged(doing)?.with_batch_size(BATCH_ROWS);
        if let Some(columns) = columns {
            let mask =
                parquet::arrow::ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
            builder = builder.with_projection(mask);
        }
        for batch in builder.build().damaged(doing)? {
            each(batch.damaged(doing)?)?;
        }
        Ok(())
    }
}

impl Source for Part {
    fn rows(&self) -> usize {
        self.rows
    }

    fn batches(&self, each: &mut dyn FnMut(RecordBatch) -> Result<()>) -> Result<()> {
        self.read(None, each)
    }

    fn keys(&self, each: &mut dyn FnMut(&RecordBatch) -> Result<()>) -> Result<()> {
        self.read(Some(&KEY_COLUMNS), &mut |batch| each(&batch))
    }
}

/// Columns that the order goes by.
pub(super) const KEY_COLUMNS: [&str; 2] = ["creation_time", "user_id"];

fn doing() -> String {
    "cannot put rows in order".into()
}
