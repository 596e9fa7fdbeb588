//! Commits that either take place whole or not at all, and what is due after them.

use std::collections::HashMap;

use deltalake::DeltaTableError;
use deltalake::checkpoints::{cleanup_metadata, create_checkpoint};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties, TransactionError};
use deltalake::kernel::{Action, Transaction};
use deltalake::protocol::DeltaOperation;
use deltalake::table::config::TablePropertiesExt;
use serde_json::Value;

use super::Table;
use crate::error::{Context, Error, ErrorKind, Result};

/// What became of a commit.
#[derive(Debug)]
pub(crate) enum Commit {
    /// It is this version now.
    Done(u64),
    /// Someone else committed first; the table is to be looked at again.
    Beaten,
}

/// What a commit says about itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    /// Kept in the commit's information.
    pub info: HashMap<String, Value>,
    /// Numbers by application id, such as the version of `activity` that the table has followed to.
    pub applications: Vec<(String, i64)>,
}

impl Table {
    /// Commits on top of this very version, or not at all. The table is at the version of the commit then, also where
    /// others have gone on: who commits next on top of theirs must look at it first.
    pub async fn commit(
        &mut self,
        actions: Vec<Action>,
        operation: DeltaOperation,
        note: Note,
    ) -> Result<Commit> {
        let version = match self.write(actions, operation, note).await {
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
        let read = self.delta.load_version(version).await;
        read.doing(|| format!("committed version {version} of `{}`, but cannot read its log", self.name))?;
        self.tidy(version).await;
        Ok(Commit::Done(version))
    }

    /// Writes an entry of the log, and nothing more: what fails later is no failure of the commit.
    async fn write(
        &self,
        actions: Vec<Action>,
        operation: DeltaOperation,
        note: Note,
    ) -> Result<u64, DeltaTableError> {
        let transactions = note.applications.into_iter().map(|(id, version)| Transaction::new(id, version));
        let properties = CommitProperties::default()
            .with_metadata(note.info)
            .with_max_retries(0)
            .with_application_transactions(transactions.collect());
        let commit = CommitBuilder::from(properties).with_actions(actions).build(
            Some(self.delta.snapshot()?),
            self.delta.log_store(),
            operation,
        );
        Ok(commit.into_prepared_commit_future().await?.await?.version)
    }

    /// Makes a checkpoint where one is due, and cleans up the log then: to do so with every commit would list the whole
    /// log each time. What cannot be done now is done next time.
    async fn tidy(&self, version: u64) {
        let Ok(state) = self.delta.snapshot() else { return };
        let settings = state.table_config();
        if !(version + 1).is_multiple_of(settings.checkpoint_interval().get()) {
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
