//! A Delta table of the lake: its files at a version, and commits that either take place whole or not at all.

mod commit;
mod history;

use std::sync::Arc;

use arrow::datatypes::Schema;
use chrono::Utc;
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake::kernel::{Add, StructType};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaResult, DeltaTable, DeltaTableBuilder, DeltaTableError};
use futures::TryStreamExt;
use object_store::ObjectStore;
use serde_json::Value;
use url::Url;

use crate::disk::Disk;
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::bounded;
use crate::stored::DataFile;

pub(crate) use commit::{Commit, Note};
pub use history::At;

/// Application id under which a table that follows `activity` notes how far it has followed.
pub(crate) const FOLLOWS: &str = "trail365.activity";

/// One table at a version.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    delta: DeltaTable,
    name: &'static str,
}

impl Table {
    /// Opens a table; `None` when there is none.
    pub async fn open(url: Url, name: &'static str) -> Result<Option<Self>> {
        let doing = || format!("cannot open the table `{name}`");
        if url.to_file_path().is_ok_and(|folder| !folder.join("_delta_log").exists()) {
            return Ok(None);
        }
        match builder(&url).doing(doing)?.load().await {
            Ok(delta) => Ok(Some(Table { delta, name })),
            Err(DeltaTableError::NotATable(_)) => Ok(None),
            Err(e) => Err(Error::because(ErrorKind::Storage, doing(), e)),
        }
    }

    /// Creates a table where there is none yet; another's that was faster is taken.
    pub async fn create(url: &Url, name: &'static str, schema: &Schema) -> Result<Self> {
        let doing = || format!("cannot create the table `{name}`");
        let columns: StructType = schema.try_into_kernel().doing(doing)?;
        let table = builder(url).and_then(DeltaTableBuilder::build).doing(doing)?;
        let bounded = bounded(schema).collect::<Vec<_>>().join(",");
        let created = CreateBuilder::new()
            .with_log_store(table.log_store())
            .with_table_name(name)
            .with_save_mode(SaveMode::Ignore)
            .with_columns(columns.fields().cloned())
            .with_raise_if_key_not_exists(false)
            .with_configuration([
                ("delta.dataSkippingStatsColumns", Some(bounded)),
                ("delta.checkpointInterval", Some("50".to_owned())),
                // As long as the log is kept: a checkpoint without it forgets which files older versions need.
                ("delta.deletedFileRetentionDuration", Some("interval 30 days".to_owned())),
            ])
            .await;
        match created {
            Ok(delta) => Ok(Table { delta, name }),
            Err(_) => match Table::open(url.clone(), name).await? {
                Some(table) => Ok(table),
                None => created.map(|delta| Table { delta, name }).doing(doing),
            },
        }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn version(&self) -> u64 {
        self.delta.version().unwrap_or_default()
    }

    pub fn store(&self) -> Arc<dyn ObjectStore> {
        self.delta.object_store()
    }

    pub fn delta(&self) -> &DeltaTable {
        &self.delta
    }

    /// Takes in what others committed.
    pub async fn refresh(&mut self) -> Result<()> {
        self.delta.update_state().await.doing(|| format!("cannot read the log of `{}`", self.name))
    }

    /// Its files at this version.
    pub async fn files(&self) -> Result<Vec<DataFile>> {
        let doing = || format!("cannot read the log of `{}`", self.name);
        let state = self.delta.snapshot().damaged(doing)?;
        let views = state.snapshot().file_views(self.delta.log_store().as_ref(), None);
        let files = views.map_ok(|view| DataFile::of(&view)).try_collect::<Vec<_>>().await.damaged(doing)?;
        files.into_iter().collect()
    }

    /// Version of `activity` that the table has followed to.
    pub async fn followed(&self) -> Result<Option<u64>> {
        Ok(self.noted(FOLLOWS).await?.and_then(|v| u64::try_from(v).ok()))
    }

    /// The number that commits have noted last for an application id.
    pub async fn noted(&self, application: &str) -> Result<Option<i64>> {
        let doing = || format!("cannot read the log of `{}`", self.name);
        let state = self.delta.snapshot().damaged(doing)?;
        let log = self.delta.log_store();
        state.snapshot().transaction_version(log.as_ref(), application).await.damaged(doing)
    }

    /// What a commit of a version says about itself.
    pub async fn info(&self, version: u64) -> Result<Option<Value>> {
        let doing = || format!("cannot read version {version} of `{}`", self.name);
        let entry = self.delta.log_store().read_commit_entry(version).await.doing(doing)?;
        let Some(entry) = entry else { return Ok(None) };
        for line in entry.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
            let mut action: Value = serde_json::from_slice(line).damaged(doing)?;
            if let Some(info) = action.get_mut("commitInfo") {
                return Ok(Some(info.take()));
            }
        }
        Ok(Some(Value::Null))
    }
}

fn builder(url: &Url) -> DeltaResult<DeltaTableBuilder> {
    let builder = DeltaTableBuilder::from_url(url.clone())?;
    Ok(match url.scheme() {
        "file" => builder.with_storage_backend(Arc::new(Disk::default()), url.clone()),
        _ => builder,
    })
}

/// The operation that appends rows.
pub(crate) fn append() -> DeltaOperation {
    DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None }
}

/// The action that makes a file part of a table.
pub(crate) fn add(path: String, bytes: usize, stats: String, data_change: bool) -> Add {
    Add {
        path,
        size: bytes as i64,
        modification_time: Utc::now().timestamp_millis(),
        data_change,
        stats: Some(stats),
        ..Add::default()
    }
}
