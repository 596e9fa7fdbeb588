//! A Delta table of the lake at a version, and its files.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use deltalake::kernel::StructType;
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaResult, DeltaTable, DeltaTableBuilder, DeltaTableError};
use futures::{StreamExt as _, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt as _};
use serde_json::Value;
use trail365_columns::HashRule;
use url::Url;

use super::data_file::DataFile;
use super::protocol::{FORMAT, FORMAT_PROPERTY, SECOND_RULE_FORMAT, find_unreadable, refuse};
use crate::error::{Context, Error, ErrorKind, Result};
use crate::file::{RowReader, bounded_columns};
use crate::storage::Disk;

/// Application id under which a table that follows `activity` notes how far it has followed.
pub(crate) const FOLLOWS: &str = "trail365.activity";

/// Properties of a new table that are the same for all of them.
///
/// A busy collector commits once a minute, which is some 10,000 entries a week: more of them make listing the log slow.
const PROPERTIES: [(&str, &str); 3] = [
    ("delta.checkpointInterval", "100"),
    ("delta.logRetentionDuration", "interval 7 days"),
    // Longer than any version is kept: a checkpoint without it forgets which files older versions need.
    ("delta.deletedFileRetentionDuration", "interval 30 days"),
];

/// Files that are looked for at the same time.
const HEADS: usize = 32;

/// A table at a version.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(super) delta: DeltaTable,
    pub(super) name: &'static str,
    /// Columns of this build. The log may have fewer until the next writer adds them.
    pub(super) schema: SchemaRef,
}

impl Table {
    /// Opens a table; `None` when there is none.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or another program has made it one that we would read wrongly.
    pub async fn open(url: Url, name: &'static str, schema: SchemaRef) -> Result<Option<Self>> {
        let doing = || format!("cannot open the table `{name}`");
        // Opening would create the folder of the log.
        if url.to_file_path().is_ok_and(|folder| !folder.join("_delta_log").exists()) {
            return Ok(None);
        }
        match builder(&url).doing(doing)?.load().await {
            Ok(delta) => Table { delta, name, schema }.checked().map(Some),
            Err(DeltaTableError::NotATable(_)) => Ok(None),
            Err(e) => {
                Err(refuse_unknown(name, &e)
                    .unwrap_or_else(|| Error::because(ErrorKind::Storage, doing(), e)))
            }
        }
    }

    /// Creates a table where there is none yet. One that another writer creates at the same time is taken.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub async fn create(url: &Url, name: &'static str, schema: SchemaRef, has_format: bool) -> Result<Self> {
        let doing = || format!("cannot create the table `{name}`");
        let columns: StructType = schema.as_ref().try_into_kernel().doing(doing)?;
        let table = builder(url).and_then(DeltaTableBuilder::build).doing(doing)?;
        let properties = properties_of(&schema, has_format);
        let created = CreateBuilder::new()
            .with_log_store(table.log_store())
            .with_table_name(name)
            .with_save_mode(SaveMode::Ignore)
            .with_columns(columns.fields().cloned())
            .with_raise_if_key_not_exists(false)
            .with_configuration(properties.into_iter().map(|(key, value)| (key, Some(value))))
            .await;
        match created {
            Ok(delta) => Ok(Table { delta, name, schema }),
            // Most likely somebody else has just created it.
            Err(error) => match Table::open(url.clone(), name, schema).await? {
                Some(table) => Ok(table),
                None => Err(Error::because(ErrorKind::Storage, doing(), error)),
            },
        }
    }

    /// Returns the table, unless we would read it wrongly.
    pub(super) fn checked(self) -> Result<Self> {
        let state = self.delta.snapshot().damaged(|| self.reading())?;
        if let Some(refusal) = find_unreadable(state, self.name) {
            return Err(refusal);
        }
        self.ensure_same_types()?;
        Ok(self)
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn version(&self) -> u64 {
        self.delta.version().unwrap_or_default()
    }

    /// Returns the version of the lake's format as the log names it; 0 where it names none.
    pub fn format(&self) -> u64 {
        let state = self.delta.snapshot().ok();
        let named =
            state.and_then(|state| state.metadata().configuration().get(FORMAT_PROPERTY)?.parse().ok());
        named.unwrap_or(0)
    }

    /// Returns the rule of the content hashes in the table.
    pub fn hash_rule(&self) -> HashRule {
        if self.format() < SECOND_RULE_FORMAT { HashRule::First } else { HashRule::Second }
    }

    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Returns the store of the table's folder.
    pub fn store(&self) -> Arc<dyn ObjectStore> {
        self.delta.object_store()
    }

    /// Returns what reads the table's files.
    pub fn rows(&self) -> RowReader {
        RowReader { store: self.store(), schema: self.schema.clone() }
    }

    pub fn delta(&self) -> &DeltaTable {
        &self.delta
    }

    /// Moves on to the newest version.
    ///
    /// # Errors
    ///
    /// If the log cannot be read, or another program has made the table one that we would read wrongly.
    pub async fn refresh(&mut self) -> Result<()> {
        // On a copy, so that a table that is refused stays at the version that was fine.
        let mut newest = self.clone();
        if let Err(e) = newest.delta.update_state().await {
            let refusal = refuse_unknown(self.name, &e);
            return Err(refusal.unwrap_or_else(|| Error::because(ErrorKind::Storage, self.reading(), e)));
        }
        *self = newest.checked()?;
        Ok(())
    }

    /// Returns its files at this version.
    pub async fn files(&self) -> Result<Vec<DataFile>> {
        let state = self.delta.snapshot().damaged(|| self.reading())?;
        let views = state.snapshot().file_views(self.delta.log_store().as_ref(), None);
        let files = views.map_ok(|view| DataFile::from_log(&view, self.name)).try_collect::<Vec<_>>().await;
        files.damaged(|| self.reading())?.into_iter().collect()
    }

    /// Reports whether all files of this version are in storage.
    pub async fn has_its_files(&self) -> Result<bool> {
        let store = &self.store();
        let heads = self.files().await?.into_iter().map(|file| async move { store.head(&file.path).await });
        let mut heads = futures::stream::iter(heads).buffer_unordered(HEADS);
        while let Some(head) = heads.next().await {
            match head {
                Err(object_store::Error::NotFound { .. }) => return Ok(false),
                other => drop(other.doing(|| self.reading())?),
            }
        }
        Ok(true)
    }

    /// Returns the version of `activity` that the table has followed to.
    pub async fn followed_version(&self) -> Result<Option<u64>> {
        Ok(self.noted_number(FOLLOWS).await?.and_then(|v| u64::try_from(v).ok()))
    }

    /// Returns the number that commits have noted last for an application id.
    pub async fn noted_number(&self, application: &str) -> Result<Option<i64>> {
        let state = self.delta.snapshot().damaged(|| self.reading())?;
        let log = self.delta.log_store();
        state.snapshot().transaction_version(log.as_ref(), application).await.damaged(|| self.reading())
    }

    /// Returns the information of the commit of a version; `None` when its log was cleaned up.
    pub async fn commit_info(&self, version: u64) -> Result<Option<Value>> {
        let doing = || format!("cannot read version {version} of `{}`", self.name);
        let entry = self.delta.log_store().read_commit_entry(version).await.doing(doing)?;
        let Some(entry) = entry else { return Ok(None) };
        // The library parses every action of an entry; one is wanted here, and an entry can have thousands.
        for line in entry.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
            let mut action: Value = serde_json::from_slice(line).damaged(doing)?;
            if let Some(info) = action.get_mut("commitInfo") {
                return Ok(Some(info.take()));
            }
        }
        Ok(Some(Value::Null))
    }

    pub(super) fn reading(&self) -> String {
        format!("cannot read the log of `{}`", self.name)
    }
}

/// Returns the refusal of a table that the Delta library itself refuses; `None` for other errors.
fn refuse_unknown(table: &str, error: &DeltaTableError) -> Option<Error> {
    let text = error.to_string();
    // The library has no kind of its own for this, and says it from several places.
    let is_refusal = text.contains("nsupported") || text.contains("not supported");
    is_refusal.then(|| refuse(table, &format!("something unknown (\"{text}\")")))
}

/// Returns the store of a folder beside the tables.
pub(crate) fn store_of(url: &Url) -> Result<Arc<dyn ObjectStore>> {
    let doing = || format!("cannot reach {url}");
    Ok(builder(url).and_then(DeltaTableBuilder::build).doing(doing)?.object_store())
}

/// Returns the properties of a new table.
fn properties_of(schema: &SchemaRef, has_format: bool) -> Vec<(&'static str, String)> {
    let mut properties = PROPERTIES.map(|(key, value)| (key, value.to_owned())).to_vec();
    let bounded = bounded_columns(schema).collect::<Vec<_>>().join(",");
    properties.push(match bounded.as_str() {
        // Other writers refuse an empty list.
        "" => ("delta.dataSkippingNumIndexedCols", "0".to_owned()),
        _ => ("delta.dataSkippingStatsColumns", bounded),
    });
    properties.extend(has_format.then(|| (FORMAT_PROPERTY, FORMAT.to_string())));
    properties
}

fn builder(url: &Url) -> DeltaResult<DeltaTableBuilder> {
    let builder = DeltaTableBuilder::from_url(url.clone())?;
    Ok(match url.scheme() {
        // The library's own store for disks does not wait until files are on the disk.
        "file" => builder.with_storage_backend(Arc::new(Disk::default()), url.clone()),
        _ => builder,
    })
}

/// Returns the operation that appends rows.
pub(crate) fn append_operation() -> DeltaOperation {
    DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None }
}
