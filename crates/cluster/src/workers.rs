//! Workers that share the work of a query.

use std::any::Any;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::common::DataFusionError;
use datafusion::common::tree_node::{TreeNode as _, TreeNodeRecursion};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::context::QueryPlanner;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_distributed::{
    DistributedExec, DistributedExt as _, GetWorkerInfoRequest, SessionStateBuilderExt as _, WorkerResolver,
};
use futures::future::{ready, try_join_all};
use futures::{StreamExt as _, stream};
use trail365_sql::{CancellationToken, FilesRead, RowStream, remote};
use url::Url;

use crate::address::Address;
use crate::channel::Channels;
use crate::divisible::is_divisible;
use crate::error::{Error, Result};
use crate::hello::Hello;
use crate::trust::Trust;

/// Bytes of files that a thread of a worker is worth asking for.
const BYTES_PER_THREAD: usize = 16 << 20;

/// Workers that share the work of queries.
///
/// A query is planned here, as it is without workers, and read from the same files: what a worker does is read a part of them, group it,
/// join it. A plan that reads little runs here alone, and so does one with a step of which it is not known that parts give the same rows:
/// a limit below a join, a join without an equality, a recursion.
#[derive(Clone)]
pub struct Workers {
    channels: Channels,
    named: Vec<(Address, Hello)>,
    bytes_per_thread: usize,
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.named.iter().map(|(address, _)| address.to_string())).finish()
    }
}

impl Workers {
    /// Asks workers who they are. All must answer, and be of this version.
    ///
    /// # Errors
    /// If there is none, or one does not answer, does not take the secret, or is of another version. The error names it.
    pub async fn connect(addresses: &[Address], trust: Trust) -> Result<Self> {
        let channels = Channels::new(trust);
        let mut seen = HashSet::new();
        if let Some(twice) = addresses.iter().find(|address| !seen.insert(address.url())) {
            return Err(Error::new(format!("the worker {twice} is named twice")));
        }
        if addresses.is_empty() {
            return Err(Error::new("no worker is named"));
        }
        let named = try_join_all(addresses.iter().map(|address| ask(&channels, address))).await?;
        Ok(Workers { channels, named, bytes_per_thread: BYTES_PER_THREAD })
    }

    /// Sets the bytes of files from which on one more thread of a worker is asked: 16 MiB unless set.
    #[must_use]
    pub fn with_bytes_per_thread(mut self, bytes: usize) -> Self {
        self.bytes_per_thread = bytes.max(1);
        self
    }

    /// Starts a query as [`trail365_sql::stream_counted`] does. A worker that fails while it runs ends it with an error that names the
    /// worker, never with fewer rows.
    ///
    /// # Errors
    /// When the query cannot be planned, or reads a lake that a worker does not serve.
    pub async fn stream(
        &self,
        frame: DataFrame,
        stop: &CancellationToken,
        files: &FilesRead,
    ) -> trail365_sql::Result<RowStream> {
        let (state, plan) = remote::plan_counted(frame, files).await?;
        if !is_divisible(plan.as_ref()) {
            return remote::run(&state, remote::with_checks(plan, stop)?, stop);
        }
        let (channels, unsent) = self.channels.of_query();
        let (state, plan) = self.divide(state, plan, channels).await?;
        let is_divided = (plan.as_ref() as &dyn Any).is::<DistributedExec>();
        let plan = if is_divided { plan } else { remote::with_checks(plan, stop)? };
        let rows = remote::run(&state, plan, stop)?;
        let (schema, is_unsent) = (rows.schema(), unsent.token().cancelled_owned());
        let failure = stream::once(async move { unsent.failure().map(Err) }).filter_map(ready);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows.take_until(is_unsent).chain(failure))))
    }

    /// Divides a plan into what runs here and what workers run.
    async fn divide(
        &self,
        state: SessionState,
        plan: Arc<dyn ExecutionPlan>,
        channels: Channels,
    ) -> std::result::Result<(SessionState, Arc<dyn ExecutionPlan>), DataFusionError> {
        self.ensure_served(&plan)?;
        let state = SessionStateBuilder::new_from_existing(state)
            .with_query_planner(Arc::new(Planned(plan)))
            .with_distributed_worker_resolver(Named(
                self.named.iter().map(|(address, _)| address.url().clone()).collect(),
            ))
            .with_distributed_channel_resolver(channels)
            .with_distributed_planner()
            .with_distributed_file_scan_config_bytes_per_partition(self.bytes_per_thread)?
            .with_distributed_metrics_collection(false)?
            .build();
        // The logical plan is not looked at: the planner in front has the physical one.
        let nothing = LogicalPlanBuilder::empty(false).build()?;
        let divided = state.query_planner().create_physical_plan(&nothing, &state).await?;
        Ok((state, divided))
    }

    fn ensure_served(&self, plan: &Arc<dyn ExecutionPlan>) -> std::result::Result<(), DataFusionError> {
        let mut stores = HashSet::new();
        plan.apply(|node| {
            stores.extend(store_of(node.as_ref()).cloned());
            Ok(TreeNodeRecursion::Continue)
        })?;
        for (address, hello) in &self.named {
            if !stores.iter().all(|store| hello.serves(store)) {
                return Err(DataFusionError::Execution(format!(
                    "the worker {address} does not serve this lake: start it with --lake and a path by which it reaches the same files"
                )));
            }
        }
        Ok(())
    }
}

async fn ask(channels: &Channels, address: &Address) -> Result<(Address, Hello)> {
    let info = channels.client(address)?.get_worker_info(GetWorkerInfoRequest {}).await;
    let info = info.map_err(|error| Error::new(error.message().into_owned()))?;
    Ok((address.clone(), Hello::read(address, &info.version)?))
}

/// Returns the store that a node reads files from.
fn store_of(node: &dyn ExecutionPlan) -> Option<&ObjectStoreUrl> {
    let source = (node as &dyn Any).downcast_ref::<DataSourceExec>()?.data_source();
    let scan = (source.as_ref() as &dyn Any).downcast_ref::<FileScanConfig>()?;
    Some(&scan.object_store_url)
}

/// A planner that has its plan already.
#[derive(Debug)]
struct Planned(Arc<dyn ExecutionPlan>);

#[async_trait]
impl QueryPlanner for Planned {
    async fn create_physical_plan(
        &self,
        _: &LogicalPlan,
        _: &dyn Session,
    ) -> std::result::Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        Ok(Arc::clone(&self.0))
    }
}

/// Workers that were named.
struct Named(Vec<Url>);

impl WorkerResolver for Named {
    fn get_urls(&self) -> std::result::Result<Vec<Url>, DataFusionError> {
        Ok(self.0.clone())
    }
}
