//! The keys of all records, kept beside the lake from one import to the next.
//!
//! Reading them anew takes as long as the lake is large; kept, they are there in a second. They can always be made anew
//! from the records, so whatever is wrong with them costs time alone: the list of the runs names the table, the version
//! that they reach and the hash of its entry in the log. Files of later versions are read; where rows went away since, or
//! the log no longer tells, all are.

mod place;

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::index::{Index, KeptRun};
use crate::blocking::Waiter;
use crate::error::{Context, Result};
use crate::lake::Lake;
use crate::table::DataFile;
pub(super) use place::{Place, RunWriter};

/// Name of the list of the runs.
pub(super) const LIST: &str = "keys.json";

/// Version of its form.
const FORM: u32 = 1;

/// Least keys that are worth it: fewer are read from the records as fast.
pub(super) const LEAST: usize = 200_000;

/// New keys, and time since they were kept last, after which they are kept again while an import goes on.
const MANY: usize = 1_000_000;
const LONG: Duration = Duration::from_mins(10);

/// The list of the runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct List {
    form: u32,
    /// Id of the table `activity`.
    pub table: String,
    /// Format of the lake, which has the rule of the content hashes.
    format: u64,
    /// Version of `activity` whose records are all in the runs, and the SHA-256 of its entry in the log.
    version: u64,
    entry_sha256: String,
    /// What places in the filters are made with.
    seed: u64,
    pub runs: Vec<KeptRun>,
}

/// The keys that are kept beside a lake.
pub(super) struct KeptKeys {
    place: Place,
    least: usize,
    last: Mutex<Last>,
}

/// What was kept last.
struct Last {
    runs: Vec<KeptRun>,
    keys: usize,
    at: Instant,
}

impl KeptKeys {
    /// Opens the keys of all records of a lake, from what is kept and from the files that are newer. Fewer than `least` keys
    /// will not be kept.
    pub fn open(lake: &Lake, least: usize, waiter: &Waiter) -> Result<(Self, Index)> {
        let place = Place::beside(lake)?;
        let found = find(&place, lake, waiter)?;
        let (runs, index, unread) = match found {
            Some(found) => found,
            None => (Vec::new(), Index::new(), waiter.wait(lake.activity.files())?),
        };
        let state = Last { runs, keys: index.count(), at: Instant::now() };
        waiter.wait(index.load_keys(&lake.activity.rows(), &unread, lake.hash_rule()))?;
        Ok((KeptKeys { place, least, last: Mutex::new(state) }, index))
    }

    /// Keeps the keys of a lake, whose records are all in an index and no others, if that is worth it by now; at the end of an
    /// import it is for fewer. What goes wrong costs the next import time alone, so it is told to the log.
    pub fn keep(&self, lake: &Lake, index: &Index, is_end: bool, waiter: &Waiter) {
        let count = index.count();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let new = count.saturating_sub(last.keys);
        let is_due = is_end || new >= MANY || last.at.elapsed() >= LONG;
        if count < self.least || new == 0 || !is_due {
            return;
        }
        last.at = Instant::now();
        if let Err(error) = self.keep_now(lake, index, &mut last, waiter) {
            tracing::warn!(%error, "the keys of the lake cannot be kept, so the next import reads all of its records");
        }
    }

    fn keep_now(&self, lake: &Lake, index: &Index, before: &mut Last, waiter: &Waiter) -> Result<()> {
        let doing = || "cannot keep the keys of the lake".to_owned();
        let entry_sha256 = waiter.wait(lake.activity.entry_sha256(lake.version()))?;
        let (Some(table), Some(entry_sha256)) = (lake.activity.id(), entry_sha256) else { return Ok(()) };
        let runs = index.keep(&mut RunWriter::new(&self.place, waiter)).doing(doing)?;
        let list = List {
            form: FORM,
            table,
            format: lake.format(),
            version: lake.version(),
            entry_sha256,
            seed: index.seed(),
            runs: runs.clone(),
        };
        let json = serde_json::to_vec_pretty(&list).damaged(doing)?;
        self.place.write(LIST, json, waiter).doing(doing)?;
        // Importers that have them open go on; one that begins now reads the new list.
        for old in before.runs.iter().filter(|old| !runs.contains(old)) {
            let _ = self.place.delete(&old.name, waiter);
        }
        (before.keys, before.runs) = (index.count(), runs);
        Ok(())
    }
}

pub(super) type Found = (Vec<KeptRun>, Index, Vec<DataFile>);

/// Finds the kept keys and the files that they lack; `None` where there are none that can be used.
pub(super) fn find(place: &Place, lake: &Lake, waiter: &Waiter) -> Result<Option<Found>> {
    let Some(list) = read_list(place, waiter) else { return Ok(None) };
    let activity = &lake.activity;
    let is_of_lake = list.form == FORM
        && Some(&list.table) == activity.id().as_ref()
        && list.format == lake.format()
        && list.version <= lake.version();
    if !is_of_lake || waiter.wait(activity.entry_sha256(list.version))? != Some(list.entry_sha256) {
        return Ok(None);
    }
    let Some(unread) = waiter.wait(activity.files_since(list.version))? else { return Ok(None) };
    let opened = list.runs.iter().map(|run| Ok((place.open_run(&run.name, waiter)?, run.name.clone())));
    let index = opened.collect::<io::Result<_>>().and_then(|files| Index::of_kept(files, list.seed));
    match index {
        Ok(index) => Ok(Some((list.runs, index, unread))),
        Err(error) => {
            tracing::warn!(%error, "the kept keys of the lake cannot be used, so all of its records are read");
            Ok(None)
        }
    }
}

fn read_list(place: &Place, waiter: &Waiter) -> Option<List> {
    serde_json::from_slice(&place.read(LIST, waiter).ok()?).ok()
}

/// Deletes runs that no list names and that have not changed for some time, and returns their names; with `dry_run` it deletes
/// none.
pub(crate) fn vacuum_keys(
    lake: &Lake,
    keep: Duration,
    dry_run: bool,
    waiter: &Waiter,
) -> Result<Vec<String>> {
    let doing = || "cannot vacuum the kept keys".to_owned();
    let place = Place::beside(lake)?;
    let kept = read_list(&place, waiter).map(|list| list.runs).unwrap_or_default();
    let mut names = place.old_runs(keep, waiter).doing(doing)?;
    names.retain(|name| !kept.iter().any(|run| run.name == *name));
    for name in names.iter().filter(|_| !dry_run) {
        place.delete(name, waiter).doing(doing)?;
    }
    Ok(names)
}
