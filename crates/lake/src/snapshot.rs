//! The files of a lake's tables at a version, for engines that query them.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use object_store::ObjectStore;

use crate::alerts::Side;
use crate::error::Result;
use crate::lake::{ACTIVITY, LEDGER, Lake, REJECTED};
use crate::ledger::{entries_to_batch, read_companions};
use crate::table::{DataFile, Table, store_of};

/// The tables of a lake as they stand at one version of `activity`.
///
/// Plain data: an engine reads the files from the store with any Parquet reader. The positions that collectors have
/// noted are not among it, because the log is asked for each by its name: see [`Lake::read_mark`].
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Version of `activity`.
    pub version: u64,
    /// Version of the lake's format then: from 2 on rows say in `same_id` whether their Id was there before.
    pub format: u64,
    /// One row a record.
    pub activity: TableSnapshot,
    /// One row a source unit. Where an older version was asked for, rows of later ones are among these: only those whose
    /// `version` is at most that of the snapshot count.
    pub ledger: TableSnapshot,
    /// Input that is no record.
    pub rejected: TableSnapshot,
    /// One row an alert, as the table stands today; none where nothing was looked for.
    pub alerts: TableSnapshot,
    /// One row for each time that somebody said what an alert is.
    pub alert_notes: TableSnapshot,
}

/// The files of one table and the rows that are in no file yet.
#[derive(Debug, Clone)]
pub struct TableSnapshot {
    /// Name of the store, wherever the lake is opened from. A copy of the lake has the same.
    pub store_name: String,
    /// Store of the files; their paths are relative to it.
    pub store: Arc<dyn ObjectStore>,
    /// Columns of the table. A file may lack some: their values are null.
    pub schema: SchemaRef,
    /// Data files in no order. They are shared, because each has the bounds of dozens of columns.
    pub files: Vec<Arc<DataFile>>,
    /// Rows that are committed and in no file of this table yet: the ledger's until it has followed `activity`.
    pub pending: Option<RecordBatch>,
}

impl TableSnapshot {
    /// Counts the rows by the log; `None` where it lacks the number of a file.
    pub fn rows(&self) -> Option<u64> {
        let pending = self.pending.as_ref().map_or(0, RecordBatch::num_rows) as u64;
        let of_files = self.files.iter().map(|file| file.rows()).sum::<Option<u64>>()?;
        Some(of_files + pending)
    }
}

impl Lake {
    /// Lists the files of all tables at this version of the lake.
    ///
    /// ```
    /// use trail365_lake::{Lake, Location};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("lake");
    /// # let path = path.to_string_lossy();
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let lake = Lake::open_or_create(&Location::parse(&path)?).await?;
    /// let snapshot = lake.snapshot().await?;
    /// assert_eq!((snapshot.version, snapshot.activity.rows()), (0, Some(0)));
    /// # Ok::<(), trail365_lake::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let companions = read_companions(&self.activity, &self.ledger, &self.rejected).await?;
        let pending = match companions.pending.as_slice() {
            [] => None,
            entries => Some(entries_to_batch(entries)?),
        };
        let table = |table: &Table, name, files: Vec<DataFile>, pending| TableSnapshot {
            store_name: self.store_name(name),
            store: table.store(),
            schema: table.schema().clone(),
            files: files.into_iter().map(Arc::new).collect(),
            pending,
        };
        let activity = self.activity.files().await?;
        let ledger = self.ledger.files().await?;
        Ok(Snapshot {
            version: self.version(),
            format: self.format(),
            activity: table(&self.activity, ACTIVITY, activity, None),
            ledger: table(&self.ledger, LEDGER, ledger, pending),
            rejected: table(&self.rejected, REJECTED, companions.rejected, None),
            alerts: self.side_snapshot(Side::Alerts).await?,
            alert_notes: self.side_snapshot(Side::AlertNotes).await?,
        })
    }

    /// Lists the files of a table beside the records; none where it does not exist yet.
    async fn side_snapshot(&self, side: Side) -> Result<TableSnapshot> {
        let table = self.find_side_table(side).await?;
        let files = match &table {
            Some(table) => table.files().await?.into_iter().map(Arc::new).collect(),
            None => Vec::new(),
        };
        let store = match table {
            Some(table) => table.store(),
            None => store_of(&self.location.table_url(side.name())?)?,
        };
        Ok(TableSnapshot {
            store_name: self.store_name(side.name()),
            store,
            schema: side.schema(),
            files,
            pending: None,
        })
    }

    /// Returns a name that can stand as the host of a URL.
    fn store_name(&self, table: &str) -> String {
        let name = format!("{}-{table}", self.activity.id().unwrap_or_default());
        name.replace(|char: char| !char.is_ascii_alphanumeric(), "-").to_ascii_lowercase()
    }
}
