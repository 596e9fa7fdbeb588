//! Tables and views by name, in any case; a view is planned when it is first used.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::common::{DataFusionError, Result, plan_datafusion_err};
use datafusion::datasource::TableType;
use datafusion::execution::SessionState;
use datafusion::sql::parser::DFParserBuilder;

use super::find::{all_views, view_in};
use crate::tables::Tables;
use crate::view::{PUBLIC, View};

/// Name of the catalog of a session.
pub(crate) const CATALOG: &str = "trail365";

/// The tables alone: a view is planned over these.
#[derive(Debug)]
pub(crate) struct TablesOnly(pub Arc<Tables>);

impl CatalogProvider for TablesOnly {
    fn schema_names(&self) -> Vec<String> {
        vec![PUBLIC.to_owned()]
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        // Without a planner it has no views: a view stands over tables, and none can come to name itself.
        (name == PUBLIC).then(|| Arc::new(Schema::new(PUBLIC, Arc::clone(&self.0), None)) as _)
    }
}

/// The tables and all views.
#[derive(Debug)]
pub(crate) struct Catalog(Vec<Arc<Schema>>);

impl Catalog {
    /// Makes a catalog with a schema for each family of views that has a view over these tables. `planner` sees the tables
    /// alone.
    pub fn new(tables: &Arc<Tables>, planner: SessionState) -> Self {
        let planner = Arc::new(planner);
        let has_base = |view: &&View| tables.find_table(view.base).is_some();
        // A session over a stream has no marks, so it has no schema lake either; information_schema plans every view
        // that the catalog lists, and one whose table is absent would fail there.
        let families = all_views().filter(has_base).map(|view| view.schema).chain([PUBLIC]);
        let names: BTreeSet<_> = families.collect();
        let schema = |name| Arc::new(Schema::new(name, Arc::clone(tables), Some(Arc::clone(&planner))));
        Catalog(names.into_iter().map(schema).collect())
    }
}

impl CatalogProvider for Catalog {
    fn schema_names(&self) -> Vec<String> {
        self.0.iter().map(|s| s.name.to_owned()).collect()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        self.0.iter().find(|s| s.name.eq_ignore_ascii_case(name)).map(|s| Arc::clone(s) as _)
    }
}

/// A schema of the catalog: a family of views, and in `public` the tables too.
struct Schema {
    name: &'static str,
    tables: Arc<Tables>,
    /// Plans views; without it the schema has none.
    planner: Option<Arc<SessionState>>,
    planned: Mutex<HashMap<&'static str, Arc<ViewTable>>>,
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Schema").field(&self.name).finish()
    }
}

impl Schema {
    fn new(name: &'static str, tables: Arc<Tables>, planner: Option<Arc<SessionState>>) -> Self {
        Schema { name, tables, planner, planned: Mutex::default() }
    }

    fn find_table(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        (self.name == PUBLIC).then(|| self.tables.find_table(name)).flatten()
    }

    fn find_view(&self, name: &str) -> Option<(&'static View, &SessionState)> {
        let planner = self.planner.as_ref()?;
        let view = view_in(self.name, name).filter(|view| self.has_base(view))?;
        Some((view, planner))
    }

    fn has_base(&self, view: &View) -> bool {
        self.tables.find_table(view.base).is_some()
    }

    fn planned_view(&self, view: &View) -> Option<Arc<ViewTable>> {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).get(view.name).map(Arc::clone)
    }
}

#[async_trait]
impl SchemaProvider for Schema {
    fn table_names(&self) -> Vec<String> {
        let tables = (self.name == PUBLIC).then(|| self.tables.table_names()).into_iter().flatten();
        let is_here =
            |view: &&View| view.schema == self.name && self.planner.is_some() && self.has_base(view);
        tables.chain(all_views().filter(is_here).map(|v| v.name)).map(str::to_owned).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>, DataFusionError> {
        if let Some(table) = self.find_table(name) {
            return Ok(Some(table));
        }
        let Some((view, planner)) = self.find_view(name) else { return Ok(None) };
        if let Some(planned) = self.planned_view(view) {
            return Ok(Some(planned));
        }
        // Two queries may plan the same view at once; the plans are equal, and no lock is held while one waits.
        let table = Arc::new(plan_view(view, planner).await?);
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).insert(view.name, Arc::clone(&table));
        Ok(Some(table))
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        let table = self.find_table(name).map(|_| TableType::Base);
        Ok(table.or_else(|| self.find_view(name).map(|_| TableType::View)))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.find_table(name).is_some() || self.find_view(name).is_some()
    }
}

async fn plan_view(view: &View, planner: &SessionState) -> Result<ViewTable> {
    // DataFusion's parser alone: these texts are part of the program and need no check that they only read.
    let mut statements = DFParserBuilder::new(view.sql).build()?.parse_statements()?;
    let statement =
        statements.pop_front().ok_or_else(|| plan_datafusion_err!("view {} has no query", view.name))?;
    let plan = planner.statement_to_plan(statement).await?;
    Ok(ViewTable::new(plan, Some(view.sql.to_owned())))
}
