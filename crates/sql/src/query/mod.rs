//! Queries: text to statements, statements to plans.

pub(crate) mod any_case;
mod balance;
pub(crate) mod bounds;
pub(crate) mod chains;
pub(crate) mod compact;
pub(crate) mod counts;
mod depth;
pub(crate) mod field_access;
pub(crate) mod interruptible;
mod lateral;
mod member;
mod nesting;
mod output;
mod room;
mod spelling;
mod statement;
mod stop;
mod unnest;

use datafusion::common::DataFusionError;
use datafusion::dataframe::DataFrame;
use datafusion::execution::SessionState;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use trail365_text::near;

use crate::error::{Error, Result};
use crate::tables::TABLES;
use crate::view::View;
use crate::views::all_views;
use field_access::dots_behind_brackets;
use lateral::{flatten_joins, has_unreachable_list};
use member::describe_columns;
use output::name_columns;
use room::with_room_async;
use spelling::{Spelling, place_of, place_of_call, plain_statement, plain_statement_mut};
use statement::parse_one;
use unnest::{normalize_unnest, place_of_list};

pub use statement::{Statement, parse};
pub use stop::{plan_counted, run, stream, stream_counted, with_checks};

/// Most times that a statement is corrected and planned again. The first correction sweeps over all names that are clear, so
/// more than a few happen only where a name stands in several scopes.
const MOST_CORRECTIONS: usize = 100;

/// Plans one query; rows are read when the result is asked for them. Names match in any case.
///
/// ```
/// use trail365_sql::{ErrorKind, SessionOptions, Tables};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let session = trail365_sql::over(Tables::default(), &SessionOptions::default())?;
/// let frame = trail365_sql::sql(&session, "SELECT in_network('192.0.2.7', '192.0.2.0/24')").await?;
/// assert_eq!(frame.collect().await?[0].num_rows(), 1);
///
/// let error = trail365_sql::sql(&session, "SELECT in_netwrk('192.0.2.7', '192.0.2.0/24')").await.unwrap_err();
/// assert_eq!((error.kind(), error.suggestion()), (ErrorKind::UnknownName, Some("in_network")));
/// assert_eq!(error.place().unwrap().column, 8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the text is not exactly one query, names something unknown, or makes no sense. Errors while rows are read are
/// DataFusion's; [`Error::from`] makes them this crate's.
pub async fn sql(context: &SessionContext, text: &str) -> Result<DataFrame> {
    plan(context, &parse_one(text)?).await
}

/// Plans a query that was read by [`parse`].
///
/// # Errors
/// As [`sql`].
pub async fn plan(context: &SessionContext, statement: &Statement) -> Result<DataFrame> {
    with_room_async(plan_statement(context, statement)).await
}

async fn plan_statement(context: &SessionContext, statement: &Statement) -> Result<DataFrame> {
    let state = context.state();
    // The statement stays as it was parsed: errors name places and names as the person wrote them.
    let mut corrected = statement.as_parsed().clone();
    if let Some(statement) = plain_statement_mut(&mut corrected) {
        dots_behind_brackets(statement);
        normalize_unnest(statement)?;
    }
    let mut spelling = Spelling::default();
    let mut corrections = 0;
    loop {
        // Planning takes the statement, and one that fails is corrected and planned again.
        match state.statement_to_plan(corrected.clone()).await {
            Ok(plan) => return Ok(DataFrame::new(state, finish_plan(plan, statement)?)),
            Err(error) if corrections < MOST_CORRECTIONS && spelling.correct_name(&mut corrected, &error) => {
                corrections += 1;
            }
            Err(error) => return Err(add_place_and_hint(error, statement, &state)),
        }
    }
}

/// Makes a plan that runs out of one that DataFusion made: without joins that it cannot run, its columns called as written.
fn finish_plan(plan: LogicalPlan, statement: &Statement) -> Result<LogicalPlan> {
    let plan = flatten_joins(ensure_only_reads(plan)?)?;
    if has_unreachable_list(&plan)? {
        let place = plain_statement(statement.as_parsed()).and_then(place_of_list);
        return Err(Error::unreachable_list().with_place(place));
    }
    Ok(name_columns(plan, statement.as_parsed())?)
}

/// Refuses plans that change something: a second lock behind the parser's, which knows statements by name only.
fn ensure_only_reads(plan: LogicalPlan) -> Result<LogicalPlan> {
    // Statements are SET, PREPARE and transactions.
    let reads = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    reads.verify_plan(&plan)?;
    Ok(plan)
}

/// Adds its place and the name that was meant to an error.
fn add_place_and_hint(error: DataFusionError, statement: &Statement, state: &SessionState) -> Error {
    let error = Error::from(error);
    let parsed = statement.as_parsed();
    let error = match error.missing_member().map(str::to_owned) {
        Some(member) => {
            let columns = describe_columns(&member, plain_statement(parsed));
            error.with_columns_of_member(&member, columns)
        }
        None => error,
    };
    let column = error.unknown_column().and_then(|column| place_of(parsed, column));
    let place =
        column.or_else(|| error.misused_function().and_then(|function| place_of_call(parsed, function)));
    let place = place.or_else(|| {
        let lists = plain_statement(parsed).filter(|_| error.is_lateral());
        lists.and_then(place_of_list)
    });
    error.with_place(place).with_suggestion(|error| near_table(error).or_else(|| near_function(error, state)))
}

fn near_table(error: &Error) -> Option<String> {
    let name = error.unknown_table()?;
    // The name may have its schema in front; a near table can stand in another.
    let name = name.rsplit('.').next().unwrap_or(name);
    let tables = TABLES.iter().map(|t| t.name);
    let views = all_views().flat_map(|v| std::iter::once(v.name).chain(v.also.iter().copied()));
    let near = near::nearest(name, tables.chain(views))?;
    Some(all_views().find(|v| v.name == near).map_or_else(|| near.to_owned(), View::qualified_name))
}

fn near_function(error: &Error, state: &SessionState) -> Option<String> {
    let name = error.unknown_function()?;
    let scalar = state.scalar_functions().keys();
    let all = scalar.chain(state.aggregate_functions().keys()).chain(state.window_functions().keys());
    let mut names: Vec<&str> = all.map(String::as_str).collect();
    // The maps have no order, and the first of equally near names is suggested: the answer is not to change from run
    // to run.
    names.sort_unstable();
    near::nearest(name, names).map(str::to_owned)
}
