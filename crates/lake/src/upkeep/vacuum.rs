//! Deletes files that no version within a time needs.
//!
//! **It deletes data.** Versions older than the time can then no longer be opened, and an import that has been under way
//! for longer loses its files: its commit would name files that are gone. Seven days is a time that no import lasts. Only
//! files that a lake has named are deleted, so nothing that someone else put into the folder.

use chrono::{DateTime, Duration, Utc};
use deltalake::operations::vacuum::VacuumMode;
use deltalake::table::config::TablePropertiesExt;
use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::leftover::find_leftovers;
use crate::alerts::Side;
use crate::blocking::run_on_thread;
use crate::error::{Context, Error, ErrorKind, Result};
use crate::import::vacuum_keys;
use crate::lake::{KEYS, Lake};
use crate::storage::{delete_file, is_own_file};
use crate::table::{Table, forget_footers};

/// Files that a vacuum deleted, or would delete.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vacuumed {
    /// Paths of the files, with their table's name before them.
    pub files: Vec<String>,
}

impl Lake {
    /// Deletes files that no version of the last `keep` needs: replaced ones, and those that killed imports left behind.
    /// With `dry_run` it deletes nothing and returns what it would delete.
    ///
    /// Imports under way for longer than `keep` lose their files, so it must not be too short.
    ///
    /// ```
    /// use chrono::Duration;
    /// use trail365_lake::blocking::wait;
    /// use trail365_lake::{Lake, Location};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let location = Location::parse(&folder.path().join("lake").to_string_lossy())?;
    /// let mut lake = wait(Lake::open_or_create(&location))?;
    /// let would = wait(lake.vacuum(Duration::days(7), true))?;
    /// assert!(would.files.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or its log does not remember for as long as `keep` which files versions
    /// need.
    pub async fn vacuum(&mut self, keep: Duration, dry_run: bool) -> Result<Vacuumed> {
        self.vacuum_since(keep, None, dry_run).await
    }

    /// Does the same as [`Lake::vacuum`] with the files alone that were replaced from a time on. The log names them, so no folder is
    /// listed, and files that killed imports left behind stay.
    ///
    /// # Errors
    ///
    /// As [`Lake::vacuum`].
    pub async fn vacuum_since(
        &mut self,
        keep: Duration,
        since: Option<DateTime<Utc>>,
        dry_run: bool,
    ) -> Result<Vacuumed> {
        // Until the tables follow `activity`, its log alone names the newest files of rejected input.
        self.refresh().await?;
        self.prepare_to_write().await?;
        let mut tables = vec![self.activity.clone(), self.ledger.clone(), self.rejected.clone()];
        for side in Side::ALL {
            tables.extend(self.find_side_table(side).await?);
        }
        tables.iter().try_for_each(|table| ensure_remembered(table, keep))?;
        let mut files = Vec::new();
        for table in &tables {
            let name = table.name();
            // The library's own vacuum would delete everything in the folder that no version names, whoever put it there.
            let unneeded = match since {
                Some(since) => find_replaced(table, since, keep).await,
                None => find_unneeded(table, keep).await,
            };
            for file in unneeded.doing(|| format!("cannot vacuum the table `{name}`"))? {
                if !dry_run {
                    table.store().delete(&file).await.doing(|| format!("cannot delete {name}/{file}"))?;
                }
                files.push(format!("{name}/{file}"));
            }
            if since.is_none() {
                files.extend(self.vacuum_leftovers(name, keep, dry_run)?);
            }
        }
        if !dry_run {
            forget_footers(&self.activity.store(), &self.activity.files().await?).await?;
        }
        if since.is_some() {
            return Ok(Vacuumed { files });
        }
        let (lake, age) = (self.clone(), keep.to_std().unwrap_or_default());
        let keys = run_on_thread(move |waiter| vacuum_keys(&lake, age, dry_run, waiter)).await?;
        files.extend(keys.into_iter().map(|name| format!("{KEYS}/{name}")));
        Ok(Vacuumed { files })
    }

    /// Deletes unfinished files of killed writers. An object store shows none of them.
    fn vacuum_leftovers(&self, name: &str, keep: Duration, dry_run: bool) -> Result<Vec<String>> {
        let Some(lake) = self.location.folder() else { return Ok(Vec::new()) };
        let table = lake.join(name);
        let files = find_leftovers(&table, keep.to_std().unwrap_or_default())
            .doing(|| format!("cannot vacuum the table `{name}`"))?;
        for file in files.iter().filter(|_| !dry_run) {
            delete_file(&table.join(file)).doing(|| format!("cannot delete {name}/{file}"))?;
        }
        Ok(files.into_iter().map(|file| format!("{name}/{file}")).collect())
    }
}

/// Makes sure that a table remembers for so long which files it has replaced. A file that it has forgotten looks like one
/// that no version has had.
fn ensure_remembered(table: &Table, keep: Duration) -> Result<()> {
    let state = table.delta().snapshot().damaged(|| format!("cannot read the log of `{}`", table.name()))?;
    let remembered = state.table_config().deleted_file_retention_duration();
    if keep.to_std().unwrap_or_default() <= remembered {
        return Ok(());
    }
    let short = format!(
        "cannot keep the versions of {} hours: the log of `{}` remembers for {} hours which files they need; keep at most \
         that",
        keep.num_hours(),
        table.name(),
        remembered.as_secs() / 3600
    );
    Err(Error::new(ErrorKind::Unsupported, short))
}

/// Finds the files of the lake in a table's folder that no version of the last `keep` needs.
async fn find_unneeded(table: &Table, keep: Duration) -> deltalake::DeltaResult<Vec<Path>> {
    let vacuum = table.delta().clone().vacuum();
    let vacuum = vacuum.with_mode(VacuumMode::Full).with_retention_period(keep);
    let (_, would) = vacuum.with_enforce_retention_duration(false).with_dry_run(true).await?;
    those_there(table, would.files_deleted.into_iter().map(Path::from)).await
}

/// Finds the files that were replaced from a time on and that no version of the last `keep` needs, by the log alone.
async fn find_replaced(
    table: &Table,
    since: DateTime<Utc>,
    keep: Duration,
) -> deltalake::DeltaResult<Vec<Path>> {
    let (since, until) = (since.timestamp_millis(), (Utc::now() - keep).timestamp_millis());
    let delta = table.delta();
    let replaced: Vec<_> = delta.snapshot()?.all_tombstones(delta.log_store().as_ref()).try_collect().await?;
    let is_of_span = |time: Option<i64>| time.is_some_and(|time| since <= time && time < until);
    let paths = replaced.iter().filter(|file| is_of_span(file.deletion_timestamp()));
    those_there(table, paths.map(|file| Path::from(file.path().as_ref()))).await
}

/// Returns the files of the lake that are there.
async fn those_there(table: &Table, paths: impl Iterator<Item = Path>) -> deltalake::DeltaResult<Vec<Path>> {
    let mut files = Vec::new();
    for path in paths.filter(is_own_file) {
        // The log names files for some time that an earlier vacuum has deleted.
        match table.store().head(&path).await {
            Err(object_store::Error::NotFound { .. }) => (),
            _ => files.push(path),
        }
    }
    Ok(files)
}
