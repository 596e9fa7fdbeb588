//! Brings the tables `ledger` and `rejected` to the version of `activity`.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use deltalake::kernel::{Action, Add};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Entry, batch, schema};
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::{FileBuilder, Sizes};
use crate::stored::DataFile;
use crate::table::{self, Commit, FOLLOWS, Note, Table};

/// Key in a commit's information.
const KEY: &str = "trail365";

/// How often others may be faster before it is an error.
const TRIES: usize = 100;

/// What a commit to `activity` says for the tables that follow it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Followed {
    #[serde(skip)]
    version: u64,
    #[serde(default)]
    ledger: Vec<Entry>,
    /// Files of the table `rejected`, written before the commit.
    #[serde(default)]
    rejected: Vec<Add>,
}

/// The information of a commit that adds these entries and files of rejected input.
pub(crate) fn note(ledger: &[Entry], rejected: Vec<Add>) -> Result<Note> {
    let followed = Followed { version: 0, ledger: ledger.to_vec(), rejected };
    let value = serde_json::to_value(followed).damaged(|| "cannot write rows of the ledger".into())?;
    Ok(Note { info: HashMap::from([(KEY.to_owned(), value)]), ..Note::default() })
}

/// What commits to `activity` say.
async fn said(activity: &Table, versions: RangeInclusive<u64>) -> Result<Vec<Followed>> {
    let mut all = Vec::new();
    for version in versions {
        // The log is cleaned up in a commit at the earliest, and every import follows before it commits.
        let gone = || {
            Error::new(
                ErrorKind::Damaged,
                format!("version {version} of `activity` is gone, and with it its ledger"),
            )
        };
        let mut info = activity.info(version).await?.ok_or_else(gone)?;
        let Some(value) = info.get_mut(KEY).map(Value::take) else { continue };
        let mut said: Followed = serde_json::from_value(value)
            .damaged(|| format!("cannot read the ledger of version {version} of `activity`"))?;
        said.version = version;
        said.ledger.iter_mut().for_each(|entry| entry.version = version);
        all.push(said);
    }
    Ok(all)
}

/// What belongs to a version of `activity`, beside the rows of `ledger` up to that version.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Entries that the table `ledger` does not have yet.
    pub pending: Vec<Entry>,
    /// All files of rejected input.
    pub rejected: Vec<DataFile>,
}

/// Tells what belongs to the version of `activity`. The other tables may be behind it, or ahead of it where an older
/// version was asked for.
pub(crate) async fn beside(activity: &Table, ledger: &Table, rejected: &Table) -> Result<Beside> {
    let version = activity.version();
    let in_ledger = ledger.followed().await?.unwrap_or(0);
    let in_rejected = rejected.followed().await?.unwrap_or(0);
    if in_rejected > version {
        belongs(activity, rejected).await?;
    }
    let mut beside = Beside { pending: Vec::new(), rejected: rejected.files().await? };
    let first = in_ledger.min(in_rejected).min(version) + 1;
    for said in said(activity, first..=version.max(in_rejected)).await? {
        if said.version > version {
            beside
                .rejected
                .retain(|file| said.rejected.iter().all(|f| Path::from(f.path.as_str()) != file.path));
            continue;
        }
        if said.version > in_rejected {
            let files = said.rejected.iter().map(DataFile::pending);
            beside.rejected.extend(files.collect::<Result<Vec<_>>>()?);
        }
        if said.version > in_ledger {
            beside.pending.extend(said.ledger);
        }
    }
    Ok(beside)
}

/// Makes sure that a table follows this very `activity`: its newest version is not older than what was followed.
///
/// A copy can be so that took `activity` first while the lake was in use. Taken for up to date, the tables would get
/// nothing of the commits to come, and tell of records that are not there.
pub(crate) async fn belongs(activity: &Table, table: &Table) -> Result<()> {
    let followed = table.followed().await?.unwrap_or(0);
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

/// Brings both tables up to date.
pub(crate) async fn follow(activity: &Table, ledger: &mut Table, rejected: &mut Table) -> Result<()> {
    belongs(activity, ledger).await?;
    belongs(activity, rejected).await?;
    catch_up(activity, ledger, true).await?;
    catch_up(activity, rejected, false).await
}

async fn catch_up(activity: &Table, table: &mut Table, is_ledger: bool) -> Result<()> {
    for _ in 0..TRIES {
        let followed = table.followed().await?.unwrap_or(0);
        if followed >= activity.version() {
            return Ok(());
        }
        let missing = said(activity, followed + 1..=activity.version()).await?;
        let files = if is_ledger {
            let entries: Vec<_> = missing.into_iter().flat_map(|f| f.ledger).collect();
            write(table, &entries).await?.into_iter().collect()
        } else {
            missing.into_iter().flat_map(|f| f.rejected).collect::<Vec<_>>()
        };
        let note =
            Note { applications: vec![(FOLLOWS.to_owned(), activity.version() as i64)], ..Note::default() };
        let actions = files.into_iter().map(Action::Add).collect();
        if let Commit::Done(_) = table.commit(actions, table::append(), note).await? {
            return Ok(());
        }
        table.refresh().await?;
    }
    Err(Error::new(ErrorKind::Busy, "cannot bring the ledger up to date: other writers were faster"))
}

/// Writes entries as a file of the table `ledger`.
async fn write(table: &Table, entries: &[Entry]) -> Result<Option<Add>> {
    if entries.is_empty() {
        return Ok(None);
    }
    let doing = || "cannot write the ledger".to_owned();
    let sizes = Sizes { group_rows: usize::MAX, group_bytes: usize::MAX, file_bytes: usize::MAX };
    let mut builder = FileBuilder::new(schema(), sizes);
    builder.write(&batch(entries)?).doing(doing)?;
    let mut bytes = Vec::new();
    let file = builder.finish(&mut bytes).doing(doing)?;
    let path = DataFile::new_path();
    table.store().put(&Path::from(path.as_str()), bytes.into()).await.doing(doing)?;
    Ok(Some(table::add(path, file.bytes, file.bounds.to_json(), true)))
}
