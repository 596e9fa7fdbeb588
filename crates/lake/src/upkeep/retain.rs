//! Retention: records before a time are taken out.

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, Utc};
use deltalake::kernel::{Action, Add};
use deltalake::protocol::DeltaOperation;
use futures::TryStreamExt;
use tokio::runtime::Handle;

use super::by_source::BySource;
use super::compact::replace;
use super::rewrite::{self, SIZES};
use crate::error::{Context, Result};
use crate::file::FileBuilder;
use crate::lake::Lake;
use crate::ledger::{self, Entry};
use crate::rows;
use crate::stored::DataFile;

/// What retention took out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retained {
    /// Records taken out.
    pub removed: u64,
    /// Files that they were in.
    pub files: usize,
}

impl Lake {
    /// Takes out the records created before a time; those without a time stay. The ledger has how many of which source.
    /// Older versions of the lake still have them until [`Lake::vacuum`]. Call it outside asynchronous code.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or someone else replaces the same files at the same time.
    pub fn retain(&mut self, runtime: &Handle, since: DateTime<Utc>) -> Result<Retained> {
        runtime.block_on(self.follow())?;
        let files = runtime.block_on(self.activity.files())?;
        let old: Vec<_> = files.into_iter().filter(|file| has_before(file, since)).collect();
        if old.is_empty() {
            return Ok(Retained::default());
        }
        let mut taken = Taken { since: since.timestamp_micros(), by_source: BySource::default() };
        let mut actions = Vec::new();
        for file in &old {
            actions.push(Action::Remove(file.removal(true)));
            actions.extend(self.rest(runtime, file, &mut taken)?.into_iter().map(Action::Add));
        }
        let removed = taken.by_source.0.values().sum();
        if removed == 0 {
            return Ok(Retained::default());
        }
        let now = Utc::now();
        let entry = |(source, count)| Entry::removal(source, count, now);
        let entries: Vec<_> = taken.by_source.0.into_iter().map(entry).collect();
        let predicate = Some(format!("creation_time < '{}'", since.to_rfc3339()));
        let note = ledger::note(&entries, Vec::new())?;
        let operation = DeltaOperation::Delete { predicate };
        runtime.block_on(replace(&mut self.activity, &old, actions, operation, || note.clone()))?;
        runtime.block_on(self.follow())?;
        Ok(Retained { removed, files: old.len() })
    }

    /// Writes the rows of a file that stay.
    fn rest(&self, runtime: &Handle, file: &DataFile, taken: &mut Taken) -> Result<Option<Add>> {
        let mut builder = FileBuilder::new(trail365_columns::schema().clone(), SIZES);
        let mut batches = runtime.block_on(rows::read(self.activity.store(), &file.path, None))?;
        while let Some(batch) = runtime.block_on(batches.try_next())? {
            let rest = taken.from(&batch)?;
            if rest.num_rows() > 0 {
                builder.write(&rest).doing(|| "cannot encode records".into())?;
            }
        }
        let path = if file.is_ordered() { DataFile::ordered_path() } else { DataFile::new_path() };
        rewrite::write(&mut builder, runtime, &self.activity, path, true)
    }
}

/// Whether a file has records before a time, by the log.
fn has_before(file: &DataFile, since: DateTime<Utc>) -> bool {
    file.least_time().is_some_and(|least| least < since)
}

/// Records that are taken out, counted by source.
struct Taken {
    since: i64,
    by_source: BySource,
}

impl Taken {
    /// The rows of a batch that stay.
    fn from(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let times = batch
            .column_by_name("creation_time")
            .and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>());
        let Some(times) = times else { return Ok(batch.clone()) };
        let stays: BooleanArray = times.iter().map(|t| Some(t.is_none_or(|t| t >= self.since))).collect();
        self.by_source.add(batch, |row| !stays.value(row))?;
        filter_record_batch(batch, &stays).doing(|| "cannot filter records".into())
    }
}
