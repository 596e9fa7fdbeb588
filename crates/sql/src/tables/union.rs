//! The tables of several lakes as one: their rows with the name of their lake.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::catalog::view::ViewTable;
use datafusion::common::Result;
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, col, lit};

/// Name of the column that names the lake.
pub(super) const LAKE: &str = "lake";

/// Makes a table of the rows of several, each with a name; `None` where there are none.
pub(super) fn union_of(
    parts: impl IntoIterator<Item = (String, Arc<dyn TableProvider>)>,
) -> Result<Option<Arc<dyn TableProvider>>> {
    let mut all: Option<LogicalPlanBuilder> = None;
    for (name, table) in parts {
        let part = named_rows(&name, table)?;
        all = Some(match all {
            Some(plan) => plan.union(part)?,
            None => LogicalPlanBuilder::from(part),
        });
    }
    // Plans of scans and projections: filters and limits reach the files of each lake.
    all.map(|plan| Ok(Arc::new(ViewTable::new(plan.build()?, None)) as Arc<dyn TableProvider>)).transpose()
}

fn named_rows(name: &str, table: Arc<dyn TableProvider>) -> Result<LogicalPlan> {
    let columns = table.schema().fields().iter().map(|field| col(field.name())).collect::<Vec<Expr>>();
    let columns = columns.into_iter().chain([lit(name).alias(LAKE)]);
    LogicalPlanBuilder::scan("part", provider_as_source(table), None)?.project(columns)?.build()
}
