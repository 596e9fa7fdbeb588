//! Deletes files that no version within a time needs.

use chrono::Duration;
use deltalake::operations::vacuum::VacuumMode;

use crate::error::{Context, Result};
use crate::lake::Lake;

/// What a vacuum deletes, or would.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vacuumed {
    /// Files, with their table's name before them.
    pub files: Vec<String>,
}

impl Lake {
    /// Deletes files that no version of the last `keep` needs: replaced ones, and what imports that were killed left
    /// behind. Imports under way for longer than `keep` lose their files, so it must not be too short. With `dry_run`
    /// it only says what it would do.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read or written.
    pub async fn vacuum(&mut self, keep: Duration, dry_run: bool) -> Result<Vacuumed> {
        let mut files = Vec::new();
        for (name, table) in
            [("activity", &self.activity), ("ledger", &self.ledger), ("rejected", &self.rejected)]
        {
            let vacuum = table.delta().clone().vacuum();
            let vacuum = vacuum.with_mode(VacuumMode::Full).with_retention_period(keep);
            let vacuum = vacuum.with_enforce_retention_duration(false).with_dry_run(dry_run);
            let (_, done) = vacuum.await.doing(|| format!("cannot vacuum the table `{name}`"))?;
            files.extend(done.files_deleted.into_iter().map(|file| format!("{name}/{file}")));
        }
        self.refresh().await?;
        self.follow().await?;
        Ok(Vacuumed { files })
    }
}
