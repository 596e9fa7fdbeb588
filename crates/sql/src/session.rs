//! A session: tables, the views over them, the functions.

use std::sync::Arc;

use datafusion::catalog::{CatalogProviderList, MemoryCatalogProviderList};
use datafusion::common::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{FunctionRegistry, SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use trail365_lake::Lake;

use crate::catalog::{CATALOG, Catalog, PUBLIC, TablesOnly};
use crate::error::{Error, Result};
use crate::fields::MapKeys;
use crate::functions::scalars;
use crate::tables::Tables;

/// Limits of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionOptions {
    /// Memory in bytes that the sorts, groups and joins of a session take at most together. What is more than that goes to
    /// temporary files; a join cannot, and fails.
    pub memory_bytes: usize,
    /// Threads that a query runs on; `None` for one a core. With one thread rows come in the order of their files.
    pub partitions: Option<usize>,
}

impl Default for SessionOptions {
    /// 2 GiB: what a small server spares, and enough for a sort of ten million records by time.
    fn default() -> Self {
        SessionOptions { memory_bytes: 2 << 30, partitions: None }
    }
}

/// Opens a session over a lake as it stands at its version.
///
/// The catalog is `trail365`. Its schema `public`, the one that names without a schema are looked for in, has the tables
/// and the views of record schemas, `snare` has Snare's tables, and `information_schema` describes all of them. A view is
/// planned when a query first names it; until then it costs nothing.
///
/// # Errors
/// When the log of the lake cannot be read.
pub async fn open(lake: &Lake, options: &SessionOptions) -> Result<SessionContext> {
    let snapshot = lake.snapshot().await.map_err(Error::of_lake)?;
    over(Tables::of_snapshot(&snapshot).map_err(Error::setup)?, options)
}

/// Makes a session over tables of your own, with views and functions as those of [`open`].
///
/// # Errors
/// When DataFusion does not take a function.
pub fn over(tables: Tables, options: &SessionOptions) -> Result<SessionContext> {
    let memory = Arc::new(FairSpillPool::new(options.memory_bytes));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(memory).build_arc().map_err(Error::setup)?;
    let mut config = SessionConfig::new();
    if let Some(partitions) = options.partitions {
        config = config.with_target_partitions(partitions);
    }
    let builder = SessionStateBuilder::new_with_default_features();
    over_with(builder.with_config(config).with_runtime_env(runtime), tables)
}

/// Makes a session with settings of DataFusion: object stores, disk limits, optimizer rules. The builder needs DataFusion's
/// default features; names of catalog and schema and the way names are read are set here.
///
/// # Errors
/// When DataFusion does not take a function.
pub fn over_with(mut builder: SessionStateBuilder, tables: Tables) -> Result<SessionContext> {
    let config = configured(builder.config().take().unwrap_or_default());
    builder.expr_planners().get_or_insert_default().insert(0, Arc::new(MapKeys));
    let mut state = builder.with_config(config).build();
    register_functions(&mut state).map_err(Error::setup)?;
    let tables = Arc::new(tables);
    let planner = view_planner(&state, &tables);
    let context = SessionContext::new_with_state(state);
    context.register_catalog(CATALOG, Arc::new(Catalog::new(tables, planner)));
    Ok(context)
}

fn configured(config: SessionConfig) -> SessionConfig {
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

fn register_functions(state: &mut SessionState) -> std::result::Result<(), DataFusionError> {
    for function in scalars() {
        state.register_udf(function)?;
    }
    Ok(())
}

/// Makes the state that plans views. It sees the tables alone: a state with the whole catalog would be held by the catalog
/// that it holds, and neither would ever be freed.
fn view_planner(state: &SessionState, tables: &Arc<Tables>) -> SessionState {
    let mut planner = state.clone();
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog(CATALOG.to_owned(), Arc::new(TablesOnly(Arc::clone(tables))));
    planner.register_catalog_list(Arc::new(catalogs));
    planner
}
