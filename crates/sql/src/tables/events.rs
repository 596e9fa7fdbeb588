//! The tables `events` and `event_records`: of the records with one Id the fullest alone.
//!
//! A whole record goes before a partial one, that before a truncated one; then one that fills more columns before one that
//! fills fewer, one with more values before one with fewer, one with administrative units or a `RecordId` of its own before one
//! without, the longer before the shorter, and the smaller hash decides the rest: the order in which they came makes no
//! difference. Columns go before length, because any length of text in an unknown field says less than an address. Records
//! without an Id stand each for itself.
//!
//! Rows whose Id was there before them say so in the column `same_id`. Where the log counts none of these, the tables are
//! `activity` and `records` as they are. Else the Ids of such rows are looked up once a session, and scans leave out the
//! copies by a filter, under which files and pages are still passed over. Lakes of older formats do not mark such rows, and
//! too many to hold are sorted instead, by a window.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use arrow::array::{AsArray, Int64Array, RecordBatch, StringViewArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, Int64Type, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::provider_as_source;
use datafusion::functions::expr_fn::octet_length;
use datafusion::functions_window::expr_fn::row_number;
use datafusion::logical_expr::{
    Expr, ExprFunctionExt, LogicalPlan, LogicalPlanBuilder, TableProviderFilterPushDown, TableType,
    bitwise_and, col, lit, when,
};
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::TryStreamExt;
use futures::lock::Mutex;
use trail365_columns::{
    CONTENT_HASH, ENVELOPE_BITS, INCOMPLETE, RAW, SAME_ID, SOURCE, SOURCE_LINE, has_envelope,
};
use trail365_lake::Snapshot;

use super::fullness::fullness;
use super::record_key::{Keys, has_one_of, id_key, identities, is_none_of};
use super::snapshot::SnapshotTable;

/// Rows with an Id that was there before whose keys are held in memory, some 60 bytes each. More are sorted.
const HELD_COPIES: u64 = 500_000;

/// First format of a lake that marks rows with an Id that was there before.
const MARKING_FORMAT: u64 = 2;

/// What the log knows of rows with an Id that was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marked {
    /// So many are marked.
    Rows(u64),
    /// None is marked, whether there are any or not.
    Unmarked,
}

/// The copies of a lake's events.
#[derive(Debug)]
pub(super) struct Copies {
    activity: Arc<SnapshotTable>,
    ledger: Arc<dyn TableProvider>,
    marked: Marked,
    /// Looked up when a query first needs it.
    found: Mutex<Option<Found>>,
}

/// Outcome of looking for copies.
#[derive(Debug, Clone)]
enum Found {
    /// These rows are less full than another with their Id.
    Rows(Arc<Keys>),
    /// There are too many to hold, or nobody knows which.
    TooMany,
}

impl Copies {
    /// Returns what is known of the copies in a lake; `None` where there are none.
    pub fn of_lake(
        snapshot: &Snapshot,
        activity: &Arc<SnapshotTable>,
        ledger: &Arc<dyn TableProvider>,
    ) -> Option<Arc<Self>> {
        let files = &snapshot.activity.files;
        let marked = if snapshot.format < MARKING_FORMAT {
            Marked::Unmarked
        } else {
            // A file without statistics, as other writers may leave it, may be all copies.
            let of_file = |rows: Option<u64>, nulls: Option<u64>| match (rows, nulls) {
                (Some(rows), Some(nulls)) => rows.saturating_sub(nulls),
                (rows, _) => rows.unwrap_or(u64::from(u32::MAX)),
            };
            Marked::Rows(files.iter().map(|file| of_file(file.rows(), file.null_count(SAME_ID))).sum())
        };
        let copies = || {
            let (activity, ledger) = (Arc::clone(activity), Arc::clone(ledger));
            Arc::new(Copies { activity, ledger, marked, found: Mutex::new(None) })
        };
        (marked != Marked::Rows(0) && !files.is_empty()).then(copies)
    }

    /// Looks for the copies, once.
    async fn find(&self, state: &dyn Session) -> Result<Found> {
        // Held while looking: a second query waits for the answer instead of reading the same files.
        let mut found = self.found.lock().await;
        if let Some(found) = &*found {
            return Ok(found.clone());
        }
        let now = match self.marked {
            Marked::Unmarked if !self.has_conflicts(state).await? => Found::Rows(Arc::default()),
            Marked::Rows(rows) if rows <= HELD_COPIES => Found::Rows(Arc::new(self.find_rows(state).await?)),
            Marked::Unmarked | Marked::Rows(_) => Found::TooMany,
        };
        *found = Some(now.clone());
        Ok(now)
    }

    /// Reports whether the ledger counts conflicts. In lakes that mark no rows, each row with an Id that was there before is
    /// one.
    async fn has_conflicts(&self, state: &dyn Session) -> Result<bool> {
        let plan = scan("ledger", &self.ledger)?.filter(col("conflicts").gt(lit(0_i64)))?;
        let plan = plan.project([col("conflicts")])?.limit(0, Some(1))?.build()?;
        let mut any = false;
        for_each_batch(state, &plan, |batch| {
            any |= batch.num_rows() > 0;
            Ok(())
        })
        .await?;
        Ok(any)
    }

    /// Finds the rows that are less full than another with their Id.
    async fn find_rows(&self, state: &dyn Session) -> Result<Keys> {
        let activity: Arc<dyn TableProvider> = self.activity.clone();
        let plan = scan("activity", &activity)?.filter(col(SAME_ID).is_not_null())?;
        let plan = plan.project([col("id"), col(CONTENT_HASH)])?.build()?;
        let mut ids = HashSet::new();
        for_each_batch(state, &plan, |batch| {
            let (texts, hashes) = key_columns(batch)?;
            ids.extend(identities(&texts, &hashes).map(|identity| identity.id));
            Ok(())
        })
        .await?;
        let plan = scan("activity", &activity)?.filter(has_one_of(Arc::new(ids)))?;
        let columns = [col("id"), col(CONTENT_HASH), rank()?, fullness(&activity.schema()), length()?];
        // All columns, but only of the rows that pass the filter: the others are not decoded.
        let plan = plan.project(columns)?.build()?;
        let mut fullest = Fullest::default();
        for_each_batch(state, &plan, |batch| fullest.take_in(batch)).await?;
        Ok(fullest.others)
    }
}

/// Measure of how full a row is, the fullest first: its gaps, its columns and values, its envelope, its length, its hash.
type Fullness = (i32, Reverse<i64>, Reverse<bool>, Reverse<i32>, i64);

/// The fullest record of each Id so far, and all others.
#[derive(Debug, Default)]
struct Fullest {
    by_id: HashMap<u128, Fullness>,
    others: Keys,
}

impl Fullest {
    fn take_in(&mut self, batch: &RecordBatch) -> Result<()> {
        let (ids, hashes) = key_columns(batch)?;
        let numbers = |place: usize| Ok::<_, DataFusionError>(cast(batch.column(place), &DataType::Int32)?);
        let (ranks, lengths) = (numbers(2)?, numbers(4)?);
        let (ranks, lengths) = (ranks.as_primitive::<Int32Type>(), lengths.as_primitive::<Int32Type>());
        let said = batch.column(3).as_primitive::<Int64Type>();
        for (row, identity) in identities(&ids, &hashes).enumerate() {
            let envelope = Reverse(has_envelope(identity.content));
            let (said, length) = (Reverse(said.value(row)), Reverse(lengths.value(row)));
            let this = (ranks.value(row), said, envelope, length, identity.content);
            let first = *self.by_id.entry(identity.id).or_insert(this);
            if first != this {
                self.by_id.insert(identity.id, first.min(this));
                self.others.insert(identity.id, first.max(this).4);
            }
        }
        Ok(())
    }
}

fn key_columns(batch: &RecordBatch) -> Result<(StringViewArray, Int64Array)> {
    let ids = cast(batch.column(0), &DataType::Utf8View)?;
    let hashes = cast(batch.column(1), &DataType::Int64)?;
    Ok((ids.as_string_view().clone(), hashes.as_primitive().clone()))
}

/// Returns how much a row lacks: 0 for a whole record.
fn rank() -> Result<Expr> {
    let is_partial = col(INCOMPLETE).eq(lit("partial"));
    let rank =
        when(col(INCOMPLETE).is_null(), lit(0_i32)).when(is_partial, lit(1_i32)).otherwise(lit(2_i32))?;
    Ok(rank.alias("rank_of_event"))
}

/// Returns the length of a row's record; 0 where its exact bytes were not kept.
fn length() -> Result<Expr> {
    let length = when(col(RAW).is_not_null(), octet_length(col(RAW))).otherwise(lit(0_i32))?;
    Ok(length.alias("length_of_event"))
}

/// Returns the condition that a row's envelope says nothing, by the hashes of format 2.
fn lacks_envelope() -> Expr {
    let bits = ((1_i64 << ENVELOPE_BITS) - 1) << 1;
    bitwise_and(col(CONTENT_HASH), lit(bits)).eq(lit(0_i64)).alias("lacks_envelope_of_event")
}

fn scan(name: &str, table: &Arc<dyn TableProvider>) -> Result<LogicalPlanBuilder> {
    LogicalPlanBuilder::scan(name, provider_as_source(Arc::clone(table)), None)
}

/// Calls `each` with the rows of a plan.
async fn for_each_batch(
    state: &dyn Session,
    plan: &LogicalPlan,
    mut each: impl FnMut(&RecordBatch) -> Result<()>,
) -> Result<()> {
    let plan = state.create_physical_plan(plan).await?;
    let mut batches = execute_stream(plan, state.task_ctx())?;
    while let Some(batch) = batches.try_next().await? {
        each(&batch)?;
    }
    Ok(())
}

/// Plans the fullest row of each Id by sorting all rows. `has_envelopes`: their hashes tell who has an envelope.
fn sorted_events(table: &Arc<dyn TableProvider>, has_envelopes: bool) -> Result<LogicalPlanBuilder> {
    let columns: Vec<_> = table.schema().fields().iter().map(|field| col(field.name())).collect();
    let envelope = if has_envelopes { lacks_envelope() } else { lit(true).alias("lacks_envelope_of_event") };
    let said = fullness(&table.schema()).alias("said_of_event");
    let own = [id_key().alias("key_of_event"), rank()?, said, envelope, length()?];
    let order = [
        col("rank_of_event").sort(true, false),
        col("said_of_event").sort(false, false),
        col("lacks_envelope_of_event").sort(true, false),
        col("length_of_event").sort(false, false),
        col(CONTENT_HASH).sort(true, false),
        col(SOURCE).sort(true, false),
        col(SOURCE_LINE).sort(true, false),
    ];
    let place = row_number().partition_by(vec![col("key_of_event")]).order_by(order.into()).build()?;
    // The length instead of the text goes through the sort, unless the query wants the text.
    scan("activity", table)?
        .project(columns.iter().cloned().chain(own))?
        .window([place.alias("place_of_event")])?
        .filter(col("key_of_event").is_null().or(col("place_of_event").eq(lit(1_u64))))?
        .project(columns)
}

/// Makes the table of events over a stream.
pub(super) fn events_of_stream(table: &Arc<dyn TableProvider>) -> Result<Arc<dyn TableProvider>> {
    Ok(Arc::new(ViewTable::new(sorted_events(table, true)?.build()?, None)))
}

/// Makes the table of events over a table of a lake.
pub(super) fn events_of_lake(
    table: Arc<SnapshotTable>,
    copies: Option<Arc<Copies>>,
) -> Arc<dyn TableProvider> {
    match copies {
        None => table,
        Some(copies) => Arc::new(EventsTable { table, copies }),
    }
}

/// A table of a lake without the copies of its events.
struct EventsTable {
    table: Arc<SnapshotTable>,
    copies: Arc<Copies>,
}

impl fmt::Debug for EventsTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventsTable").field("marked", &self.copies.marked).finish_non_exhaustive()
    }
}

#[async_trait]
impl TableProvider for EventsTable {
    fn schema(&self) -> SchemaRef {
        self.table.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        self.table.supports_filters_pushdown(filters)
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let table: Arc<dyn TableProvider> = self.table.clone();
        let plan = match self.copies.find(state).await? {
            Found::Rows(copies) if copies.is_empty() => {
                return self.table.scan(state, projection, filters, limit).await;
            }
            Found::Rows(copies) => {
                let plan = scan("activity", &table)?.filter(is_none_of(copies))?;
                filters.iter().cloned().try_fold(plan, LogicalPlanBuilder::filter)?
            }
            // A filter below the window would choose among the rows that pass it, so all rows are sorted.
            Found::TooMany => sorted_events(&table, self.copies.marked != Marked::Unmarked)?,
        };
        let schema = self.table.schema();
        let name = |place: usize| col(schema.field(place).name());
        let wanted: Vec<_> = match projection {
            // Where only the number of rows is asked for, one column carries it.
            Some(places) if places.is_empty() => vec![col(CONTENT_HASH)],
            Some(places) => places.iter().map(|place| name(*place)).collect(),
            None => (0..schema.fields().len()).map(name).collect(),
        };
        let plan = state.create_physical_plan(&plan.project(wanted)?.limit(0, limit)?.build()?).await?;
        match projection {
            Some(places) if places.is_empty() => {
                Ok(Arc::new(ProjectionExec::try_new(Vec::<ProjectionExpr>::new(), plan)?))
            }
            _ => Ok(plan),
        }
    }
}
