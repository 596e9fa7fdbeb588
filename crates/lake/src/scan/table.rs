//! A table of the lake as DataFusion sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, DataFusionError, Result};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::provider_as_source;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, TableProviderFilterPushDown, TableType, col, lit};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::union::UnionExec;

use super::files::{self, Place};
use super::prune::prune;
use super::rebuild;
use crate::error::Context;
use crate::lake::Lake;
use crate::ledger;
use crate::stored::DataFile;
use crate::table::Table;

/// The virtual column: a record as JSON text.
pub(super) const RECORD: &str = "record";

/// The tables of a lake.
#[derive(Debug, Clone)]
pub struct Tables {
    /// One row a record.
    pub activity: Arc<LakeTable>,
    /// `activity` with one more column, `record`: the record as JSON text, as it was found where `raw` is kept, else
    /// rebuilt from the other columns.
    pub records: Arc<LakeTable>,
    /// One row a source unit.
    pub ledger: Arc<dyn TableProvider>,
    /// Input that is no record.
    pub rejected: Arc<LakeTable>,
}

/// One table at one version.
#[derive(Debug)]
pub struct LakeTable {
    /// Columns of the files.
    stored: SchemaRef,
    /// Columns that a query sees.
    schema: SchemaRef,
    place: Place,
    files: Vec<DataFile>,
    /// Rows that are not in a file yet.
    pending: Option<RecordBatch>,
}

impl Lake {
    /// The tables at this version of the lake.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn tables(&self) -> crate::Result<Tables> {
        let stored = trail365_columns::schema().clone();
        let files = self.activity.files().await?;
        let mut fields = stored.fields().to_vec();
        fields.push(Arc::new(Field::new(RECORD, DataType::Utf8View, true)));
        let place = Place::of(&self.activity)?;
        let table = |schema, files| LakeTable {
            stored: stored.clone(),
            schema,
            place: place.clone(),
            files,
            pending: None,
        };
        let beside = ledger::beside(&self.activity, &self.ledger, &self.rejected).await?;
        let mut ledger = LakeTable::of(&self.ledger, ledger::schema(), self.ledger.files().await?)?;
        if !beside.pending.is_empty() {
            ledger.pending = Some(ledger::batch(&beside.pending)?);
        }
        let rejected = LakeTable::of(&self.rejected, ledger::rejected_schema(), beside.rejected)?;
        Ok(Tables {
            activity: Arc::new(table(stored.clone(), files.clone())),
            records: Arc::new(table(Arc::new(Schema::new(fields)), files)),
            ledger: up_to(self.version(), Arc::new(ledger))
                .damaged(|| "cannot read the ledger of a version".into())?,
            rejected: Arc::new(rejected),
        })
    }
}

/// The rows of `ledger` up to a version of `activity`.
fn up_to(version: u64, ledger: Arc<LakeTable>) -> Result<Arc<dyn TableProvider>> {
    let plan = LogicalPlanBuilder::scan("ledger", provider_as_source(ledger), None)?;
    let plan = plan.filter(col("version").lt_eq(lit(version as i64)))?.build()?;
    Ok(Arc::new(ViewTable::new(plan, None)))
}

impl Place {
    fn of(table: &Table) -> crate::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let url = format!("lake://table-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let url = ObjectStoreUrl::parse(url).damaged(|| "cannot name the store of a table".into())?;
        Ok(Place { store: table.store(), url })
    }
}

impl LakeTable {
    fn of(table: &Table, schema: SchemaRef, files: Vec<DataFile>) -> crate::Result<Self> {
        Ok(LakeTable { stored: schema.clone(), schema, place: Place::of(table)?, files, pending: None })
    }

    /// Rows of the table, from the log.
    pub fn rows(&self) -> u64 {
        let pending = self.pending.as_ref().map_or(0, RecordBatch::num_rows);
        self.files.iter().map(|f| f.stats.num_records).sum::<u64>() + pending as u64
    }

    /// The files that may hold rows for which all filters are true.
    fn files_for(&self, state: &dyn Session, filters: &[Expr]) -> Result<Vec<DataFile>> {
        let Some(condition) = conjunction(filters.iter().cloned()) else { return Ok(self.files.clone()) };
        let schema = DFSchema::try_from(self.stored.clone())?;
        prune(&self.files, &self.stored, state.create_physical_expr(condition, &schema)?)
    }
}

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters pass over files, row groups and pages; each row is looked at again.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let of_files = |filter: &&Expr| filter.column_refs().iter().all(|c| c.name != RECORD);
        let support = |of_files| {
            if of_files {
                TableProviderFilterPushDown::Inexact
            } else {
                TableProviderFilterPushDown::Unsupported
            }
        };
        Ok(filters.iter().map(of_files).map(support).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wanted = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let files = self.files_for(state, filters)?;
        if let Some(pending) = &self.pending {
            let scan = files::scan(state, &self.place, &self.stored, &files, wanted.clone(), None).await?;
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
        let virtual_column = self.stored.fields().len();
        if !wanted.contains(&virtual_column) {
            return files::scan(state, &self.place, &self.stored, &files, wanted, limit).await;
        }
        let columns = self.columns_for_record(&wanted, &files)?;
        let scan = files::scan(state, &self.place, &self.stored, &files, columns, limit).await?;
        Ok(rebuild::with_record(scan, &Arc::new(self.schema.project(&wanted)?)))
    }
}

impl LakeTable {
    /// What must be read to give the wanted columns, the virtual one among them: `raw`, and all columns where it is
    /// not kept everywhere.
    fn columns_for_record(&self, wanted: &[usize], files: &[DataFile]) -> Result<Vec<usize>> {
        let all = self.stored.fields().len();
        if !files.iter().all(DataFile::has_raw) {
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
