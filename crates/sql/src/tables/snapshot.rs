//! A table of a lake at one version: its Parquet files and the rows that are in no file yet.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, DataFusionError, Result};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::provider_as_source;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, TableProviderFilterPushDown, TableType, col, lit};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::union::UnionExec;
use trail365_lake::{DataFile, Footers, TableSnapshot, TextCondition};

use super::conditions::{looks_through_records, text_condition};
use super::files::{self, FileRows, all_rows};
use super::metadata::FileStore;
use super::prune::prune_files;
use super::reading::FilesRead;
use super::record::{self, RECORD};
use super::texts::{select_rows, texts_to_read};
use crate::functions::bytes_text;

/// One table at one version.
#[derive(Debug)]
pub(super) struct SnapshotTable {
    /// Columns of the files.
    stored: SchemaRef,
    /// Columns that a query sees.
    schema: SchemaRef,
    store: FileStore,
    files: Vec<Arc<DataFile>>,
    pending: Option<RecordBatch>,
}

impl SnapshotTable {
    /// Makes a table with the columns that are stored.
    pub fn new(table: &TableSnapshot) -> Result<Self> {
        Self::with_schema(table, table.schema.clone())
    }

    /// Makes a table with the virtual column `record` behind the others.
    pub fn with_record(table: &TableSnapshot) -> Result<Self> {
        Self::with_schema(table, record::schema_with_record(&table.schema))
    }

    fn with_schema(table: &TableSnapshot, schema: SchemaRef) -> Result<Self> {
        Ok(SnapshotTable {
            stored: table.schema.clone(),
            schema,
            store: FileStore {
                store: table.store.clone(),
                url: store_url(table)?,
                footers: Arc::new(Footers::beside(table.store.clone())),
            },
            files: table.files.clone(),
            pending: table.pending.clone(),
        })
    }

    /// Selects the files that may hold rows for which all filters are true.
    fn files_for(&self, state: &dyn Session, filters: &[Expr]) -> Result<Vec<Arc<DataFile>>> {
        // Clones pointers, not the bounds behind them.
        if filters.is_empty() {
            return Ok(self.files.clone());
        }
        let schema = DFSchema::try_from(self.stored.clone())?;
        // One by one: joined, thousands of them make a tree too deep for the stack.
        let mut files = self.files.clone();
        for filter in filters.iter().filter(|filter| !is_of_record(filter)) {
            files = prune_files(&files, &self.stored, state.create_physical_expr(filter.clone(), &schema)?)?;
        }
        Ok(files)
    }

    /// Selects the rows of these files that may hold the texts that the filters ask for.
    async fn rows_for(
        &self,
        state: &dyn Session,
        files: Vec<Arc<DataFile>>,
        filters: &[Expr],
    ) -> Result<Vec<FileRows>> {
        let asked = |filter: &Expr| Some((looks_through_records(filter), text_condition(filter)?));
        let asked: Vec<_> = filters.iter().filter_map(asked).collect();
        let of_records = asked.iter().filter(|(of_records, _)| *of_records);
        let narrowing =
            of_records.map(|(_, condition)| condition.narrows()).reduce(|one, other| one || other);
        let condition = TextCondition::All(asked.into_iter().map(|(_, condition)| condition).collect());
        let rows = if condition.narrows() {
            select_rows(state, &self.store, files, condition).await?
        } else {
            all_rows(files)
        };
        // Only where records are looked through: what is read of columns is little.
        if let (Some(narrows), Some(read)) = (narrowing, state.config().get_extension::<FilesRead>()) {
            read.add_texts(texts_to_read(&rows, narrows));
        }
        Ok(rows)
    }

    /// Lists the columns to read for the wanted ones where `record` is among them: `raw`, and all columns where some file
    /// does not keep it for every row.
    fn columns_for_record(&self, wanted: &[usize], files: &[FileRows]) -> Result<Vec<usize>> {
        let all = self.stored.fields().len();
        if !files.iter().all(|rows| rows.file.has_raw()) {
            return Ok((0..all).collect());
        }
        let raw = self.stored.index_of(trail365_columns::RAW).map_err(DataFusionError::from)?;
        let mut columns: Vec<usize> = wanted.iter().copied().filter(|c| *c != all).collect();
        if !columns.contains(&raw) {
            columns.push(raw);
        }
        Ok(columns)
    }
}

/// Reports whether a filter needs the virtual column.
fn is_of_record(filter: &Expr) -> bool {
    filter.column_refs().iter().any(|column| column.name == RECORD)
}

/// Names the store of a table for the session: a process that scans the same lake a million times registers one store, and another
/// process that opens the lake means the same by the name.
pub(super) fn store_url(table: &TableSnapshot) -> Result<ObjectStoreUrl> {
    ObjectStoreUrl::parse(format!("lake://{}", table.store_name))
}

/// Filters the rows of `ledger` to those up to a version of `activity`.
pub(super) fn up_to_version(version: u64, ledger: Arc<SnapshotTable>) -> Result<Arc<dyn TableProvider>> {
    // A plan instead of a filter in the scan, so that the condition prunes files and row groups like any other.
    let plan = LogicalPlanBuilder::scan("ledger", provider_as_source(ledger), None)?;
    let plan = plan.filter(col("version").lt_eq(lit(version as i64)))?.build()?;
    Ok(Arc::new(ViewTable::new(plan, None)))
}

/// Adds the column `text` to the table `rejected`: its pieces as text. No file holds it, and a query that does not ask for
/// it does not compute it.
pub(super) fn with_text(rejected: Arc<SnapshotTable>) -> Result<Arc<dyn TableProvider>> {
    let plan = LogicalPlanBuilder::scan("rejected", provider_as_source(rejected), None)?;
    let stored = plan.schema().columns().into_iter().map(Expr::Column);
    let text = bytes_text().call(vec![col("bytes")]).alias("text");
    let plan = plan.clone().project(stored.chain([text]).collect::<Vec<_>>())?.build()?;
    Ok(Arc::new(ViewTable::new(plan, None)))
}

#[async_trait]
impl TableProvider for SnapshotTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters pass over files, row groups and pages; each row is looked at again, so they are inexact. `record` is in no
    /// file, but its words are.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let support = |filter: &&Expr| {
            if is_of_record(filter) && text_condition(filter).is_none() {
                TableProviderFilterPushDown::Unsupported
            } else {
                TableProviderFilterPushDown::Inexact
            }
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        if let Some(read) = state.config().get_extension::<FilesRead>() {
            let bytes = self.files.iter().map(|file| file.bytes).sum();
            read.add_table(self.store.url.as_str(), self.files.len(), bytes);
        }
        let wanted = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let files = self.rows_for(state, self.files_for(state, filters)?, filters).await?;
        let is_filtered = !filters.is_empty();
        let plan_scan = |columns, limit| {
            files::plan_scan(state, &self.store, &self.stored, &files, columns, is_filtered, limit)
        };
        if let Some(pending) = &self.pending {
            let scan = plan_scan(wanted.clone(), None).await?;
            let rows = MemorySourceConfig::try_new_exec(
                &[vec![pending.clone()]],
                self.stored.clone(),
                Some(wanted),
            )?;
            return UnionExec::try_new(vec![scan, rows]);
        }
        if files.is_empty() {
            return Ok(Arc::new(EmptyExec::new(Arc::new(self.schema.project(&wanted)?))));
        }
        // The virtual column stands behind the stored ones, so its index is their number.
        let virtual_column = self.stored.fields().len();
        if !wanted.contains(&virtual_column) {
            return plan_scan(wanted, limit).await;
        }
        let columns = self.columns_for_record(&wanted, &files)?;
        let scan = plan_scan(columns, limit).await?;
        Ok(record::with_record(scan, &Arc::new(self.schema.project(&wanted)?)))
    }
}
