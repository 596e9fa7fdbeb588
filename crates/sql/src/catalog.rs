//! Tables and views by name, without case; a view is planned when it is first used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::common::{DataFusionError, Result, plan_datafusion_err};
use datafusion::datasource::TableType;
use datafusion::execution::SessionState;
use datafusion::sql::parser::DFParserBuilder;

use crate::generated::VIEWS;
use crate::tables::Tables;
use crate::view::{View, view_in};

/// Name of the catalog of a session.
pub(crate) const CATALOG: &str = "trail365";

/// The schema of the tables and of the views of record schemas.
pub(crate) const PUBLIC: &str = "public";

/// The schema of Snare's tables.
const SNARE: &str = "snare";

/// The tables alone: what a view is planned over.
#[derive(Debug)]
pub(crate) struct TablesOnly(pub Arc<Tables>);

impl CatalogProvider for TablesOnly {
    fn schema_names(&self) -> Vec<String> {
        vec![PUBLIC.to_owned()]
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        (name == PUBLIC).then(|| Arc::new(Schema::new(PUBLIC, Some(Arc::clone(&self.0)), None)) as _)
    }
}

/// The tables and all views.
#[derive(Debug)]
pub(crate) struct Catalog(Vec<Arc<Schema>>);

impl Catalog {
    /// `planner` sees the tables alone.
    pub fn new(tables: Arc<Tables>, planner: SessionState) -> Self {
        let planner = Arc::new(planner);
        let public = Schema::new(PUBLIC, Some(tables), Some(Arc::clone(&planner)));
        let snare = Schema::new(SNARE, None, Some(planner));
        Catalog(vec![Arc::new(public), Arc::new(snare)])
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

/// A schema of the catalog.
struct Schema {
    name: &'static str,
    tables: Option<Arc<Tables>>,
    /// Plans views; without it there are none.
    planner: Option<Arc<SessionState>>,
    planned: Mutex<HashMap<&'static str, Arc<ViewTable>>>,
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Schema").field(&self.name).finish()
    }
}

impl Schema {
    fn new(name: &'static str, tables: Option<Arc<Tables>>, planner: Option<Arc<SessionState>>) -> Self {
        Schema { name, tables, planner, planned: Mutex::default() }
    }

    fn own(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        self.tables.as_ref()?.get(name)
    }

    fn view(&self, name: &str) -> Option<(&'static View, &SessionState)> {
        Some((view_in(self.name, name)?, self.planner.as_ref()?))
    }

    fn planned(&self, view: &View) -> Option<Arc<ViewTable>> {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).get(view.name).map(Arc::clone)
    }
}

#[async_trait]
impl SchemaProvider for Schema {
    fn table_names(&self) -> Vec<String> {
        let tables = self.tables.iter().flat_map(|tables| tables.names());
        let views = VIEWS.iter().filter(|v| v.schema == self.name && self.planner.is_some()).map(|v| v.name);
        tables.chain(views).map(str::to_owned).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>, DataFusionError> {
        if let Some(table) = self.own(name) {
            return Ok(Some(table));
        }
        let Some((view, planner)) = self.view(name) else { return Ok(None) };
        if let Some(planned) = self.planned(view) {
            return Ok(Some(planned));
        }
        let table = Arc::new(plan(view, planner).await?);
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).insert(view.name, Arc::clone(&table));
        Ok(Some(table))
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        let table = self.own(name).map(|_| TableType::Base);
        Ok(table.or_else(|| self.view(name).map(|_| TableType::View)))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.own(name).is_some() || self.view(name).is_some()
    }
}

async fn plan(view: &View, planner: &SessionState) -> Result<ViewTable> {
    let mut statements = DFParserBuilder::new(view.sql).build()?.parse_statements()?;
    let statement =
        statements.pop_front().ok_or_else(|| plan_datafusion_err!("view {} has no query", view.name))?;
    let plan = planner.statement_to_plan(statement).await?;
    Ok(ViewTable::new(plan, Some(view.sql.to_owned())))
}
