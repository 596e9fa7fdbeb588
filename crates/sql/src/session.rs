//! A session: the tables of a lake, the views over them, the functions.

use std::sync::Arc;

use datafusion::catalog::{CatalogProviderList, MemoryCatalogProviderList, TableProvider};
use datafusion::common::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{FunctionRegistry, SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::catalog::{CATALOG, Catalog, PUBLIC, TablesOnly};
use crate::error::{Error, Result};
use crate::fields::MapKeys;
use crate::functions::scalars;

/// The tables of a lake.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Every record.
    pub activity: Arc<dyn TableProvider>,
    /// The same with one more column, `record`: the record as JSON text.
    pub records: Arc<dyn TableProvider>,
    /// A row for each source that was read.
    pub ledger: Arc<dyn TableProvider>,
    /// Input that is no record.
    pub rejected: Arc<dyn TableProvider>,
}

impl Tables {
    /// A table by its name; a difference in case is passed over.
    pub(crate) fn get(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        let tables = [
            ("activity", &self.activity),
            ("records", &self.records),
            ("ledger", &self.ledger),
            ("rejected", &self.rejected),
        ];
        tables.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, table)| Arc::clone(table))
    }
}

/// Memory that the sorts, groups and joins of a session take at most together. What is more than that goes to temporary
/// files; a join cannot, and fails.
const MEMORY_BYTES: usize = 2 << 30;

/// A session over the tables of a lake, with DataFusion's usual settings and a limit of memory.
///
/// The catalog is `trail365`. Its schema `public`, the one that names without a schema are looked for in, has the tables and the views
/// of record schemas, `snare` has Snare's tables, and `information_schema` tells of all of them. A view is planned when a query first
/// names it; until then it costs nothing.
///
/// # Errors
/// When DataFusion does not take a function.
pub fn session(tables: Tables) -> Result<SessionContext> {
    let memory = Arc::new(FairSpillPool::new(MEMORY_BYTES));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(memory).build_arc().map_err(Error::setup)?;
    session_with(SessionStateBuilder::new_with_default_features().with_runtime_env(runtime), tables)
}

/// A session with settings of your own: memory limit, object stores, parallelism. The builder needs DataFusion's default features.
/// Names of catalog and schema and the way names are read are set here.
///
/// # Errors
/// When DataFusion does not take a function.
pub fn session_with(mut builder: SessionStateBuilder, tables: Tables) -> Result<SessionContext> {
    let config = configured(builder.config().take().unwrap_or_default());
    builder.expr_planners().get_or_insert_default().insert(0, Arc::new(MapKeys));
    let mut state = builder.with_config(config).build();
    register_functions(&mut state).map_err(Error::setup)?;
    let tables = Arc::new(tables);
    let planner = planner(&state, &tables);
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

/// A state that plans views. It sees the tables alone, so that it does not hold the catalog that holds it.
fn planner(state: &SessionState, tables: &Arc<Tables>) -> SessionState {
    let mut planner = state.clone();
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog(CATALOG.to_owned(), Arc::new(TablesOnly(Arc::clone(tables))));
    planner.register_catalog_list(Arc::new(catalogs));
    planner
}
