//! A small table that is read and written as a whole.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use deltalake::kernel::{Action, Add};
use deltalake::protocol::{DeltaOperation, SaveMode};
use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::columns::{alert_schema, note_schema, search_schema};
use super::recipient::Recipient;
use crate::error::{Context, Result};
use crate::file::{FileBuilder, NewFile, Sizes};
use crate::lake::Lake;
use crate::storage::new_path;
use crate::table::{Attempts, Commit, FOLLOWS, Note, Table, addition, append_operation};

/// A table beside the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What rules found.
    Alerts,
    /// What people said of alerts.
    AlertNotes,
    /// Searches that people saved.
    Searches,
}

impl Side {
    /// All of them.
    pub const ALL: [Side; 3] = [Side::Alerts, Side::AlertNotes, Side::Searches];

    /// Returns the name of the table, which is that of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Side::Alerts => "alerts",
            Side::AlertNotes => "alert_notes",
            Side::Searches => "searches",
        }
    }

    /// Returns its columns.
    pub fn schema(self) -> SchemaRef {
        match self {
            Side::Alerts => alert_schema(),
            Side::AlertNotes => note_schema(),
            Side::Searches => search_schema(),
        }
    }
}

/// A small table of a lake, at a version.
///
/// ```
/// use arrow::array::RecordBatch;
/// use trail365_lake::blocking::wait;
/// use trail365_lake::{Lake, Location, Side};
///
/// let folder = tempfile::tempdir()?;
/// let location = Location::parse(&folder.path().join("lake").to_string_lossy())?;
/// let lake = wait(Lake::open_or_create(&location))?;
/// let mut alerts = wait(lake.side_table(Side::Alerts))?;
/// assert!(wait(alerts.replace(Some(&RecordBatch::new_empty(Side::Alerts.schema())), Some(0)))?);
/// assert_eq!(wait(alerts.followed_version())?, Some(0));
/// assert_eq!(wait(alerts.read())?.len(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct SideTable(Table);

impl Lake {
    /// Opens a table beside the records, or creates it.
    ///
    /// # Errors
    ///
    /// If it can be neither read nor written.
    pub async fn side_table(&self, side: Side) -> Result<SideTable> {
        match self.find_side_table(side).await? {
            Some(table) => Ok(SideTable(table)),
            None => {
                let url = self.location().table_url(side.name())?;
                Ok(SideTable(Table::create(&url, side.name(), side.schema(), false).await?))
            }
        }
    }

    /// Opens a table beside the records; `None` where nothing was ever kept in it.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub async fn find_side(&self, side: Side) -> Result<Option<SideTable>> {
        Ok(self.find_side_table(side).await?.map(SideTable))
    }

    /// Opens a table beside the records; `None` where there is none yet.
    pub(crate) async fn find_side_table(&self, side: Side) -> Result<Option<Table>> {
        Table::open(self.location().table_url(side.name())?, side.name(), side.schema()).await
    }
}

impl SideTable {
    /// Reads all rows.
    ///
    /// # Errors
    ///
    /// If the table cannot be read.
    pub async fn read(&self) -> Result<Vec<RecordBatch>> {
        let mut batches = Vec::new();
        for file in self.0.files().await? {
            batches.extend(self.0.rows().read(&file.path, None).await?.try_collect::<Vec<_>>().await?);
        }
        Ok(batches)
    }

    /// Returns the version of `activity` that the table has followed to: [`SideTable::replace`] notes it.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn followed_version(&self) -> Result<Option<u64>> {
        self.0.followed_version().await
    }

    /// Puts these rows in place of all others, and notes the version of `activity` that they follow to. Without rows those that are there
    /// stay. Returns false if somebody else has changed the table since it was read; it is then at the newest version, and nothing was
    /// written.
    ///
    /// # Errors
    ///
    /// If the table cannot be read or written.
    pub async fn replace(&mut self, rows: Option<&RecordBatch>, followed: Option<u64>) -> Result<bool> {
        let mut actions = Vec::new();
        if let Some(rows) = rows {
            actions.extend(self.0.files().await?.into_iter().map(|file| Action::Remove(file.removal(true))));
            actions.extend(self.write(rows).await?.map(Action::Add));
        }
        if actions.is_empty() && followed.is_none() {
            return Ok(true);
        }
        let applications = followed.map(|version| (FOLLOWS.to_owned(), version as i64)).into_iter().collect();
        let operation =
            DeltaOperation::Write { mode: SaveMode::Overwrite, partition_by: None, predicate: None };
        self.commit(actions, operation, Note { applications, ..Note::default() }).await
    }

    /// Returns when the last alert was found that a receiver has taken, in microseconds since 1970; `None` where it was never sent any.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn sent_until(&self, recipient: Recipient) -> Result<Option<i64>> {
        self.0.noted_number(recipient.application()).await
    }

    /// Notes that a receiver has taken all alerts that were found up to a time. Returns false if somebody else has changed the table since
    /// it was read; it is then at the newest version, and nothing was noted.
    ///
    /// # Errors
    ///
    /// If the table cannot be read or written.
    pub async fn note_sent(&mut self, recipient: Recipient, until: i64) -> Result<bool> {
        let applications = vec![(recipient.application().to_owned(), until)];
        self.commit(Vec::new(), append_operation(), Note { applications, ..Note::default() }).await
    }

    /// Returns the names of its files. While they are the same, so are the rows.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn file_names(&self) -> Result<Vec<String>> {
        Ok(self.0.files().await?.into_iter().map(|file| file.path.to_string()).collect())
    }

    /// Adds rows.
    ///
    /// # Errors
    ///
    /// If the table cannot be written, or others were faster every time.
    pub async fn append(&mut self, rows: &RecordBatch) -> Result<()> {
        let Some(file) = self.write(rows).await? else { return Ok(()) };
        let mut attempts = Attempts::new();
        loop {
            let actions = vec![Action::Add(file.clone())];
            if let Commit::Done(_) = self.0.commit(actions, append_operation(), Note::default()).await? {
                return Ok(());
            }
            attempts.pause("add rows").await?;
            self.0.refresh().await?;
        }
    }

    /// Commits on top of this very version. Returns false if somebody else was faster; the table is then at the newest version.
    async fn commit(&mut self, actions: Vec<Action>, operation: DeltaOperation, note: Note) -> Result<bool> {
        match self.0.commit(actions, operation, note).await? {
            Commit::Done(_) => Ok(true),
            Commit::Beaten => {
                self.0.refresh().await?;
                Ok(false)
            }
        }
    }

    /// Writes rows as a file that no commit names yet; none where there are no rows.
    async fn write(&self, rows: &RecordBatch) -> Result<Option<Add>> {
        if rows.num_rows() == 0 {
            return Ok(None);
        }
        let doing = || format!("cannot write the table `{}`", self.0.name());
        let mut builder = FileBuilder::new(self.0.schema().clone(), Sizes::WHOLE);
        builder.write(rows).doing(doing)?;
        let mut bytes = Vec::new();
        let file = builder.finish(&mut bytes).doing(doing)?;
        let path = new_path();
        self.0.store().put(&Path::from(path.as_str()), bytes.into()).await.doing(doing)?;
        let file = NewFile { path, bytes: file.bytes, stats: file.bounds.to_json() };
        Ok(Some(addition(file, true)))
    }
}
