//! Finds conflicts that are none: of two records with one Id, one may say all that the other does, and more.
//!
//! The index of keys tells only that two contents differ. So before a commit the records with the Id of a conflict are read
//! and compared value by value. An import without conflicts reads nothing.

use std::collections::{HashMap, HashSet};

use arrow::array::{RecordBatch, StringViewArray};
use deltalake::kernel::Add;
use futures::TryStreamExt;
use object_store::path::Path;
use trail365_columns::{CONTENT_HASH, HashRule, Identity, SAME_ID, SOURCE, SameId};

use super::copies::Copies;
use super::rewrite::rewrite_files;
use super::tally::Regraded;
use super::worker::Shared;
use crate::error::Result;
use crate::file::{identities_of, relations_of, text_column, with_relations};
use crate::lake::Lake;
use crate::table::DataFile;

/// A record in conflict in an uncommitted file.
struct OwnConflict {
    identity: Identity,
    /// Number of the file.
    file: usize,
}

/// New grades of uncommitted records.
type Grades = HashMap<Identity, SameId>;

/// Compares the records in conflict of uncommitted files with all others of their Ids, and corrects the column `same_id` of
/// those that are part of another, or that say all that the others do. Returns their numbers by source.
pub(super) fn regrade_conflicts(
    lake: &Lake,
    shared: &Shared,
    files: &mut Vec<Add>,
) -> Result<HashMap<String, Regraded>> {
    // Where notation is a difference, as in lakes of older formats, conflicts are what tells that there are copies.
    if shared.rule == HashRule::First {
        return Ok(HashMap::new());
    }
    let conflicts = read_conflicts(shared, files)?;
    let mut all = shared.waiter.wait(lake.activity.files())?;
    for file in files.iter() {
        all.push(DataFile::from_pending(file)?);
    }
    let mut grades = Grades::new();
    grade(shared, &all, &conflicts, &mut grades)?;
    if grades.is_empty() {
        return Ok(HashMap::new());
    }
    let counts = count_by_source(shared, files, &grades)?;
    let to_change = conflicts.iter().filter(|conflict| grades.contains_key(&conflict.identity));
    let to_change: HashSet<_> = to_change.map(|conflict| files[conflict.file].path.clone()).collect();
    let (mut changed, rest): (Vec<_>, Vec<_>) =
        std::mem::take(files).into_iter().partition(|file| to_change.contains(&file.path));
    rewrite_files(shared, &mut changed, |batch| with_grades(batch, &grades))?;
    *files = rest;
    files.append(&mut changed);
    Ok(counts)
}

/// Reads which records of uncommitted files are in conflict, in order of their Ids.
fn read_conflicts(shared: &Shared, files: &[Add]) -> Result<Vec<OwnConflict>> {
    let mut conflicts = Vec::new();
    for (file, add) in files.iter().enumerate() {
        for_each_conflict(shared, add, |identity, _, _| conflicts.push(OwnConflict { identity, file }))?;
    }
    conflicts.sort_unstable_by_key(|conflict| conflict.identity);
    Ok(conflicts)
}

/// Grades conflicts that are in order of their Ids; in parts if the records are too many to hold.
fn grade(shared: &Shared, files: &[DataFile], conflicts: &[OwnConflict], grades: &mut Grades) -> Result<()> {
    let ids: HashSet<_> = conflicts.iter().map(|conflict| conflict.identity.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    if let Some(copies) = Copies::read(shared, files, &ids)? {
        let all = conflicts.iter().map(|conflict| (conflict.identity, copies.grade(conflict.identity)));
        grades.extend(all.filter(|(_, grade)| *grade != SameId::Conflict));
        return Ok(());
    }
    let middle = conflicts[conflicts.len() / 2].identity.id;
    let (first, rest) = conflicts.split_at(conflicts.partition_point(|it| it.identity.id < middle));
    let (of_middle, last) = rest.split_at(rest.partition_point(|it| it.identity.id == middle));
    for part in [first, of_middle, last] {
        // An Id whose records alone are too large to hold stays in conflict.
        if part.len() < conflicts.len() {
            grade(shared, files, part, grades)?;
        }
    }
    Ok(())
}

/// Counts the records with new grades by their source.
fn count_by_source(shared: &Shared, files: &[Add], grades: &Grades) -> Result<HashMap<String, Regraded>> {
    let mut counts: HashMap<String, Regraded> = HashMap::new();
    for file in files {
        for_each_conflict(shared, file, |identity, id, source| {
            let count = counts.entry(source.to_owned()).or_default();
            match grades.get(&identity) {
                Some(SameId::Partial) => count.partial_copies += 1,
                Some(SameId::Whole) => count.added += 1,
                Some(SameId::Conflict) | None => {
                    count.conflicting_id.get_or_insert_with(|| id.to_owned());
                }
            }
        })?;
    }
    Ok(counts)
}

/// Calls `each` with the identity, the Id and the source of every record in conflict of a file.
fn for_each_conflict(shared: &Shared, file: &Add, mut each: impl FnMut(Identity, &str, &str)) -> Result<()> {
    let columns = ["id", CONTENT_HASH, SAME_ID, SOURCE];
    let path = Path::from(file.path.as_str());
    let mut batches = shared.waiter.wait(shared.rows.read(&path, Some(&columns)))?;
    while let Some(batch) = shared.waiter.wait(batches.try_next())? {
        let (ids, sources) = (text_column(&batch, "id")?, text_column(&batch, SOURCE)?);
        let text = |column: &Option<StringViewArray>, row| {
            column.as_ref().map_or_else(String::new, |column| column.value(row).to_owned())
        };
        for ((row, identity), word) in identities_of(&batch)?.enumerate().zip(relations_of(&batch)?) {
            if is_conflict(word.as_deref()) {
                each(identity, &text(&ids, row), &text(&sources, row));
            }
        }
    }
    Ok(())
}

/// Returns the rows of a batch with their new grades.
fn with_grades(batch: &RecordBatch, grades: &Grades) -> Result<RecordBatch> {
    let mut relations = relations_of(batch)?;
    for (identity, word) in identities_of(batch)?.zip(&mut relations) {
        if let Some(grade) = grades.get(&identity).filter(|_| is_conflict(word.as_deref())) {
            *word = Some(grade.as_str().to_owned());
        }
    }
    with_relations(batch, relations)
}

fn is_conflict(word: Option<&str>) -> bool {
    word == Some(SameId::Conflict.as_str())
}
