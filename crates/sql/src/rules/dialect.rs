//! What turns texts of SQL into expressions over the columns of `activity`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::SchemaRef;
use datafusion::common::{DFSchema, DataFusionError};
use datafusion::execution::SessionState;
use datafusion::logical_expr::{Expr, ScalarUDF, lit};
use datafusion::physical_expr::PhysicalExpr;

use crate::error::{Error, Result};
use crate::functions::hold_constants;
use crate::session::functions_state;

/// Plans expressions over one schema.
#[derive(Debug)]
pub(super) struct Dialect {
    state: SessionState,
    schema: DFSchema,
    parsed: Mutex<HashMap<String, Expr>>,
}

impl Dialect {
    pub fn new(schema: &SchemaRef) -> Result<Self> {
        let schema = DFSchema::try_from(Arc::clone(schema)).map_err(Error::of_setup)?;
        Ok(Dialect { state: functions_state()?, schema, parsed: Mutex::default() })
    }

    /// Reads an expression of SQL. The same text is read once.
    pub fn parse(&self, sql: &str) -> std::result::Result<Expr, DataFusionError> {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(expr) = parsed.get(sql) {
            return Ok(expr.clone());
        }
        let expr = self.state.create_logical_expr(sql, &self.schema)?;
        parsed.insert(sql.to_owned(), expr.clone());
        Ok(expr)
    }

    /// Calls a function with an expression and constant texts.
    pub fn call(&self, function: &str, first: Expr, texts: impl IntoIterator<Item = String>) -> Expr {
        let texts = texts.into_iter().map(lit);
        self.function(function).call(std::iter::once(first).chain(texts).collect())
    }

    pub fn function(&self, name: &str) -> Arc<ScalarUDF> {
        Arc::clone(&self.state.scalar_functions()[name])
    }

    pub fn plan(&self, expr: Expr) -> std::result::Result<Arc<dyn PhysicalExpr>, DataFusionError> {
        self.state.create_physical_expr(hold_constants(expr)?, &self.schema)
    }

    /// Plans an expression over some of the columns alone.
    pub fn plan_over(
        &self,
        expr: Expr,
        schema: &SchemaRef,
    ) -> std::result::Result<Arc<dyn PhysicalExpr>, DataFusionError> {
        self.state.create_physical_expr(hold_constants(expr)?, &DFSchema::try_from(Arc::clone(schema))?)
    }

    pub fn schema(&self) -> &DFSchema {
        &self.schema
    }

    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.schema.fields().iter().map(|field| field.name().as_str())
    }
}
