//! Statements to plans.

use datafusion::common::DataFusionError;
use datafusion::dataframe::DataFrame;
use datafusion::execution::SessionState;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;

use crate::error::{Error, Result};
use crate::fields::dots_behind_brackets;
use crate::generated::VIEWS;
use crate::spelling::{Spelling, place_of, place_of_call, plain_mut};
use crate::statement::{Statement, parse_one};
use crate::suggest;
use crate::tables::TABLES;

/// Most times that a statement is corrected and planned again.
const MOST_CORRECTIONS: usize = 100;

/// Plans one query; rows are read when the result is asked for them. Names match without case.
///
/// # Errors
/// When the text is not exactly one query, names what is not there, or makes no sense. Errors while rows are read are DataFusion's;
/// [`Error::from`] makes them this crate's.
pub async fn sql(context: &SessionContext, text: &str) -> Result<DataFrame> {
    plan(context, &parse_one(text)?).await
}

/// Plans a query that was read by [`crate::parse`].
///
/// # Errors
/// As [`sql`].
pub async fn plan(context: &SessionContext, statement: &Statement) -> Result<DataFrame> {
    let state = context.state();
    let mut corrected = statement.parsed().clone();
    if let Some(statement) = plain_mut(&mut corrected) {
        dots_behind_brackets(statement);
    }
    let mut spelling = Spelling::default();
    let mut corrections = 0;
    loop {
        match state.statement_to_plan(corrected.clone()).await {
            Ok(plan) => return Ok(DataFrame::new(state, only_reads(plan)?)),
            Err(error) if corrections < MOST_CORRECTIONS && spelling.correct(&mut corrected, &error) => {
                corrections += 1;
            }
            Err(error) => return Err(explained(error, statement, &state)),
        }
    }
}

/// What the parser let through, DataFusion looks at once more.
fn only_reads(plan: LogicalPlan) -> Result<LogicalPlan> {
    let reads = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    reads.verify_plan(&plan)?;
    Ok(plan)
}

/// An error with its place and the name that was meant.
fn explained(error: DataFusionError, statement: &Statement, state: &SessionState) -> Error {
    let error = Error::from(error);
    let parsed = statement.parsed();
    let column = error.column().and_then(|column| place_of(parsed, column));
    let place = column.or_else(|| error.called().and_then(|function| place_of_call(parsed, function)));
    error.at(place).suggesting(|error| near_table(error).or_else(|| near_function(error, state)))
}

fn near_table(error: &Error) -> Option<String> {
    let name = error.table()?;
    let name = name.rsplit('.').next().unwrap_or(name);
    let tables = TABLES.iter().map(|t| t.name);
    let views = VIEWS.iter().flat_map(|v| std::iter::once(v.name).chain(v.also.iter().copied()));
    let near = suggest::nearest(name, tables.chain(views))?;
    let schema = VIEWS.iter().find(|v| v.name == near).map_or("public", |v| v.schema);
    Some(if schema == "public" { near } else { format!("{schema}.{near}") })
}

fn near_function(error: &Error, state: &SessionState) -> Option<String> {
    let name = error.function()?;
    let scalar = state.scalar_functions().keys();
    let all = scalar.chain(state.aggregate_functions().keys()).chain(state.window_functions().keys());
    let mut names: Vec<&str> = all.map(String::as_str).collect();
    names.sort_unstable();
    suggest::nearest(name, names.into_iter())
}
