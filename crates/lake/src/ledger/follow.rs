//! Brings the tables `ledger` and `rejected` to the version of `activity`.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use deltalake::kernel::{Action, Add};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::batch::{entries_to_batch, ledger_schema};
use super::entry::Entry;
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::{FileBuilder, NewFile, Sizes};
use crate::storage::new_path;
use crate::table::{Attempts, Commit, DataFile, FOLLOWS, Note, Table, addition, append_operation};

/// Key of the value in a commit's information.
const KEY: &str = "trail365";

/// The part of a commit to `activity` that is for the tables that follow it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct FollowerNote {
    #[serde(skip)]
    version: u64,
    #[serde(default)]
    ledger: Vec<Entry>,
    /// Files of the table `rejected`, written before the commit.
    #[serde(default)]
    rejected: Vec<Add>,
}

/// Returns the note of a commit that adds these entries and files of rejected input.
pub(crate) fn note_of_entries(ledger: &[Entry], rejected: Vec<Add>) -> Result<Note> {
    let followed = FollowerNote { version: 0, ledger: ledger.to_vec(), rejected };
    let value = serde_json::to_value(followed).damaged(|| "cannot write rows of the ledger".into())?;
    Ok(Note { info: HashMap::from([(KEY.to_owned(), value)]), ..Note::default() })
}

/// Reads from commits to `activity` what is for the tables that follow it.
async fn read_notes(activity: &Table, versions: RangeInclusive<u64>) -> Result<Vec<FollowerNote>> {
    let mut all = Vec::new();
    for version in versions {
        // The log is cleaned up by commits alone, and every import makes the tables follow before it commits.
        let gone = || {
            Error::new(
                ErrorKind::Damaged,
                format!("version {version} of `activity` is gone, and with it its ledger"),
            )
        };
        let mut info = activity.commit_info(version).await?.ok_or_else(gone)?;
        let Some(value) = info.get_mut(KEY).map(Value::take) else { continue };
        let mut note: FollowerNote = serde_json::from_value(value)
            .damaged(|| format!("cannot read the ledger of version {version} of `activity`"))?;
        note.version = version;
        note.ledger.iter_mut().for_each(|entry| entry.version = version);
        all.push(note);
    }
    Ok(all)
}

/// Entries and files that belong to a version of `activity`, beside the rows of `ledger` up to that version.
#[derive(Debug, Default)]
pub(crate) struct Companions {
    /// Entries that the table `ledger` does not have yet.
    pub pending: Vec<Entry>,
    /// All files of rejected input.
    pub rejected: Vec<DataFile>,
}

/// Returns what belongs to the version of `activity`. The other tables may be behind it, or ahead of it when an older
/// version was opened.
pub(crate) async fn read_companions(
    activity: &Table,
    ledger: &Table,
    rejected: &Table,
) -> Result<Companions> {
    let version = activity.version();
    let in_ledger = ledger.followed_version().await?.unwrap_or(0);
    let in_rejected = rejected.followed_version().await?.unwrap_or(0);
    if in_rejected > version {
        ensure_not_ahead(activity, rejected).await?;
    }
    let mut companions = Companions { pending: Vec::new(), rejected: rejected.files().await? };
    // Up to the version that `rejected` has followed to, even when an older one was asked for: the files of later
    // versions must be left out.
    let first = in_ledger.min(in_rejected).min(version) + 1;
    for note in read_notes(activity, first..=version.max(in_rejected)).await? {
        if note.version > version {
            companions
                .rejected
                .retain(|file| note.rejected.iter().all(|f| Path::from(f.path.as_str()) != file.path));
            continue;
        }
        if note.version > in_rejected {
            let files = note.rejected.iter().map(DataFile::from_pending);
            companions.rejected.extend(files.collect::<Result<Vec<_>>>()?);
        }
        if note.version > in_ledger {
            companions.pending.extend(note.ledger);
        }
    }
    Ok(companions)
}

/// Makes sure that a table follows this very `activity`, whose newest version must not be older than the version that was
/// followed.
///
/// A copy that took `activity` first while the lake was in use has this fault. Its tables would pass for up to date: they
/// would miss the commits to come, and have rows about records that are not there.
pub(crate) async fn ensure_not_ahead(activity: &Table, table: &Table) -> Result<()> {
    let followed = table.followed_version().await?.unwrap_or(0);
    if followed <= activity.version() {
        return Ok(());
    }
    // An older version may have been asked for, or others have committed since `activity` was read.
    let mut newest = activity.clone();
    newest.refresh().await?;
    if followed <= newest.version() {
        return Ok(());
    }
    let ahead = format!(
        "`{}` belongs to version {followed} of `activity`, whose last version is {}: the lake was copied while it was \
         in use; copy it again while nothing writes, or first the `_delta_log` of `ledger`, `rejected` and `activity` \
         in this order, then all other files",
        table.name(),
        newest.version()
    );
    Err(Error::new(ErrorKind::Damaged, ahead))
}

/// Brings `ledger` and `rejected` up to the version of `activity`.
pub(crate) async fn follow_activity(
    activity: &Table,
    ledger: &mut Table,
    rejected: &mut Table,
) -> Result<()> {
    ensure_not_ahead(activity, ledger).await?;
    ensure_not_ahead(activity, rejected).await?;
    catch_up(activity, ledger, true).await?;
    catch_up(activity, rejected, false).await
}

async fn catch_up(activity: &Table, table: &mut Table, is_ledger: bool) -> Result<()> {
    let mut attempts = Attempts::new();
    loop {
        let followed = table.followed_version().await?.unwrap_or(0);
        if followed >= activity.version() {
            return Ok(());
        }
        let missing = read_notes(activity, followed + 1..=activity.version()).await?;
        // Entries become a file of their own. Files of rejected input were written before the commit that names them.
        let files = if is_ledger {
            let entries: Vec<_> = missing.into_iter().flat_map(|f| f.ledger).collect();
            write_entries(table, &entries).await?.into_iter().collect()
        } else {
            missing.into_iter().flat_map(|f| f.rejected).collect::<Vec<_>>()
        };
        // Whoever commits this number first has brought the table up to date; others are beaten and see it.
        let note =
            Note { applications: vec![(FOLLOWS.to_owned(), activity.version() as i64)], ..Note::default() };
        let actions = files.into_iter().map(Action::Add).collect();
        if let Commit::Done(_) = table.commit(actions, append_operation(), note).await? {
            return Ok(());
        }
        attempts.pause("bring the ledger up to date").await?;
        table.refresh().await?;
    }
}

/// Writes entries as a file of the table `ledger`.
async fn write_entries(table: &Table, entries: &[Entry]) -> Result<Option<Add>> {
    if entries.is_empty() {
        return Ok(None);
    }
    let doing = || "cannot write the ledger".to_owned();
    let mut builder = FileBuilder::new(ledger_schema(), Sizes::WHOLE);
    builder.write(&entries_to_batch(entries)?).doing(doing)?;
    let mut bytes = Vec::new();
    let file = builder.finish(&mut bytes).doing(doing)?;
    let path = new_path();
    table.store().put(&Path::from(path.as_str()), bytes.into()).await.doing(doing)?;
    let file = NewFile { path, bytes: file.bytes, stats: file.bounds.to_json() };
    Ok(Some(addition(file, true)))
}
