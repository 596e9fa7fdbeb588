//! Merges an import with what another writer has committed meanwhile: records that both have are kept once.

use std::collections::{HashMap, HashSet};
use std::mem::take;
use std::sync::PoisonError;

use arrow::array::{Array, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use deltalake::kernel::Add;
use futures::TryStreamExt;
use object_store::path::Path;

use super::index::Key;
use super::worker::Shared;
use crate::error::{Context, Result};
use crate::file::{FileBuilder, Sizes, identities_of, text_column, write_file};
use crate::lake::Lake;
use crate::ledger::{Entry, read_companions};
use crate::storage::new_path;
use crate::table::addition;

/// Takes in what others committed, drops from the import's files the records that are there by now, and corrects its
/// entries.
pub(super) fn settle(
    lake: &mut Lake,
    shared: &Shared,
    files: &mut Vec<Add>,
    rejected: &mut Vec<Add>,
    entries: &mut [Entry],
) -> Result<()> {
    let known: HashSet<Path> =
        shared.waiter.wait(lake.activity.files())?.into_iter().map(|f| f.path).collect();
    shared.waiter.wait(lake.refresh())?;
    let companions = shared.waiter.wait(read_companions(&lake.activity, &lake.ledger, &lake.rejected))?;
    *rejected = shared.rejects.settle(&companions.rejected, take(rejected))?;
    let ours = shared.waiter.wait(read_own_contents(shared, files))?;
    let (mut doubled, mut conflicts) = (HashSet::new(), HashSet::new());
    let theirs = shared.waiter.wait(lake.activity.files())?;
    // Only files that are new are read. A compaction in between counts too: its files have other names.
    for file in theirs.iter().filter(|f| !known.contains(&f.path)) {
        shared.waiter.wait(shared.rows.read_identities(&file.path, |i| {
            let key = Key { id: i.id, content: i.content };
            shared.index.judge_and_add(key)?;
            match ours.get(&key.id) {
                Some(contents) if contents.contains(&key.content) => drop(doubled.insert(key)),
                _ => (),
            }
            // The same Id with other content: both rows stay, and ours now counts as a conflict.
            if ours.contains_key(&key.id) {
                conflicts.insert(key.id);
            }
            Ok(())
        }))?;
    }
    if doubled.is_empty() && conflicts.is_empty() {
        return Ok(());
    }
    rewrite_files(shared, files, &doubled, &conflicts, entries)
}

/// Reads the contents that the files of this import have, by Id.
async fn read_own_contents(shared: &Shared, files: &[Add]) -> Result<HashMap<u128, HashSet<i64>>> {
    let mut ours: HashMap<u128, HashSet<i64>> = HashMap::new();
    for file in files {
        let each = |i: trail365_columns::Identity| {
            ours.entry(i.id).or_default().insert(i.content);
            Ok(())
        };
        shared.rows.read_identities(&Path::from(file.path.as_str()), each).await?;
    }
    Ok(ours)
}

/// Writes the files anew without the records that both writers have. No version of the table names the old ones; `vacuum`
/// deletes them.
fn rewrite_files(
    shared: &Shared,
    files: &mut Vec<Add>,
    doubled: &HashSet<Key>,
    conflicts: &HashSet<u128>,
    entries: &mut [Entry],
) -> Result<()> {
    let mut builder = FileBuilder::new(trail365_columns::schema().clone(), Sizes::IMPORT);
    let (waiter, rows) = (&shared.waiter, &shared.rows);
    let write = |builder: &mut FileBuilder| -> Result<Option<Add>> {
        let file = write_file(builder, waiter, rows.store.as_ref(), new_path())?;
        Ok(file.map(|file| addition(file, true)))
    };
    let mut written = Vec::new();
    for file in take(files) {
        let path = Path::from(file.path.as_str());
        let mut batches = shared.waiter.wait(rows.read(&path, None))?;
        while let Some(batch) = shared.waiter.wait(batches.try_next())? {
            let kept = keep_and_correct(shared, &batch, doubled, conflicts, entries)?;
            builder.write(&kept).doing(|| "cannot encode records".into())?;
            if builder.is_full() {
                written.extend(write(&mut builder)?);
            }
        }
    }
    written.extend(write(&mut builder)?);
    *files = written;
    Ok(())
}

/// Returns the rows of a batch that stay. Corrects in the unit's entry what was counted for each row.
fn keep_and_correct(
    shared: &Shared,
    batch: &RecordBatch,
    doubled: &HashSet<Key>,
    conflicts: &HashSet<u128>,
    entries: &mut [Entry],
) -> Result<RecordBatch> {
    let sources = text_column(batch, "source")?;
    let mut conflicting = shared.conflicts.lock().unwrap_or_else(PoisonError::into_inner);
    let mut keep = Vec::with_capacity(batch.num_rows());
    for (row, identity) in identities_of(batch)?.enumerate() {
        let key = Key { id: identity.id, content: identity.content };
        keep.push(!doubled.contains(&key));
        let source = sources.as_ref().filter(|s| s.is_valid(row)).map(|s| s.value(row));
        // Entries of a commit have different names, so that the row's source tells its entry.
        let Some(entry) = entries.iter_mut().find(|e| Some(e.source.as_str()) == source) else { continue };
        if doubled.contains(&key) {
            entry.duplicates += 1;
            let count = if conflicting.remove(&key) { &mut entry.conflicts } else { &mut entry.rows_added };
            *count = count.saturating_sub(1);
        } else if conflicts.contains(&key.id) && conflicting.insert(key) {
            entry.conflicts += 1;
            entry.rows_added = entry.rows_added.saturating_sub(1);
        }
    }
    filter_record_batch(batch, &BooleanArray::from(keep)).doing(|| "cannot filter records".into())
}
