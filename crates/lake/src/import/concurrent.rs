//! Merges an import with what another writer has committed meanwhile: records that both have are kept once.

use std::collections::{HashMap, HashSet};
use std::mem::take;

use arrow::array::{Array, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use deltalake::kernel::Add;
use object_store::path::Path;
use trail365_columns::SameId;

use super::index::{Key, Nearest, Verdict};
use super::regrade::regrade_conflicts;
use super::rewrite::rewrite_files;
use super::tally::Regraded;
use super::worker::Shared;
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::{identities_of, relations_of, text_column, with_relations};
use crate::lake::Lake;
use crate::ledger::{Entry, read_companions};
use crate::table::{DataFile, Table};

/// Takes in what others committed, drops from the import's files the records that are there by now, and corrects its
/// entries.
pub(super) fn settle(
    lake: &mut Lake,
    shared: &Shared,
    files: &mut Vec<Add>,
    rejected: &mut Vec<Add>,
    entries: &mut [Entry],
) -> Result<()> {
    let before = lake.activity.clone();
    shared.waiter.wait(lake.refresh())?;
    if lake.hash_rule() != shared.rule {
        let upgraded = "the lake was upgraded while this import was under way: import again";
        return Err(Error::new(ErrorKind::Busy, upgraded));
    }
    let companions = shared.waiter.wait(read_companions(&lake.activity, &lake.ledger, &lake.rejected))?;
    *rejected = shared.rejects.settle(&companions.rejected, take(rejected))?;
    let ours = shared.waiter.wait(read_own_contents(shared, files))?;
    let mut theirs_too = Overlap::default();
    for file in shared.waiter.wait(files_behind(&before, &lake.activity))? {
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
    rewrite_files(shared, files, |batch| keep_and_correct(shared, batch, &theirs_too, entries))?;
    let regraded = regrade_conflicts(lake, shared, files)?;
    for entry in entries {
        if let Some(regraded) = regraded.get(&entry.source) {
            correct(entry, regraded);
        }
    }
    Ok(())
}

/// Lists the files with records that came behind a version; where the log does not tell, all that are new.
async fn files_behind(before: &Table, now: &Table) -> Result<Vec<DataFile>> {
    if let Some(files) = now.files_since(before.version()).await? {
        return Ok(files);
    }
    let known: HashSet<Path> = before.files().await?.into_iter().map(|file| file.path).collect();
    let files = now.files().await?.into_iter().filter(|file| !known.contains(&file.path));
    Ok(files.collect())
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

/// Returns the rows of a batch that stay. Corrects in the unit's entry what was counted for each row.
fn keep_and_correct(
    shared: &Shared,
    batch: &RecordBatch,
    theirs: &Overlap,
    entries: &mut [Entry],
) -> Result<RecordBatch> {
    let sources = text_column(batch, "source")?;
    let mut keep = Vec::with_capacity(batch.num_rows());
    let mut relations = relations_of(batch)?;
    for (row, identity) in identities_of(batch)?.enumerate() {
        let key = Key::new(identity, shared.rule);
        let is_doubled = theirs.has_record(key);
        keep.push(!is_doubled);
        let before = relations[row].clone();
        // A record that was a copy before theirs came stays so.
        let relation = theirs.same_id(key).filter(|_| !is_copy(before.as_deref()));
        if let Some(relation) = relation {
            relations[row] = Some(relation.as_str().to_owned());
        }
        let source = sources.as_ref().filter(|s| s.is_valid(row)).map(|s| s.value(row));
        // Entries of a commit have different names, so that the row's source tells its entry.
        let Some(entry) = entries.iter_mut().find(|e| Some(e.source.as_str()) == source) else { continue };
        if is_doubled {
            entry.duplicates += 1;
            let count = count_of(entry, before.as_deref());
            *count = count.saturating_sub(1);
        } else if is_copy(relations[row].as_deref()) && !is_copy(before.as_deref()) {
            // The same Id with other content: both rows stay, and ours is a copy now.
            *count_of(entry, relations[row].as_deref()) += 1;
            entry.rows_added = entry.rows_added.saturating_sub(1);
        }
    }
    let batch = with_relations(batch, relations)?;
    filter_record_batch(&batch, &BooleanArray::from(keep)).doing(|| "cannot filter records".into())
}

/// Reports whether a row with this word in `same_id` counts as a copy of another.
fn is_copy(word: Option<&str>) -> bool {
    word.is_some_and(|word| [SameId::Conflict, SameId::Partial].map(SameId::as_str).contains(&word))
}

/// Returns the count of an entry that a row with this word in `same_id` belongs to.
fn count_of<'a>(entry: &'a mut Entry, word: Option<&str>) -> &'a mut u64 {
    match word {
        Some(word) if word == SameId::Conflict.as_str() => &mut entry.conflicts,
        Some(word) if word == SameId::Partial.as_str() => &mut entry.partial_copies,
        _ => &mut entry.rows_added,
    }
}

/// Corrects an entry by the conflicts that are none.
fn correct(entry: &mut Entry, regraded: &Regraded) {
    entry.conflicts = entry.conflicts.saturating_sub(regraded.partial_copies + regraded.added);
    entry.partial_copies += regraded.partial_copies;
    entry.rows_added += regraded.added;
}
