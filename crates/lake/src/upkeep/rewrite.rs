//! Writes rows in order into new files. Each of a few threads writes a range of the order.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use arrow::array::RecordBatch;
use deltalake::kernel::Add;

use super::sort::{RowOrder, RowSource, divide_rows, fits_in_memory, sort_rows};
use super::threads;
use crate::blocking::Waiter;
use crate::error::{Context, Result};
use crate::file::{FileBuilder, Sizes, write_file};
use crate::storage::{new_path, sorted_path};
use crate::table::{DataFile, Table, addition};

/// Size below which a file is not divided only to give all threads work.
const LEAST_FILE_BYTES: u64 = 16 << 20;

/// Bytes that the rows of a row group take at most when they are decoded, about: a reader holds them.
const GROUP_DECODED_BYTES: u64 = 512 << 20;

/// How rows are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub order: RowOrder,
    pub sizes: Sizes,
}

/// Writes the rows in order into new files, and counts them. `bytes` is the size of their present files.
pub(super) fn rewrite_in_order(
    old: &dyn RowSource,
    bytes: u64,
    form: Form,
    waiter: &Waiter,
    table: &Table,
) -> Result<(Vec<Add>, u64)> {
    let threads = threads::thread_count();
    let parts = if fits_in_memory(old) { Vec::new() } else { divide_rows(old, form.order, threads)? };
    let mut sources: Vec<&dyn RowSource> = parts.iter().map(|part| part as &dyn RowSource).collect();
    if sources.is_empty() {
        sources.push(old);
    }
    let ranges = divide_evenly(&sources, file_count(bytes, form.sizes.file_bytes as u64, threads as u64));
    let new = Mutex::new((Vec::new(), 0));
    threads::run_pieces(threads, ranges.len(), |range| {
        let written = OrderedWriter::new(form, waiter, table).write_all(&sources[ranges[range].clone()])?;
        let mut new = new.lock().unwrap_or_else(PoisonError::into_inner);
        new.0.extend(written.0);
        new.1 += written.1;
        Ok(())
    })?;
    Ok(new.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Returns a builder of files that are to stand in the place of one.
pub(super) fn builder_in_place_of(file: &DataFile) -> FileBuilder {
    let schema = trail365_columns::schema().clone();
    if file.is_sorted() {
        FileBuilder::with_words(schema, Sizes::SORTED)
    } else {
        FileBuilder::new(schema, Sizes::SORTED)
    }
}

/// Returns the path of a file that is to stand in the place of one.
pub(super) fn path_in_place_of(file: &DataFile) -> String {
    if file.is_sorted() { sorted_path() } else { new_path() }
}

/// Returns how many files rows of so many bytes go to: the same number for each thread, unless files became too small.
fn file_count(bytes: u64, file_bytes: u64, threads: u64) -> u64 {
    let full = bytes.div_ceil(file_bytes);
    full.next_multiple_of(threads).min(bytes / LEAST_FILE_BYTES).max(full).max(1)
}

/// Returns ranges of neighbours that take about the same each.
fn divide_evenly(sources: &[&dyn RowSource], count: u64) -> Vec<Range<usize>> {
    let share = sources.iter().map(|s| s.decoded_bytes()).sum::<u64>().div_ceil(count).max(1);
    let (mut ranges, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (end, source) in (1..).zip(sources) {
        bytes += source.decoded_bytes();
        if bytes >= share || end == sources.len() {
            ranges.push(start..end);
            (start, bytes) = (end, 0);
        }
    }
    ranges
}

/// Writes files of rows that come in order.
struct OrderedWriter<'a> {
    order: RowOrder,
    waiter: &'a Waiter,
    table: &'a Table,
    builder: FileBuilder,
    /// Decoded bytes of the rows of the row group, about.
    decoded: u64,
    new: Vec<Add>,
    rows: u64,
}

impl<'a> OrderedWriter<'a> {
    fn new(form: Form, waiter: &'a Waiter, table: &'a Table) -> Self {
        let builder = FileBuilder::with_words(trail365_columns::schema().clone(), form.sizes);
        OrderedWriter { order: form.order, waiter, table, builder, decoded: 0, new: Vec::new(), rows: 0 }
    }

    fn write_all(mut self, sources: &[&dyn RowSource]) -> Result<(Vec<Add>, u64)> {
        for source in sources {
            let row_bytes = source.decoded_bytes() / source.row_count().max(1);
            sort_rows(*source, self.order, &mut |batch| self.push(&batch, row_bytes))?;
        }
        self.finish_file()?;
        Ok((self.new, self.rows))
    }

    fn push(&mut self, batch: &RecordBatch, row_bytes: u64) -> Result<()> {
        let encoding = || "cannot encode records".into();
        self.builder.write(batch).doing(encoding)?;
        self.rows += batch.num_rows() as u64;
        self.decoded += batch.num_rows() as u64 * row_bytes;
        // Large fields that compress well would make a group of few encoded bytes that no reader can hold.
        if self.decoded >= GROUP_DECODED_BYTES {
            self.builder.close_group().doing(encoding)?;
            self.decoded = 0;
        }
        if self.builder.is_full() { self.finish_file() } else { Ok(()) }
    }

    fn finish_file(&mut self) -> Result<()> {
        self.decoded = 0;
        let store = self.table.store();
        let file = write_file(&mut self.builder, self.waiter, store.as_ref(), sorted_path())?;
        self.new.extend(file.map(|file| addition(file, false)));
        Ok(())
    }
}
