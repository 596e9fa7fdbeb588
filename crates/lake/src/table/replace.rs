//! Replaces files of a table by others.

use deltalake::kernel::{Action, Add};
use deltalake::protocol::DeltaOperation;

use super::attempts::Attempts;
use super::commit::{Commit, Note};
use super::data_file::DataFile;
use super::delta_table::Table;
use crate::error::{Error, ErrorKind, Result};

impl Table {
    /// Commits that new files stand in place of old ones, as long as the old ones are still there. `data_change` is false
    /// if both have the same rows.
    ///
    /// # Errors
    ///
    /// If someone else has replaced one of the files, or was faster every time.
    pub async fn replace_files(
        &mut self,
        old: &[DataFile],
        new: Vec<Add>,
        data_change: bool,
        operation: DeltaOperation,
        note: &Note,
    ) -> Result<u64> {
        let removals = old.iter().map(|file| Action::Remove(file.removal(data_change)));
        let actions: Vec<_> = removals.chain(new.into_iter().map(Action::Add)).collect();
        let mut attempts = Attempts::new();
        loop {
            let committed = self.commit(actions.clone(), operation.clone(), note.clone()).await?;
            if let Commit::Done(version) = committed {
                return Ok(version);
            }
            attempts.pause("replace files").await?;
            self.refresh().await?;
            let there = self.files().await?;
            // A file that is gone was compacted or taken out by someone else. Its rows would come back with ours.
            if !old.iter().all(|file| there.iter().any(|f| f.path == file.path)) {
                let busy = "someone else replaced the same files; nothing was changed";
                return Err(Error::new(ErrorKind::Busy, busy));
            }
        }
    }
}
