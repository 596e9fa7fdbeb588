//! Deletes files that no version within a time needs.

use chrono::Duration;
use deltalake::operations::vacuum::VacuumMode;
use deltalake::table::config::TablePropertiesExt;
use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::leftover::{delete, leftovers};
use crate::error::{Context, Error, ErrorKind, Result};
use crate::lake::Lake;
use crate::stored::DataFile;
use crate::table::Table;

/// What a vacuum deletes, or would.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vacuumed {
    /// Files, with their table's name before them.
    pub files: Vec<String>,
}

impl Lake {
    /// Deletes files that no version of the last `keep` needs: replaced ones, and what imports that were killed left
    /// behind. Only files that a lake has written are deleted. Imports under way for longer than `keep` lose their files,
    /// so it must not be too short. With `dry_run` it only says what it would do.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written, or its log does not tell for as long as `keep` which files versions need.
    pub async fn vacuum(&mut self, keep: Duration, dry_run: bool) -> Result<Vacuumed> {
        // Until the tables follow `activity`, files of rejected input are in its log alone.
        self.refresh().await?;
        self.follow().await?;
        for table in [&self.activity, &self.ledger, &self.rejected] {
            remembers(table, keep)?;
        }
        let mut files = Vec::new();
        for (name, table) in
            [("activity", &self.activity), ("ledger", &self.ledger), ("rejected", &self.rejected)]
        {
            for file in unneeded(table, keep).await.doing(|| format!("cannot vacuum the table `{name}`"))? {
                if !dry_run {
                    table.store().delete(&file).await.doing(|| format!("cannot delete {name}/{file}"))?;
                }
                files.push(format!("{name}/{file}"));
            }
            files.extend(self.vacuum_leftovers(name, keep, dry_run)?);
        }
        Ok(Vacuumed { files })
    }

    /// Deletes what writers that were killed had under way. An object store shows nothing of it.
    fn vacuum_leftovers(&self, name: &str, keep: Duration, dry_run: bool) -> Result<Vec<String>> {
        let Some(lake) = self.location.folder() else { return Ok(Vec::new()) };
        let table = lake.join(name);
        let files = leftovers(&table, keep.to_std().unwrap_or_default())
            .doing(|| format!("cannot vacuum the table `{name}`"))?;
        for file in files.iter().filter(|_| !dry_run) {
            delete(&table.join(file)).doing(|| format!("cannot delete {name}/{file}"))?;
        }
        Ok(files.into_iter().map(|file| format!("{name}/{file}")).collect())
    }
}

/// Whether a table remembers for so long which files it has replaced. A file that it has forgotten looks like one that no
/// version has had.
fn remembers(table: &Table, keep: Duration) -> Result<()> {
    let state = table.delta().snapshot().damaged(|| format!("cannot read the log of `{}`", table.name()))?;
    let remembered = state.table_config().deleted_file_retention_duration();
    if keep.to_std().unwrap_or_default() <= remembered {
        return Ok(());
    }
    let short = format!(
        "cannot keep the versions of {} hours: the log of `{}` tells for {} hours which files they need; keep at most that",
        keep.num_hours(),
        table.name(),
        remembered.as_secs() / 3600
    );
    Err(Error::new(ErrorKind::Unsupported, short))
}

/// Files of a lake's making in a table's folder that no version of the last `keep` needs.
async fn unneeded(table: &Table, keep: Duration) -> deltalake::DeltaResult<Vec<Path>> {
    let vacuum = table.delta().clone().vacuum();
    let vacuum = vacuum.with_mode(VacuumMode::Full).with_retention_period(keep);
    let (_, would) = vacuum.with_enforce_retention_duration(false).with_dry_run(true).await?;
    let mut files = Vec::new();
    for path in would.files_deleted.into_iter().map(Path::from).filter(DataFile::is_ours) {
        // Files that an earlier vacuum deleted are in the log for some time.
        match table.store().head(&path).await {
            Err(object_store::Error::NotFound { .. }) => (),
            _ => files.push(path),
        }
    }
    Ok(files)
}
