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
pub(crate) struct DataFile {
    pub path: Path,
    pub bytes: u64,
    pub modified_ms: i64,
    pub stats: Stats,
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
    pub fn of(view: &LogicalFileView) -> Result<Self> {
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

    /// Whether every row has its exact bytes.
    pub fn has_raw(&self) -> bool {
        self.stats.null_count.get("raw").and_then(Value::as_u64) == Some(0)
    }

    /// A file that a commit to `activity` names for a table that has not followed it yet.
    pub fn pending(add: &Add) -> Result<Self> {
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
    pub fn is_ours(path: &Path) -> bool {
        let Some(name) = path.filename() else { return false };
        path.parts().count() == 1
            && (name.starts_with(PART) || name.starts_with(ORDERED))
            && name.contains(".parquet")
    }

    /// Path for a new file.
    pub fn new_path() -> String {
        format!("{PART}{}.parquet", uuid::Uuid::new_v4())
    }

    /// Path for a new file whose rows are in order.
    pub fn ordered_path() -> String {
        format!("{ORDERED}{}.parquet", uuid::Uuid::new_v4())
    }

    /// Whether its rows are in order, and no other file in order shares its days.
    pub fn is_ordered(&self) -> bool {
        self.path.filename().is_some_and(|name| name.starts_with(ORDERED))
    }

    /// Least creation time, to the millisecond below.
    pub fn least_time(&self) -> Option<DateTime<Utc>> {
        time(&self.stats.min_values)
    }

    /// Greatest creation time, to the millisecond.
    pub fn greatest_time(&self) -> Option<DateTime<Utc>> {
        time(&self.stats.max_values)
    }

    /// The action that takes the file out of the table; `data_change` unless its rows stay in other files.
    pub fn removal(&self, data_change: bool) -> Remove {
        Remove { data_change, ..self.remove.clone() }
    }
}

fn time(bounds: &BTreeMap<String, Value>) -> Option<DateTime<Utc>> {
    let text = bounds.get("creation_time")?.as_str()?;
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
}
