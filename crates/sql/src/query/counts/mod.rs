//! Counts by a column of texts, taken where the files are read.

mod counted;
mod tally;

use std::any::Any;
use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use datafusion::physical_expr::expressions::{Column, Literal};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::{ExecutionPlan, InputOrderMode, PhysicalExpr};

use counted::{Counted, Names};

pub(crate) use counted::{decode_counted, encode_counted};

/// Counts the rows of each text by its place in the dictionary of its file.
///
/// DataFusion hashes and compares the text of each row. Where `count(*)` is all that is asked, a text is looked at once for all rows that
/// the reader gives one view: counting a hundred million rows by operation takes half the time.
#[derive(Debug)]
pub(crate) struct CountedTexts;

impl PhysicalOptimizerRule for CountedTexts {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let counted = plan.transform_up(|node| {
            let aggregate = (node.as_ref() as &dyn Any).downcast_ref::<AggregateExec>();
            Ok(match aggregate.and_then(counted_texts) {
                Some(counted) => Transformed::yes(Arc::new(counted) as Arc<dyn ExecutionPlan>),
                None => Transformed::no(node),
            })
        });
        counted.map(|plan| plan.data)
    }

    fn name(&self) -> &'static str {
        "CountedTexts"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Returns what gives the rows of the first step of a count; `None` where more is asked than the number of rows by one column of texts.
fn counted_texts(aggregate: &AggregateExec) -> Option<Counted> {
    let is_first_step = *aggregate.mode() == AggregateMode::Partial
        && *aggregate.input_order_mode() == InputOrderMode::Linear
        && aggregate.limit_options().is_none();
    let counts_rows = aggregate.aggr_expr().iter().all(|function| is_count_of_rows(function))
        && aggregate.filter_expr().iter().all(Option::is_none);
    let groups = aggregate.group_expr();
    let [(group, name)] = groups.expr() else { return None };
    if !is_first_step || !counts_rows || !groups.is_single() || !is_scan(aggregate.input().as_ref()) {
        return None;
    }
    let column = (group.as_ref() as &dyn Any).downcast_ref::<Column>()?.index();
    let states = aggregate.schema().fields().iter().skip(1).map(|field| field.name().clone()).collect();
    let counted =
        Counted::new(Arc::clone(aggregate.input()), column, Names { text: name.clone(), counts: states })
            .ok()?;
    (counted.schema() == aggregate.schema() && *counted.schema().field(0).data_type() == DataType::Utf8View)
        .then_some(counted)
}

/// Reports whether a function counts rows, as `count(*)` does: a constant is counted, and it is not null.
fn is_count_of_rows(function: &AggregateFunctionExpr) -> bool {
    let constant = |expression: &Arc<dyn PhysicalExpr>| {
        let literal = (expression.as_ref() as &dyn Any).downcast_ref::<Literal>();
        literal.is_some_and(|literal| !literal.value().is_null())
    };
    function.fun().name() == "count" && !function.is_distinct() && function.expressions().iter().all(constant)
}

/// Reports whether rows come from files as they are read, at most dealt out among threads: all else makes views of its own.
fn is_scan(step: &dyn ExecutionPlan) -> bool {
    let any = step as &dyn Any;
    any.is::<DataSourceExec>()
        || (any.is::<CooperativeExec>() || any.is::<RepartitionExec>())
            && step.children().into_iter().all(|child| is_scan(child.as_ref()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{RecordBatch, StringViewArray};
    use datafusion::execution::SessionStateBuilder;
    use datafusion::physical_plan::displayable;
    use datafusion::prelude::{SessionConfig, SessionContext};

    use super::CountedTexts;

    /// A session with the tables `few`, with three texts and null, and `many`, with a hundred thousand.
    fn context() -> SessionContext {
        let config = SessionConfig::new().with_target_partitions(2);
        let state = SessionStateBuilder::new_with_default_features()
            .with_config(config)
            .with_physical_optimizer_rule(Arc::new(CountedTexts))
            .build();
        let context = SessionContext::new_with_state(state);
        let few = ["Send", "MailItemsAccessed", "New-InboxRule"];
        let few: StringViewArray = (0..20_000).map(|row| few.get(row % 4)).collect();
        let many = StringViewArray::from_iter_values((0..150_000).map(|row| format!("id {}", row % 100_000)));
        for (name, texts) in [("few", few), ("many", many)] {
            context
                .register_batch(name, RecordBatch::try_from_iter([("t", Arc::new(texts) as _)]).unwrap())
                .unwrap();
        }
        context
    }

    async fn is_counted(context: &SessionContext, query: &str) -> bool {
        let plan = context.sql(query).await.unwrap().create_physical_plan().await.unwrap();
        displayable(plan.as_ref()).indent(false).to_string().contains("CountedTexts")
    }

    #[tokio::test]
    async fn counts_of_rows_are_those_without_the_rule() {
        let context = context();
        for table in ["few", "many"] {
            let counts = |text: &str| {
                format!("SELECT {text} AS t, count(*) AS n, count(1) AS m FROM {table} GROUP BY 1")
            };
            let (counted, plain) = (counts("t"), counts("concat(t, substr('x', 2))"));
            assert!(is_counted(&context, &counted).await, "{table}");
            assert!(!is_counted(&context, &plain).await, "{table}");
            // `concat` makes an empty text of null.
            let differing = format!(
                "SELECT count(*) AS n FROM ({counted}) AS a FULL JOIN ({plain}) AS b ON coalesce(a.t, '') = b.t
                 WHERE (a.n IS DISTINCT FROM b.n) OR (a.m IS DISTINCT FROM b.m)"
            );
            let rows = context.sql(&differing).await.unwrap().collect().await.unwrap();
            assert_eq!(
                arrow::util::display::array_value_to_string(rows[0].column(0), 0).unwrap(),
                "0",
                "{table}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_more_than_a_count_of_rows_is_left_alone() {
        let context = context();
        for query in [
            "SELECT t, count(t) FROM few GROUP BY 1",
            "SELECT t, count(*), max(t) FROM few GROUP BY 1",
            "SELECT t, count(*) FILTER (WHERE t > 'N') FROM few GROUP BY 1",
            "SELECT t, count(*) FROM few GROUP BY GROUPING SETS ((t), ())",
            "SELECT lower(t), count(*) FROM few GROUP BY 1",
            "SELECT count(*) FROM few",
        ] {
            assert!(!is_counted(&context, query).await, "{query}");
        }
    }
}
