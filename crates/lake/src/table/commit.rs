//! Commits that take place whole or not at all, and the upkeep of the log after them.

use std::collections::HashMap;

use deltalake::DeltaTableError;
use deltalake::checkpoints::{cleanup_metadata, create_checkpoint};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties, TransactionError};
use deltalake::kernel::{Action, Transaction};
use deltalake::protocol::DeltaOperation;
use deltalake::table::config::TablePropertiesExt;
use serde_json::Value;

use super::delta_table::Table;
use crate::error::{Context, Error, ErrorKind, Result};

/// Files in an entry of the log from which on a checkpoint follows it, as after a compaction: who opens the table then reads what is there
/// and not what came and went.
const FILES_OF_LONG_ENTRY: usize = 64;

/// Outcome of a commit.
#[derive(Debug)]
pub(crate) enum Commit {
    /// The commit is this version.
    Done(u64),
    /// Someone else committed first; the caller must look at the table again.
    Beaten,
}

/// Facts that a commit carries about itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    /// Values for the commit's information, by key.
    pub info: HashMap<String, Value>,
    /// Numbers by application id, such as the version of `activity` that the table has followed to.
    pub applications: Vec<(String, i64)>,
}

impl Table {
    /// Commits on top of this very version, or not at all.
    ///
    /// The table is then at the version of the commit, even when others have committed since: the next commit on top of
    /// theirs must look at them first.
    pub async fn commit(
        &mut self,
        actions: Vec<Action>,
        operation: DeltaOperation,
        note: Note,
    ) -> Result<Commit> {
        let is_long = actions.len() >= FILES_OF_LONG_ENTRY;
        let version = match self.write_entry(actions, operation, note).await {
            Ok(version) => version,
            Err(
                DeltaTableError::Transaction { source: TransactionError::MaxCommitAttempts(_) }
                | DeltaTableError::VersionAlreadyExists(_),
            ) => return Ok(Commit::Beaten),
            Err(e) => {
                let doing = format!("cannot commit to the table `{}`", self.name);
                return Err(Error::because(ErrorKind::Storage, doing, e));
            }
        };
        // Not the newest version: others may have gone on, and the next commit on top of theirs must look at them.
        let read = self.delta.load_version(version).await;
        read.doing(|| format!("committed version {version} of `{}`, but cannot read its log", self.name))?;
        self.tidy_log(version, is_long).await;
        Ok(Commit::Done(version))
    }

    /// Writes an entry of the log and does nothing else: what fails later is no failure of the commit.
    async fn write_entry(
        &self,
        actions: Vec<Action>,
        operation: DeltaOperation,
        note: Note,
    ) -> Result<u64, DeltaTableError> {
        let transactions = note.applications.into_iter().map(|(id, version)| Transaction::new(id, version));
        let properties = CommitProperties::default()
            .with_metadata(note.info)
            // The library would commit on top of others' commits without asking what is in them; an import must look for
            // records that both have.
            .with_max_retries(0)
            .with_application_transactions(transactions.collect());
        let commit = CommitBuilder::from(properties).with_actions(actions).build(
            Some(self.delta.snapshot()?),
            self.delta.log_store(),
            operation,
        );
        Ok(commit.into_prepared_commit_future().await?.await?.version)
    }

    /// Makes a checkpoint when one is due or the entry is long, and cleans up the log on that occasion: a clean-up lists the whole log, which
    /// would be too much after each commit. A failure is logged, and the work waits for the next time.
    async fn tidy_log(&self, version: u64, is_long: bool) {
        let Ok(state) = self.delta.snapshot() else { return };
        let settings = state.table_config();
        if !is_long && !(version + 1).is_multiple_of(settings.checkpoint_interval().get()) {
            return;
        }
        if let Err(error) = create_checkpoint(&self.delta, None).await {
            tracing::warn!(table = self.name, version, %error, "cannot make a checkpoint");
            return;
        }
        if settings.enable_expired_log_cleanup()
            && let Err(error) = cleanup_metadata(&self.delta, None).await
        {
            tracing::warn!(table = self.name, version, %error, "cannot clean up the log");
        }
    }
}
