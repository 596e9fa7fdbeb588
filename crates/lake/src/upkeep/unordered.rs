//! The rows of files as they are.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use futures::TryStreamExt;

use super::choose::days_of;
use super::sort::{EachBatch, RowSource};
use crate::blocking::Waiter;
use crate::error::Result;
use crate::file::{DataReader, RowReader};
use crate::table::{DataFile, Table};

/// Files that stay open: pieces are read in order, by a few threads. Their footers take half a megabyte each.
const OPEN: usize = 8;

/// Rows of some files of the table. Each piece is a row group.
pub(super) struct UnorderedRows<'a> {
    waiter: &'a Waiter,
    rows: RowReader,
    files: Vec<File>,
    /// Row groups: the place of their file, and their number in it.
    groups: Vec<(usize, usize)>,
    open: Mutex<VecDeque<(usize, Arc<DataReader>)>>,
}

/// What is known of a file.
struct File {
    path: object_store::path::Path,
    /// First and last day, where they are known.
    days: Option<(NaiveDate, NaiveDate)>,
    lacks_times: bool,
    rows: u64,
    decoded_bytes: u64,
}

impl<'a> UnorderedRows<'a> {
    pub fn open(table: &Table, waiter: &'a Waiter, files: &[DataFile]) -> Result<Self> {
        let open = Mutex::default();
        let mut all =
            UnorderedRows { waiter, rows: table.rows(), files: Vec::new(), groups: Vec::new(), open };
        for (place, file) in files.iter().enumerate() {
            let reader = waiter.wait(DataReader::open(&all.rows, file.path.clone()))?;
            all.groups.extend((0..reader.group_count()).map(|group| (place, group)));
            all.files.push(File {
                path: file.path.clone(),
                days: days_of(file),
                lacks_times: reader.lacks_times(),
                rows: reader.row_count(),
                decoded_bytes: reader.decoded_bytes(),
            });
        }
        Ok(all)
    }

    /// Lists the first and the last day of each file, where they are known, and its decoded bytes.
    pub fn days(&self) -> Vec<(Option<(NaiveDate, NaiveDate)>, u64)> {
        self.files.iter().map(|file| (file.days, file.decoded_bytes)).collect()
    }

    /// Lists the pieces of files that are wanted, by their first and last day and whether rows may have no time.
    pub fn pieces_of(&self, is_wanted: impl Fn(Option<(NaiveDate, NaiveDate)>, bool) -> bool) -> Vec<usize> {
        let wanted: Vec<_> = self.files.iter().map(|file| is_wanted(file.days, file.lacks_times)).collect();
        let pieces = self.groups.iter().enumerate().filter(|(_, (file, _))| wanted[*file]);
        pieces.map(|(piece, _)| piece).collect()
    }

    fn reader(&self, file: usize) -> Result<Arc<DataReader>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, reader)) = open.iter().find(|(place, _)| *place == file) {
            return Ok(Arc::clone(reader));
        }
        let reader = Arc::new(self.waiter.wait(DataReader::open(&self.rows, self.files[file].path.clone()))?);
        open.truncate(OPEN - 1);
        open.push_front((file, Arc::clone(&reader)));
        Ok(reader)
    }
}

impl RowSource for UnorderedRows<'_> {
    fn row_count(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    fn decoded_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.decoded_bytes).sum()
    }

    fn piece_count(&self) -> usize {
        self.groups.len()
    }

    fn read_piece(&self, piece: usize, columns: Option<&[&str]>, each: EachBatch<'_>) -> Result<()> {
        let (file, group) = self.groups[piece];
        let mut batches = self.reader(file)?.read(Some(group), columns)?;
        while let Some(batch) = self.waiter.wait(batches.try_next())? {
            each(batch)?;
        }
        Ok(())
    }
}
