//! A session: tables, the views over them, the functions.

use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::catalog::{CatalogProviderList, MemoryCatalogProviderList};
use datafusion::common::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{FunctionRegistry, SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::{Stream, StreamExt};
use trail365_lake::{Lake, Snapshot};

use crate::error::{Error, Result};
use crate::functions::{bounded_functions, planned_functions, scalar_functions};
use crate::geo::Geo;
use crate::query::any_case::AnyCaseBounds;
use crate::query::bounds::{BoundedCalls, ShortDelimiters};
use crate::query::chains::BalancedChains;
use crate::query::compact::CompactSorts;
use crate::query::counts::CountedTexts;
use crate::query::field_access::MapKeys;
use crate::query::interruptible::InterruptibleJoins;
use crate::tables::{ContentStream, Tables};
use crate::view::PUBLIC;
use crate::views::{CATALOG, Catalog, TablesOnly};

/// Part of the memory that metadata of files may take beside. A query looks at that of each file up to three times; what the cache
/// has no room for is read and decoded each time.
const METADATA_SHARE: usize = 8;

/// Limits of a session, and what its lake is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionOptions {
    /// Memory in bytes that the sorts, groups and joins of a session take at most together. What is more than that goes to
    /// temporary files; a join cannot, and fails.
    pub memory_bytes: usize,
    /// Threads that a query runs on; `None` for one a core. With one thread rows come in the order of their files.
    pub partitions: Option<usize>,
    /// Content that somebody means to collect: it has a row in the table `marks` though nothing was collected yet.
    pub streams: Vec<ContentStream>,
    /// Places of addresses, for `country_of` and `distance_km`: without them queries that use these fail.
    pub geo: Option<Arc<Geo>>,
}

impl Default for SessionOptions {
    /// 2 GiB: what a small server spares, and enough for a sort of ten million records by time.
    fn default() -> Self {
        SessionOptions { memory_bytes: 2 << 30, partitions: None, streams: Vec::new(), geo: None }
    }
}

/// Opens a session over a lake as it stands at its version.
///
/// The catalog is `trail365`. Its schema `public`, the one that names without a schema are looked for in, has the tables
/// and the views of record schemas; `snare` has Snare's tables, `lake` the state of the collection, and
/// `information_schema` describes all of them. A view is planned when a query first names it; until then it costs nothing.
///
/// ```
/// use trail365_lake::{Lake, Location};
/// use trail365_sql::SessionOptions;
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("lake");
/// # let path = path.to_string_lossy();
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let lake = Lake::open_or_create(&Location::parse(&path)?).await?;
/// let session = trail365_sql::open(&lake, &SessionOptions::default()).await?;
/// let frame = trail365_sql::sql(&session, "SELECT id FROM sign_ins WHERE outcome = 'failed'").await?;
/// assert_eq!(frame.count().await?, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the log of the lake cannot be read.
pub async fn open(lake: &Lake, options: &SessionOptions) -> Result<SessionContext> {
    let snapshot = lake.snapshot().await.map_err(Error::of_lake)?;
    over_snapshot(lake, &snapshot, options)
}

/// Opens a session over several lakes, each with a name, as [`open`] does over one. Its tables, not its views, have a column `lake` more, with
/// the name. What two lakes hold is there twice: one row an event means one row of each lake.
///
/// # Errors
/// When the log of a lake cannot be read.
pub async fn open_all(lakes: &[(String, Lake)], options: &SessionOptions) -> Result<SessionContext> {
    let mut parts = Vec::new();
    for (name, lake) in lakes {
        let snapshot = lake.snapshot().await.map_err(Error::of_lake)?;
        let tables = Tables::of_lake(lake, &snapshot, Vec::new()).map_err(Error::of_setup)?;
        parts.push((name.clone(), tables));
    }
    over(Tables::of_lakes(&parts).map_err(Error::of_setup)?, options)
}

/// Opens a session as [`open`] does over the files of a snapshot of the lake: all, or those that are left in it. One row an event then
/// means one row of the records in these files.
///
/// # Errors
/// When DataFusion does not take a table or a function.
pub fn over_snapshot(lake: &Lake, snapshot: &Snapshot, options: &SessionOptions) -> Result<SessionContext> {
    let tables = Tables::of_lake(lake, snapshot, options.streams.clone()).map_err(Error::of_setup)?;
    over(tables, options)
}

/// Makes a session over batches of records that come from elsewhere, as `trail365_columns::BatchBuilder` makes them. It has
/// the tables `activity` and `records`, `events` and `event_records`, and the views, which show every record here, copies
/// included. The stream is read once: one query may name one of them once.
///
/// Each batch may lack columns of `activity`; they are null. Nothing is kept beyond what the query itself keeps, so a
/// query without sort, join or group runs over any length of stream.
///
/// ```
/// use trail365_columns::{BatchBuilder, Options, Origin, content_hash};
/// use trail365_records::Parser;
/// use trail365_sql::SessionOptions;
///
/// let mut parser = Parser::new();
/// let record = parser.parse(br#"{"Id":"1","RecordType":15,"Operation":"UserLoggedIn"}"#)?;
/// let mut builder = BatchBuilder::new(Options::default());
/// builder.push(&record, Origin::new("stdin", None, content_hash(&record)));
/// let batches = futures::stream::iter([builder.finish()]);
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let session = trail365_sql::over_stream(batches, &SessionOptions::default())?;
/// let frame = trail365_sql::sql(&session, "SELECT id, operation FROM sign_ins").await?;
/// assert_eq!(frame.count().await?, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When DataFusion does not take a function.
pub fn over_stream<E>(
    batches: impl Stream<Item = std::result::Result<RecordBatch, E>> + Send + 'static,
    options: &SessionOptions,
) -> Result<SessionContext>
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let batches = batches.map(|batch| batch.map_err(|error| DataFusionError::External(error.into())));
    over(Tables::of_stream(batches.boxed()).map_err(Error::of_setup)?, options)
}

/// Makes a session over batches of records that are held in memory: queries may read them as often as they like. Each batch may lack
/// columns of `activity`; they are null. All records are events here, copies included.
///
/// # Errors
/// When a batch has columns of other types, or DataFusion does not take a function.
pub fn over_batches(batches: &[RecordBatch], options: &SessionOptions) -> Result<SessionContext> {
    over(Tables::of_batches(batches).map_err(Error::of_setup)?, options)
}

/// Makes a session over tables of your own, with views and functions as those of [`open`].
///
/// # Errors
/// When DataFusion does not take a function.
pub fn over(tables: Tables, options: &SessionOptions) -> Result<SessionContext> {
    // Operators that can spill share the memory evenly, so that one sort does not starve another. A join cannot spill;
    // what it takes comes off before the shares.
    let memory = Arc::new(FairSpillPool::new(options.memory_bytes));
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(memory)
        .with_metadata_cache_limit(options.memory_bytes / METADATA_SHARE)
        .build_arc()
        .map_err(Error::of_setup)?;
    let mut config = SessionConfig::new();
    if let Some(partitions) = options.partitions {
        config = config.with_target_partitions(partitions);
    }
    let builder = SessionStateBuilder::new_with_default_features();
    make(builder.with_config(config).with_runtime_env(runtime), tables, options.geo.as_ref())
}

/// Makes a session with settings of DataFusion: object stores, disk limits, optimizer rules. The builder needs DataFusion's
/// default features; names of catalog and schema and the way names are read are set here.
///
/// # Errors
/// When DataFusion does not take a function.
pub fn over_with(builder: SessionStateBuilder, tables: Tables) -> Result<SessionContext> {
    make(builder, tables, None)
}

fn make(mut builder: SessionStateBuilder, tables: Tables, geo: Option<&Arc<Geo>>) -> Result<SessionContext> {
    let config = with_own_names(builder.config().take().unwrap_or_default());
    // In front of DataFusion's own planners: the first that plans an expression wins.
    builder.expr_planners().get_or_insert_default().insert(0, Arc::new(MapKeys));
    let builder = builder.with_analyzer_rule(Arc::new(BoundedCalls));
    let builder = builder.with_analyzer_rule(Arc::new(AnyCaseBounds));
    let builder = builder.with_optimizer_rule(Arc::new(ShortDelimiters));
    let builder = builder.with_optimizer_rule(Arc::new(BalancedChains));
    let builder = builder.with_physical_optimizer_rule(Arc::new(BalancedChains));
    let builder = builder.with_physical_optimizer_rule(Arc::new(InterruptibleJoins));
    let builder = builder.with_physical_optimizer_rule(Arc::new(CompactSorts));
    let builder = builder.with_physical_optimizer_rule(Arc::new(CountedTexts));
    let mut state = builder.with_config(config).build();
    register_functions(&mut state, geo).map_err(Error::of_setup)?;
    let tables = Arc::new(tables.with_events());
    let planner = view_planner(&state, &tables);
    let context = SessionContext::new_with_state(state);
    context.register_catalog(CATALOG, Arc::new(Catalog::new(&tables, planner)));
    Ok(context)
}

fn with_own_names(config: SessionConfig) -> SessionConfig {
    let mut config = config
        .with_default_catalog_and_schema(CATALOG, PUBLIC)
        .with_create_default_catalog_and_schema(false)
        .with_information_schema(true);
    let parser = &mut config.options_mut().sql_parser;
    // Without spans an error cannot be shown at its place in the query.
    parser.collect_spans = true;
    parser.enable_ident_normalization = true;
    config
}

/// Makes a state that has the functions and no tables.
pub(crate) fn functions_state() -> Result<SessionState> {
    let mut state = SessionStateBuilder::new_with_default_features().build();
    register_functions(&mut state, None).map_err(Error::of_setup)?;
    Ok(state)
}

/// Makes the state in which a machine runs parts of plans: it has the functions, and no tables. `geo` are the places that they know.
///
/// # Errors
/// When DataFusion does not take a function.
pub fn state_for_plans(
    builder: SessionStateBuilder,
    geo: Option<&Arc<Geo>>,
) -> std::result::Result<SessionState, DataFusionError> {
    let mut state = builder.build();
    register_functions(&mut state, geo)?;
    for function in planned_functions(|name| state.udf(name).ok()) {
        state.register_udf(function)?;
    }
    Ok(state)
}

fn register_functions(
    state: &mut SessionState,
    geo: Option<&Arc<Geo>>,
) -> std::result::Result<(), DataFusionError> {
    let bounded = bounded_functions(|name| state.udf(name).ok());
    for function in scalar_functions(geo).chain(bounded) {
        state.register_udf(function)?;
    }
    Ok(())
}

/// Makes the state that plans views. It sees the tables alone: a state with the whole catalog would be held by the catalog
/// that it holds, and neither would ever be freed.
fn view_planner(state: &SessionState, tables: &Tables) -> SessionState {
    // Cloned after the functions are registered: views use them.
    let mut planner = state.clone();
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog(CATALOG.to_owned(), Arc::new(TablesOnly(Arc::new(tables.under_views()))));
    planner.register_catalog_list(Arc::new(catalogs));
    planner
}
