//! A data file as the log describes it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use deltalake::kernel::{Add, LogicalFileView, Remove};
use object_store::path::Path;
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Context, Result};

/// How names of files begin whose rows are in order.
const ORDERED: &str = "ordered-";

/// How names of other files begin.
const PART: &str = "part-";

/// A Parquet file of a table.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Path in the table's folder.
    pub path: Path,
    /// Size in bytes.
    pub bytes: u64,
    /// Time of the commit that brought it, in milliseconds since 1970.
    pub modified_ms: i64,
    pub(crate) stats: Stats,
    remove: Remove,
}

/// Statistics of an `add` action.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Stats {
    pub num_records: u64,
    pub min_values: BTreeMap<String, Value>,
    pub max_values: BTreeMap<String, Value>,
    pub null_count: BTreeMap<String, Value>,
}

impl DataFile {
    pub(crate) fn of(view: &LogicalFileView) -> Result<Self> {
        let path = view.object_store_path();
        let stats = view.stats().as_deref().map(serde_json::from_str).transpose();
        let stats = stats.damaged(|| format!("cannot read the statistics of {path}"))?.unwrap_or_default();
        Ok(DataFile {
            path,
            bytes: view.size() as u64,
            modified_ms: view.modification_time(),
            stats,
            remove: view.remove_action(true),
        })
    }

    /// Counts the rows; `None` where the log does not say.
    pub fn rows(&self) -> Option<u64> {
        Some(self.stats.num_records)
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

    /// Counts the rows in which a column is null.
    pub fn null_count(&self, column: &str) -> Option<u64> {
        self.stats.null_count.get(column).and_then(Value::as_u64)
    }

    /// Reports whether every row has its exact bytes in the column `raw`.
    pub fn has_raw(&self) -> bool {
        self.null_count("raw") == Some(0)
    }

    /// A file that a commit to `activity` names for a table that has not followed it yet.
    pub(crate) fn pending(add: &Add) -> Result<Self> {
        let stats = add.stats.as_deref().map(serde_json::from_str).transpose();
        let stats =
            stats.damaged(|| format!("cannot read the statistics of {}", add.path))?.unwrap_or_default();
        Ok(DataFile {
            path: Path::from(add.path.as_str()),
            bytes: add.size as u64,
            modified_ms: add.modification_time,
            stats,
            remove: Remove::default(),
        })
    }

    /// Whether a path is one that a lake gives to its files.
    pub(crate) fn is_ours(path: &Path) -> bool {
        let Some(name) = path.filename() else { return false };
        path.parts().count() == 1
            && (name.starts_with(PART) || name.starts_with(ORDERED))
            && name.contains(".parquet")
    }

    /// Path for a new file.
    pub(crate) fn new_path() -> String {
        format!("{PART}{}.parquet", uuid::Uuid::new_v4())
    }

    /// Path for a new file whose rows are in order.
    pub(crate) fn ordered_path() -> String {
        format!("{ORDERED}{}.parquet", uuid::Uuid::new_v4())
    }

    /// Whether its rows are in order, and no other file in order shares its days.
    pub(crate) fn is_ordered(&self) -> bool {
        self.path.filename().is_some_and(|name| name.starts_with(ORDERED))
    }

    /// Least creation time, to the millisecond below.
    pub(crate) fn least_time(&self) -> Option<DateTime<Utc>> {
        time(&self.stats.min_values)
    }

    /// Greatest creation time, to the millisecond.
    pub(crate) fn greatest_time(&self) -> Option<DateTime<Utc>> {
        time(&self.stats.max_values)
    }

    /// The action that takes the file out of the table; `data_change` unless its rows stay in other files.
    pub(crate) fn removal(&self, data_change: bool) -> Remove {
        Remove { data_change, ..self.remove.clone() }
    }
}

fn time(bounds: &BTreeMap<String, Value>) -> Option<DateTime<Utc>> {
    let text = bounds.get("creation_time")?.as_str()?;
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
}
