//! Merges an import with what another writer has committed meanwhile: records that both have are kept once.

use std::collections::{HashMap, HashSet};
use std::mem::take;
use std::sync::PoisonError;

use arrow::array::{Array, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use deltalake::kernel::Add;
use futures::TryStreamExt;
use object_store::path::Path;
use trail365_columns::SameId;

use super::index::{Key, Nearest, Verdict};
use super::worker::Shared;
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::{FileBuilder, Sizes, identities_of, relations_of, text_column, with_relations, write_file};
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
    if lake.hash_rule() != shared.rule {
        let upgraded = "the lake was upgraded while this import was under way: import again";
        return Err(Error::new(ErrorKind::Busy, upgraded));
    }
    let companions = shared.waiter.wait(read_companions(&lake.activity, &lake.ledger, &lake.rejected))?;
    *rejected = shared.rejects.settle(&companions.rejected, take(rejected))?;
    let ours = shared.waiter.wait(read_own_contents(shared, files))?;
    let mut theirs_too = Overlap::default();
    let theirs = shared.waiter.wait(lake.activity.files())?;
    // Only files that are new are read. A compaction in between counts too: its files have other names.
    for file in theirs.iter().filter(|f| !known.contains(&f.path)) {
        shared.waiter.wait(shared.rows.read_identities(&file.path, |identity| {
            let key = Key::new(identity, shared.rule);
            shared.index.judge_and_add(key)?;
            ours.get(&key.id).into_iter().flatten().for_each(|own| theirs_too.add_key(*own, key));
            Ok(())
        }))?;
    }
    if theirs_too.0.is_empty() {
        return Ok(());
    }
    rewrite_files(shared, files, &theirs_too, entries)
}

/// Records of ours whose Ids another writer has committed, too, and the nearest to each among theirs.
#[derive(Default)]
struct Overlap(HashMap<Key, Nearest>);

impl Overlap {
    fn add_key(&mut self, own: Key, theirs: Key) {
        let nearest = self.0.entry(own).or_insert(Nearest::None);
        *nearest = Nearest::of(own, theirs).max(*nearest);
    }

    /// Reports whether theirs says all that a record of ours does.
    fn has_record(&self, own: Key) -> bool {
        self.0.get(&own) == Some(&Nearest::Same)
    }

    /// Returns the relation of a record of ours to theirs; `None` where they do not have its Id.
    fn same_id(&self, own: Key) -> Option<SameId> {
        Verdict::of(own, *self.0.get(&own)?).same_id()
    }
}

/// Reads the keys that the files of this import have, by Id.
async fn read_own_contents(shared: &Shared, files: &[Add]) -> Result<HashMap<u128, HashSet<Key>>> {
    let mut ours: HashMap<u128, HashSet<Key>> = HashMap::new();
    for file in files {
        let each = |identity: trail365_columns::Identity| {
            ours.entry(identity.id).or_default().insert(Key::new(identity, shared.rule));
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
    theirs: &Overlap,
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
            let kept = keep_and_correct(shared, &batch, theirs, entries)?;
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
    theirs: &Overlap,
    entries: &mut [Entry],
) -> Result<RecordBatch> {
    let sources = text_column(batch, "source")?;
    let mut copies = shared.copies.lock().unwrap_or_else(PoisonError::into_inner);
    let mut keep = Vec::with_capacity(batch.num_rows());
    let mut relations = relations_of(batch)?;
    for (row, identity) in identities_of(batch)?.enumerate() {
        let key = Key::new(identity, shared.rule);
        let is_doubled = theirs.has_record(key);
        keep.push(!is_doubled);
        let relation = theirs.same_id(key);
        // A record that was in conflict stays so.
        if relations[row] != Some(SameId::Conflict.as_str().to_owned()) && relation.is_some() {
            relations[row] = relation.map(|relation| relation.as_str().to_owned());
        }
        let source = sources.as_ref().filter(|s| s.is_valid(row)).map(|s| s.value(row));
        // Entries of a commit have different names, so that the row's source tells its entry.
        let Some(entry) = entries.iter_mut().find(|e| Some(e.source.as_str()) == source) else { continue };
        let is_copy = matches!(relation, Some(SameId::Conflict | SameId::Partial));
        if is_doubled {
            entry.duplicates += 1;
            let count = if copies.remove(&key) { copy_count(entry, key) } else { &mut entry.rows_added };
            *count = count.saturating_sub(1);
        } else if is_copy && copies.insert(key) {
            // The same Id with other content: both rows stay, and ours is a copy now.
            *copy_count(entry, key) += 1;
            entry.rows_added = entry.rows_added.saturating_sub(1);
        }
    }
    drop(copies);
    let batch = with_relations(batch, relations)?;
    filter_record_batch(&batch, &BooleanArray::from(keep)).doing(|| "cannot filter records".into())
}

/// Returns the count of an entry that a copy belongs to.
fn copy_count(entry: &mut Entry, key: Key) -> &mut u64 {
    if key.is_incomplete() { &mut entry.partial_copies } else { &mut entry.conflicts }
}
