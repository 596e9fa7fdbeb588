//! Writes rows in order into new files, some threads a range of the order each.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use arrow::array::RecordBatch;
use deltalake::kernel::Add;
use futures::TryStreamExt;
use tokio::runtime::Handle;

use super::sort::{self, Each, Source};
use super::threads;
use crate::data_reader::DataReader;
use crate::error::{Context, Result};
use crate::file::{FileBuilder, GROUP_ROWS, NewFile, Sizes, Upload};
use crate::stored::DataFile;
use crate::table::{self, Table};

/// Files with many row groups: pages and row groups prune within them. A thread holds the file that it writes.
pub(super) const SIZES: Sizes = Sizes { group_rows: GROUP_ROWS, group_bytes: 24 << 20, file_bytes: 48 << 20 };

/// No smaller files are made so that all threads have work.
const LEAST_FILE_BYTES: u64 = 16 << 20;

/// Bytes that the rows of a row group take at most when they are decoded, about.
const GROUP_DECODED_BYTES: u64 = 512 << 20;

/// Writes the rows in order into new files; `bytes` is what they take now.
pub(super) fn rewrite(old: &Unordered<'_>, bytes: u64, runtime: &Handle, table: &Table) -> Result<Vec<Add>> {
    let threads = threads::available();
    let parts = if sort::fits(old) { Vec::new() } else { sort::divide(old, threads)? };
    let mut sources: Vec<&dyn Source> = parts.iter().map(|part| part as &dyn Source).collect();
    if sources.is_empty() {
        sources.push(old);
    }
    let ranges = ranges(&sources, files(bytes, threads as u64));
    let new = Mutex::new(Vec::new());
    threads::each(threads, ranges.len(), |range| {
        let files = Ordered::new(runtime, table).write(&sources[ranges[range].clone()])?;
        new.lock().unwrap_or_else(PoisonError::into_inner).extend(files);
        Ok(())
    })?;
    Ok(new.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// How many files rows of so many bytes go to: as many for each thread, unless they were too small.
fn files(bytes: u64, threads: u64) -> u64 {
    let full = bytes.div_ceil(SIZES.file_bytes as u64);
    full.next_multiple_of(threads).min(bytes / LEAST_FILE_BYTES).max(full).max(1)
}

/// Neighbours that take about the same each.
fn ranges(sources: &[&dyn Source], count: u64) -> Vec<Range<usize>> {
    let share = sources.iter().map(|s| s.bytes()).sum::<u64>().div_ceil(count).max(1);
    let (mut ranges, mut begin, mut bytes) = (Vec::new(), 0, 0);
    for (end, source) in (1..).zip(sources) {
        bytes += source.bytes();
        if bytes >= share || end == sources.len() {
            ranges.push(begin..end);
            (begin, bytes) = (end, 0);
        }
    }
    ranges
}

/// Files of rows in order.
struct Ordered<'a> {
    runtime: &'a Handle,
    table: &'a Table,
    builder: FileBuilder,
    /// What the rows of the row group take, about.
    decoded: u64,
    new: Vec<Add>,
}

impl<'a> Ordered<'a> {
    fn new(runtime: &'a Handle, table: &'a Table) -> Self {
        let builder = FileBuilder::new(trail365_columns::schema().clone(), SIZES);
        Ordered { runtime, table, builder, decoded: 0, new: Vec::new() }
    }

    fn write(mut self, sources: &[&dyn Source]) -> Result<Vec<Add>> {
        for source in sources {
            let row_bytes = source.bytes() / source.rows().max(1);
            sort::sort(*source, &mut |batch| self.push(&batch, row_bytes))?;
        }
        self.finish_file()?;
        Ok(self.new)
    }

    fn push(&mut self, batch: &RecordBatch, row_bytes: u64) -> Result<()> {
        let encoding = || "cannot encode records".into();
        self.builder.write(batch).doing(encoding)?;
        self.decoded += batch.num_rows() as u64 * row_bytes;
        if self.decoded >= GROUP_DECODED_BYTES {
            self.builder.close_group().doing(encoding)?;
            self.decoded = 0;
        }
        if self.builder.is_full() { self.finish_file() } else { Ok(()) }
    }

    fn finish_file(&mut self) -> Result<()> {
        self.decoded = 0;
        let path = DataFile::ordered_path();
        let file = write(&mut self.builder, self.runtime, self.table, path, false)?;
        self.new.extend(file);
        Ok(())
    }
}

/// Writes what a builder holds as a file at a path.
pub(super) fn write(
    builder: &mut FileBuilder,
    runtime: &Handle,
    table: &Table,
    path: String,
    data_change: bool,
) -> Result<Option<Add>> {
    if builder.is_empty() {
        return Ok(None);
    }
    let doing = || format!("cannot write {path}");
    let mut upload = Upload::begin(runtime, table.store().as_ref(), &path.as_str().into()).doing(doing)?;
    let NewFile { bytes, bounds, .. } = builder.finish(&mut upload).doing(doing)?;
    upload.finish().doing(doing)?;
    Ok(Some(table::add(path, bytes, bounds.to_json(), data_change)))
}

/// Rows of files of the table, a piece a row group.
pub(super) struct Unordered<'a> {
    runtime: &'a Handle,
    readers: Vec<DataReader>,
    /// Row groups, by the place of their reader.
    groups: Vec<(usize, usize)>,
    rows: u64,
}

impl<'a> Unordered<'a> {
    pub fn open(table: &Table, runtime: &'a Handle, files: &[DataFile]) -> Result<Self> {
        let open = |file: &DataFile| runtime.block_on(DataReader::open(table.store(), file.path.clone()));
        let readers = files.iter().map(open).collect::<Result<Vec<_>>>()?;
        let groups = |(place, reader): (usize, &DataReader)| (0..reader.groups()).map(move |g| (place, g));
        let groups = readers.iter().enumerate().flat_map(groups).collect();
        let rows = files.iter().map(|f| f.stats.num_records).sum();
        Ok(Unordered { runtime, readers, groups, rows })
    }
}

impl Source for Unordered<'_> {
    fn rows(&self) -> u64 {
        self.rows
    }

    fn bytes(&self) -> u64 {
        self.readers.iter().map(DataReader::decoded_bytes).sum()
    }

    fn pieces(&self) -> usize {
        self.groups.len()
    }

    fn read(&self, piece: usize, columns: Option<&[&str]>, each: Each<'_>) -> Result<()> {
        let (reader, group) = self.groups[piece];
        let mut batches = self.readers[reader].read(Some(group), columns)?;
        while let Some(batch) = self.runtime.block_on(batches.try_next())? {
            each(batch)?;
        }
        Ok(())
    }
}
