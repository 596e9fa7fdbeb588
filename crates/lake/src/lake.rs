//! A lake: the tables `activity`, `ledger` and `rejected` at one location.

use chrono::{DateTime, Utc};
use trail365_columns::HashRule;

use crate::error::{Error, ErrorKind, Result};
use crate::ledger::{self, ContentFound, ContentSince, ledger_schema, rejected_schema};
use crate::storage::Location;
use crate::table::{At, Table};

/// Microsoft 365 audit activity at a location, at a version.
///
/// A clone is cheap, and stays at its version. Everything is async; code without a runtime calls it with
/// [`blocking::wait`](crate::blocking::wait). Work that takes the CPU runs on threads of its own.
///
/// ```
/// use trail365_lake::{Lake, Location};
///
/// # async fn example(folder: &std::path::Path) -> trail365_lake::Result<()> {
/// let location = Location::parse(&folder.to_string_lossy())?;
/// let mut lake = Lake::open_or_create(&location).await?;
/// let info = lake.info().await?;
/// println!("{} records in {} files", info.rows, info.files);
/// lake.compact().await?;
/// # Ok(())
/// # }
/// # let folder = tempfile::tempdir().unwrap();
/// # tokio::runtime::Runtime::new().unwrap().block_on(example(folder.path())).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Lake {
    pub(crate) location: Location,
    pub(crate) activity: Table,
    pub(crate) ledger: Table,
    pub(crate) rejected: Table,
}

pub(crate) const ACTIVITY: &str = "activity";
pub(crate) const LEDGER: &str = "ledger";
pub(crate) const REJECTED: &str = "rejected";
/// Folder of the keys of all records: no table.
pub(crate) const KEYS: &str = "keys";

impl Lake {
    /// Opens the lake at a location, at its newest version or an older one.
    ///
    /// # Errors
    ///
    /// If there is no lake, or there was none then, or it cannot be read. Of kind
    /// [`Unsupported`](ErrorKind::Unsupported) if a newer trail365 wrote it, or if another program changed a table in a way
    /// that this crate would read wrongly, for example by deletion vectors.
    pub async fn open(location: &Location, at: Option<At>) -> Result<Self> {
        let missing = || Error::new(ErrorKind::Missing, format!("there is no lake at `{location}`"));
        // Otherwise the library would make the folder.
        if location.folder().is_some_and(|folder| !folder.exists()) {
            return Err(missing());
        }
        let schema = trail365_columns::schema().clone();
        let activity = Table::open(location.table_url(ACTIVITY)?, ACTIVITY, schema).await?;
        let mut activity = activity.ok_or_else(missing)?;
        let ledger = Table::open(location.table_url(LEDGER)?, LEDGER, ledger_schema()).await?;
        let rejected = Table::open(location.table_url(REJECTED)?, REJECTED, rejected_schema()).await?;
        if let Some(at) = at {
            activity = activity.at_version_of(at).await?;
        }
        Ok(Lake {
            location: location.clone(),
            activity,
            ledger: ledger.ok_or_else(missing)?,
            rejected: rejected.ok_or_else(missing)?,
        })
    }

    /// Opens the lake at a location, or creates one where there is none.
    ///
    /// # Errors
    ///
    /// If it can be neither read nor written, or for the reasons of [`Lake::open`].
    pub async fn open_or_create(location: &Location) -> Result<Self> {
        match Lake::open(location, None).await {
            Err(e) if e.kind() == ErrorKind::Missing => Lake::create(location).await,
            opened => opened,
        }
    }

    /// Creates the tables; `activity` comes last, so that where it is the others are.
    async fn create(location: &Location) -> Result<Self> {
        if let Some(folder) = location.folder() {
            let cannot =
                |e| Error::because(ErrorKind::Storage, format!("cannot make a lake at `{location}`"), e);
            std::fs::create_dir_all(&folder).map_err(cannot)?;
            for table in [ACTIVITY, LEDGER, REJECTED] {
                let folder = folder.join(table);
                std::fs::create_dir_all(&folder).map_err(cannot)?;
                let mut inside = std::fs::read_dir(&folder).map_err(cannot)?;
                // Somebody's documents in a folder of this name: `vacuum` must never see them as its own.
                if !folder.join("_delta_log").exists() && inside.next().is_some() {
                    let taken = format!(
                        "cannot make a lake at `{location}`: its folder `{table}` holds something else"
                    );
                    return Err(Error::new(ErrorKind::Unsupported, taken));
                }
            }
        }
        let schema = trail365_columns::schema().clone();
        let url = |name| location.table_url(name);
        let rejected = Table::create(&url(REJECTED)?, REJECTED, rejected_schema(), false).await?;
        let ledger = Table::create(&url(LEDGER)?, LEDGER, ledger_schema(), false).await?;
        let activity = Table::create(&url(ACTIVITY)?, ACTIVITY, schema, true).await?;
        Ok(Lake { location: location.clone(), activity, ledger, rejected })
    }

    /// Returns the location of the lake.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Returns the version of `activity`.
    pub fn version(&self) -> u64 {
        self.activity.version()
    }

    /// Returns the version of the lake's format. Lakes of an older one keep it until [`Lake::upgrade`].
    pub fn format(&self) -> u64 {
        self.activity.format()
    }

    /// Returns the rule by which the content of records is hashed in this lake.
    pub fn hash_rule(&self) -> HashRule {
        self.activity.hash_rule()
    }

    /// Returns the SHA-256 of the log's entry of this version of `activity`; `None` where it was cleaned up. A lake that was made anew at
    /// the same place has another entry, or none.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn log_entry_hash(&self) -> Result<Option<String>> {
        self.activity.entry_sha256(self.version()).await
    }

    /// Reports whether all data files of this version are there. Of an old version some may be gone: [`Lake::vacuum`] deletes those that
    /// no newer version needs.
    ///
    /// # Errors
    ///
    /// If storage cannot be asked.
    pub async fn has_its_files(&self) -> Result<bool> {
        self.activity.has_its_files().await
    }

    /// Moves on to the newest version.
    ///
    /// # Errors
    ///
    /// If the log cannot be read, or for the reasons of [`Lake::open`].
    pub async fn refresh(&mut self) -> Result<()> {
        self.activity.refresh().await?;
        self.ledger.refresh().await?;
        self.rejected.refresh().await
    }

    /// Reads how far a stream is in the lake; `None` when no commit has set its mark.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn read_mark(&self, name: &str) -> Result<Option<DateTime<Utc>>> {
        ledger::read_mark(&self.activity, name).await
    }

    /// Calls `found` with each blob that is in the ledger of this version, imported or lost: for many tenants and content
    /// types in one reading, in no order.
    ///
    /// # Errors
    ///
    /// If the ledger cannot be read, or is ahead of every version of `activity`, so that it has entries for missing
    /// records.
    pub async fn find_contents(
        &self,
        wanted: &[ContentSince],
        found: impl FnMut(ContentFound<'_>),
    ) -> Result<()> {
        ledger::find_contents([&self.activity, &self.ledger, &self.rejected], wanted, found).await
    }

    /// Makes sure that all tables can be written: refuses what other programs ask of writers, adds columns that are new in
    /// this build to the log, and brings `ledger` and `rejected` to the version of `activity`.
    pub(crate) async fn prepare_to_write(&mut self) -> Result<()> {
        self.activity.prepare_to_write(true).await?;
        self.ledger.prepare_to_write(false).await?;
        self.rejected.prepare_to_write(false).await?;
        self.follow_activity().await
    }

    /// Brings `ledger` and `rejected` to the version of `activity`.
    pub(crate) async fn follow_activity(&mut self) -> Result<()> {
        ledger::follow_activity(&self.activity, &mut self.ledger, &mut self.rejected).await
    }
}
