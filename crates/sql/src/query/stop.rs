//! Queries that are stopped from elsewhere.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SessionState, TaskContext};
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::joins::utils::JoinFilter;
use datafusion::physical_plan::joins::{HashJoinExec, NestedLoopJoinExec, NestedLoopJoinExecBuilder};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{ExecutionPlan, SendableRecordBatchStream, execute_stream};
use futures::future::ready;
use futures::{Stream, StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use crate::tables::FilesRead;

/// Starts a query that ends with an error within moments once `stop` is cancelled, from any thread.
///
/// Dropping the stream stops a query, too, but only where it gives way to the runtime. A join without an equality compares a
/// batch with every row of the other side before it does, which can take minutes.
///
/// ```
/// use futures::StreamExt as _;
/// use trail365_sql::{CancellationToken, SessionOptions, Tables};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let session = trail365_sql::over(Tables::default(), &SessionOptions::default())?;
/// let frame = trail365_sql::sql(&session, "SELECT 1").await?;
/// let stop = CancellationToken::new();
/// let mut rows = trail365_sql::stream(frame, &stop).await?;
/// assert_eq!(rows.next().await.unwrap()?.num_rows(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the query cannot be planned.
pub async fn stream(frame: DataFrame, stop: &CancellationToken) -> crate::Result<SendableRecordBatchStream> {
    let (state, plan) = frame.into_parts();
    let plan = state.create_physical_plan(&plan).await?;
    run(&state, with_checks(plan, stop)?, stop)
}

/// Starts a query as [`stream()`] does, and counts in `files` the files of a lake that it reads, as long as it runs.
///
/// # Errors
/// As [`stream()`].
pub async fn stream_counted(
    frame: DataFrame,
    stop: &CancellationToken,
    files: &FilesRead,
) -> crate::Result<SendableRecordBatchStream> {
    let (state, plan) = plan_counted(frame, files).await?;
    run(&state, with_checks(plan, stop)?, stop)
}

/// Plans a query as [`stream_counted`] does, for [`run`].
///
/// # Errors
/// When the query cannot be planned.
pub async fn plan_counted(
    frame: DataFrame,
    files: &FilesRead,
) -> crate::Result<(SessionState, Arc<dyn ExecutionPlan>)> {
    let (mut state, plan) = frame.into_parts();
    state.config_mut().set_extension(Arc::new(files.clone()));
    let plan = state.create_physical_plan(&plan).await?;
    Ok((state, plan))
}

/// Runs a plan in a session, until `stop` is cancelled.
///
/// # Errors
/// When it cannot be started. Errors while rows are read are DataFusion's; [`Error::from`](crate::Error) makes them this crate's.
pub fn run(
    state: &SessionState,
    plan: Arc<dyn ExecutionPlan>,
    stop: &CancellationToken,
) -> crate::Result<SendableRecordBatchStream> {
    let rows = execute_stream(plan, Arc::new(TaskContext::from(state)))?;
    let (schema, stop) = (rows.schema(), stop.clone());
    let stoppable = rows.take_until(stop.clone().cancelled_owned()).chain(once_stopped(stop));
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stoppable)))
}

/// Makes what follows the rows: an error where they were stopped, for fewer rows must not look like all.
fn once_stopped(stop: CancellationToken) -> impl Stream<Item = Result<RecordBatch>> {
    stream::once(async move { stop.is_cancelled().then(|| Err(stopped())) }).filter_map(ready)
}

fn stopped() -> DataFusionError {
    DataFusionError::Execution("the query was stopped".to_owned())
}

/// Makes the joins of a plan that keep a thread busy look at `stop`: those with a condition, which may reject all that they compare. Such a
/// plan runs in this process alone.
///
/// # Errors
/// When DataFusion does not take a join.
pub fn with_checks(plan: Arc<dyn ExecutionPlan>, stop: &CancellationToken) -> Result<Arc<dyn ExecutionPlan>> {
    let checked = plan.transform_up(|node| {
        let join: &dyn Any = node.as_ref();
        let checked = if let Some(join) = join.downcast_ref::<NestedLoopJoinExec>() {
            check_nested_loops(join, stop)?
        } else if let Some(join) = join.downcast_ref::<HashJoinExec>() {
            check_hash_join(join, stop)?
        } else {
            None
        };
        Ok(checked.map_or_else(|| Transformed::no(node), Transformed::yes))
    })?;
    Ok(checked.data)
}

fn check_nested_loops(
    join: &NestedLoopJoinExec,
    stop: &CancellationToken,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some(filter) = join.filter() else { return Ok(None) };
    let (left, right) = (Arc::clone(join.left()), Arc::clone(join.right()));
    let checked = NestedLoopJoinExecBuilder::new(left, right, *join.join_type())
        .with_projection_ref(join.projection().clone())
        .with_filter(Some(checked(filter, stop)))
        .build()?;
    Ok(Some(Arc::new(checked)))
}

fn check_hash_join(join: &HashJoinExec, stop: &CancellationToken) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some(filter) = join.filter() else { return Ok(None) };
    join.builder().with_filter(Some(checked(filter, stop))).build_exec().map(Some)
}

fn checked(filter: &JoinFilter, stop: &CancellationToken) -> JoinFilter {
    let condition = Checked { stop: stop.clone(), condition: Arc::clone(filter.expression()) };
    JoinFilter::new(Arc::new(condition), filter.column_indices().to_vec(), Arc::clone(filter.schema()))
}

/// The condition of a join, which fails once its query is stopped.
#[derive(Debug)]
struct Checked {
    stop: CancellationToken,
    condition: Arc<dyn PhysicalExpr>,
}

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        self.condition.eq(&other.condition)
    }
}

impl Eq for Checked {}

impl std::hash::Hash for Checked {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.condition.hash(state);
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt(f)
    }
}

impl PhysicalExpr for Checked {
    fn data_type(&self, schema: &Schema) -> Result<DataType> {
        self.condition.data_type(schema)
    }

    fn nullable(&self, schema: &Schema) -> Result<bool> {
        self.condition.nullable(schema)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        if self.stop.is_cancelled() {
            return Err(stopped());
        }
        self.condition.evaluate(batch)
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.condition]
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let condition = children.pop().unwrap_or_else(|| Arc::clone(&self.condition));
        Ok(Arc::new(Checked { stop: self.stop.clone(), condition }))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt_sql(f)
    }
}
