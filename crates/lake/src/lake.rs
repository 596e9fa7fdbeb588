//! A lake: the tables `activity`, `ledger` and `rejected` at one location.

use crate::error::{Error, ErrorKind, Result};
use crate::ledger;
use crate::location::Location;
use crate::table::{At, Table};

/// Microsoft 365 audit activity at a location, at a version.
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

impl Lake {
    /// Opens the lake at a location, as it is or as it was.
    ///
    /// # Errors
    ///
    /// If there is none, or there was none then, or it cannot be read.
    pub async fn open(location: &Location, at: Option<At>) -> Result<Self> {
        let missing = || Error::new(ErrorKind::Missing, format!("there is no lake at `{location}`"));
        if location.folder().is_some_and(|folder| !folder.exists()) {
            return Err(missing());
        }
        let mut activity = Table::open(location.table(ACTIVITY)?, ACTIVITY).await?.ok_or_else(missing)?;
        let ledger = Table::open(location.table(LEDGER)?, LEDGER).await?;
        let rejected = Table::open(location.table(REJECTED)?, REJECTED).await?;
        if let Some(at) = at {
            activity = activity.at(at).await?;
        }
        Ok(Lake {
            location: location.clone(),
            activity,
            ledger: ledger.ok_or_else(missing)?,
            rejected: rejected.ok_or_else(missing)?,
        })
    }

    /// Opens the lake at a location; makes one where there is none.
    ///
    /// # Errors
    ///
    /// If it can be neither read nor written.
    pub async fn open_or_create(location: &Location) -> Result<Self> {
        match Lake::open(location, None).await {
            Err(e) if e.kind() == ErrorKind::Missing => Lake::create(location).await,
            opened => opened,
        }
    }

    /// `activity` comes last: where it is, the others are.
    async fn create(location: &Location) -> Result<Self> {
        if let Some(folder) = location.folder() {
            let cannot =
                |e| Error::because(ErrorKind::Storage, format!("cannot make a lake at `{location}`"), e);
            std::fs::create_dir_all(&folder).map_err(cannot)?;
            for table in [ACTIVITY, LEDGER, REJECTED] {
                let folder = folder.join(table);
                std::fs::create_dir_all(&folder).map_err(cannot)?;
                let mut inside = std::fs::read_dir(&folder).map_err(cannot)?;
                if !folder.join("_delta_log").exists() && inside.next().is_some() {
                    let taken = format!(
                        "cannot make a lake at `{location}`: its folder `{table}` holds something else"
                    );
                    return Err(Error::new(ErrorKind::Unsupported, taken));
                }
            }
        }
        let rejected =
            Table::create(&location.table(REJECTED)?, REJECTED, &ledger::rejected_schema()).await?;
        let ledger = Table::create(&location.table(LEDGER)?, LEDGER, &ledger::schema()).await?;
        let activity =
            Table::create(&location.table(ACTIVITY)?, ACTIVITY, trail365_columns::schema()).await?;
        Ok(Lake { location: location.clone(), activity, ledger, rejected })
    }

    /// Where it lies.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Version of `activity`.
    pub fn version(&self) -> u64 {
        self.activity.version()
    }

    /// Takes in what others committed since it was opened.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn refresh(&mut self) -> Result<()> {
        self.activity.refresh().await?;
        self.ledger.refresh().await?;
        self.rejected.refresh().await
    }

    /// Brings `ledger` and `rejected` to the version of `activity`.
    pub(crate) async fn follow(&mut self) -> Result<()> {
        ledger::follow(&self.activity, &mut self.ledger, &mut self.rejected).await
    }
}
