//! A data file as the log describes it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use deltalake::kernel::{Add, LogicalFileView, Remove};
use object_store::path::Path;
use serde::Deserialize;
use serde_json::Value;

use super::protocol;
use crate::error::{Context, Result};
use crate::file::NewFile;
use crate::storage::is_sorted;

/// A Parquet file of a table.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Path in the table's folder.
    pub path: Path,
    /// Size in bytes.
    pub bytes: u64,
    /// Time of the commit that brought it, in milliseconds since 1970.
    pub modified_ms: i64,
    stats: Stats,
    remove: Remove,
}

/// Statistics of an `add` action. The protocol makes them optional, as a whole and each.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Stats {
    num_records: Option<u64>,
    min_values: BTreeMap<String, Value>,
    max_values: BTreeMap<String, Value>,
    null_count: BTreeMap<String, Value>,
}

impl DataFile {
    /// Takes a file from the log of a table; refuses one that some of its rows were deleted from.
    pub(crate) fn from_log(view: &LogicalFileView, table: &str) -> Result<Self> {
        let path = view.object_store_path();
        // The table's features name deletion vectors too, but a file with one must never pass for whole.
        if view.deletion_vector_descriptor().is_some() {
            return Err(protocol::refuse_deletion_vectors(table));
        }
        let stats = parse_stats(view.stats().as_deref(), path.as_ref())?;
        Ok(DataFile {
            path,
            bytes: view.size() as u64,
            modified_ms: view.modification_time(),
            stats,
            remove: view.remove_action(true),
        })
    }

    /// Takes a file that a commit to `activity` names for a table that has not followed it yet.
    pub(crate) fn from_pending(add: &Add) -> Result<Self> {
        Ok(DataFile {
            path: Path::from(add.path.as_str()),
            bytes: add.size as u64,
            modified_ms: add.modification_time,
            stats: parse_stats(add.stats.as_deref(), &add.path)?,
            remove: Remove::default(),
        })
    }

    /// Returns the number of rows; `None` where the log does not say.
    pub fn rows(&self) -> Option<u64> {
        self.stats.num_records
    }

    /// Returns the least value of a column as the log has it: a time cut to milliseconds, a long text cut.
    pub fn min_value(&self, column: &str) -> Option<&Value> {
        self.stats.min_values.get(column)
    }

    /// Returns the greatest value of a column as the log has it. A time is cut to milliseconds, so rows may be up to 999
    /// microseconds past it.
    pub fn max_value(&self, column: &str) -> Option<&Value> {
        self.stats.max_values.get(column)
    }

    /// Returns the number of rows in which a column is null; `None` where the log does not say.
    pub fn null_count(&self, column: &str) -> Option<u64> {
        self.stats.null_count.get(column).and_then(Value::as_u64)
    }

    /// Reports whether every row has its exact bytes in the column `raw`.
    pub fn has_raw(&self) -> bool {
        self.null_count("raw") == Some(0)
    }

    /// Reports whether its rows are in order and no other file in order shares its days.
    pub(crate) fn is_sorted(&self) -> bool {
        is_sorted(&self.path)
    }

    /// Returns the least creation time, cut to milliseconds.
    pub(crate) fn least_time(&self) -> Option<DateTime<Utc>> {
        self.min_value("creation_time").and_then(parse_time)
    }

    /// Returns the greatest creation time, rounded up to milliseconds.
    #[must_use]
    pub fn greatest_time(&self) -> Option<DateTime<Utc>> {
        self.max_value("creation_time").and_then(parse_time)
    }

    /// Reports whether records of the file may be of a time or later ones. Where the log is silent, they may.
    pub(crate) fn may_reach(&self, since: Option<DateTime<Utc>>) -> bool {
        since.zip(self.greatest_time()).is_none_or(|(since, greatest)| greatest >= since)
    }

    /// Returns the action that takes the file out of the table. `data_change` is false if its rows stay in other files.
    pub(crate) fn removal(&self, data_change: bool) -> Remove {
        Remove { data_change, ..self.remove.clone() }
    }
}

/// Returns the action that makes a file part of a table. `data_change` is false if its rows were in other files.
pub(crate) fn addition(file: NewFile, data_change: bool) -> Add {
    Add {
        path: file.path,
        size: file.bytes as i64,
        modification_time: Utc::now().timestamp_millis(),
        data_change,
        stats: Some(file.stats),
        ..Add::default()
    }
}

fn parse_stats(stats: Option<&str>, path: &str) -> Result<Stats> {
    let stats = stats.map(serde_json::from_str).transpose();
    Ok(stats.damaged(|| format!("cannot read the statistics of {path}"))?.unwrap_or_default())
}

fn parse_time(value: &Value) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|time| time.to_utc())
}
