//! Another writer has committed while this import was under way: what both have is kept once.

use std::collections::{HashMap, HashSet};
use std::mem::take;
use std::sync::PoisonError;

use arrow::array::{Array, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use deltalake::kernel::Add;
use futures::TryStreamExt;
use object_store::path::Path;

use super::index::Key;
use super::worker::{SIZES, Shared, write_file};
use crate::error::{Context, Result};
use crate::file::FileBuilder;
use crate::lake::Lake;
use crate::ledger::{Entry, beside};
use crate::rows;

/// Takes in what others committed, drops from the files what is there by now, and corrects the entries.
pub(super) fn settle(
    lake: &mut Lake,
    shared: &Shared,
    files: &mut Vec<Add>,
    rejected: &mut Vec<Add>,
    entries: &mut [Entry],
) -> Result<()> {
    let known: HashSet<Path> =
        shared.runtime.block_on(lake.activity.files())?.into_iter().map(|f| f.path).collect();
    shared.runtime.block_on(lake.refresh())?;
    let beside = shared.runtime.block_on(beside(&lake.activity, &lake.ledger, &lake.rejected))?;
    *rejected = shared.rejects.settle(&beside.rejected, take(rejected))?;
    let ours = shared.runtime.block_on(ours(shared, files))?;
    let (mut doubled, mut conflicts) = (HashSet::new(), HashSet::new());
    let theirs = shared.runtime.block_on(lake.activity.files())?;
    for file in theirs.iter().filter(|f| !known.contains(&f.path)) {
        shared.runtime.block_on(rows::identities(shared.store.clone(), &file.path, |i| {
            let key = Key { id: i.id, content: i.content };
            shared.index.add(key)?;
            match ours.get(&key.id) {
                Some(contents) if contents.contains(&key.content) => drop(doubled.insert(key)),
                _ => (),
            }
            if ours.contains_key(&key.id) {
                conflicts.insert(key.id);
            }
            Ok(())
        }))?;
    }
    if doubled.is_empty() && conflicts.is_empty() {
        return Ok(());
    }
    rewrite(shared, files, &doubled, &conflicts, entries)
}

/// The contents that the files of this import have, by Id.
async fn ours(shared: &Shared, files: &[Add]) -> Result<HashMap<u128, HashSet<i64>>> {
    let mut ours: HashMap<u128, HashSet<i64>> = HashMap::new();
    for file in files {
        let each = |i: trail365_columns::Identity| {
            ours.entry(i.id).or_default().insert(i.content);
            Ok(())
        };
        rows::identities(shared.store.clone(), &Path::from(file.path.as_str()), each).await?;
    }
    Ok(ours)
}

/// Writes the files anew without the records that are doubled. The old ones are in no version of the table; they are left
/// to `vacuum`.
fn rewrite(
    shared: &Shared,
    files: &mut Vec<Add>,
    doubled: &HashSet<Key>,
    conflicts: &HashSet<u128>,
    entries: &mut [Entry],
) -> Result<()> {
    let mut builder = FileBuilder::new(trail365_columns::schema().clone(), SIZES);
    let mut written = Vec::new();
    for file in take(files) {
        let path = Path::from(file.path.as_str());
        let mut batches = shared.runtime.block_on(rows::read(shared.store.clone(), &path, None))?;
        while let Some(batch) = shared.runtime.block_on(batches.try_next())? {
            let kept = correct(shared, &batch, doubled, conflicts, entries)?;
            builder.write(&kept).doing(|| "cannot encode records".into())?;
            if builder.is_full() {
                written.extend(write_file(&mut builder, &shared.runtime, shared.store.as_ref())?);
            }
        }
    }
    written.extend(write_file(&mut builder, &shared.runtime, shared.store.as_ref())?);
    *files = written;
    Ok(())
}

/// The rows of a batch that stay; what was counted for each row is corrected in its unit's entry.
fn correct(
    shared: &Shared,
    batch: &RecordBatch,
    doubled: &HashSet<Key>,
    conflicts: &HashSet<u128>,
    entries: &mut [Entry],
) -> Result<RecordBatch> {
    let sources = rows::texts(batch, "source")?;
    let mut conflicting = shared.conflicts.lock().unwrap_or_else(PoisonError::into_inner);
    let mut keep = Vec::with_capacity(batch.num_rows());
    for (row, identity) in rows::identities_of(batch)?.enumerate() {
        let key = Key { id: identity.id, content: identity.content };
        keep.push(!doubled.contains(&key));
        let source = sources.as_ref().filter(|s| s.is_valid(row)).map(|s| s.value(row));
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
