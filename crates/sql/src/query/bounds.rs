//! Functions of DataFusion in our form, with bounds, wherever a query calls them.

use datafusion::common::config::ConfigOptions;
use datafusion::common::plan_err;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator, WindowFunctionDefinition};
use datafusion::optimizer::{AnalyzerRule, ApplyOrder, OptimizerConfig, OptimizerRule};

use crate::functions::{bound_function, bound_gathering, in_utc, joined_function};

/// Bytes of the text between values that `string_agg` joins at most: what stands there is counted with no value.
const LONGEST_DELIMITER: usize = 64;

/// Gives functions their bounds that the planner calls by itself, as for `[a, b]`, `a || b` and aggregates over windows. Functions of
/// times, which it calls for `extract`, get their quick form for UTC.
#[derive(Debug)]
pub(crate) struct BoundedCalls;

impl AnalyzerRule for BoundedCalls {
    fn name(&self) -> &'static str {
        "BoundedCalls"
    }

    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        plan.transform_up_with_subqueries(|plan| {
            let names = NamePreserver::new(&plan);
            plan.map_expressions(|expr| {
                let name = names.save(&expr);
                let bounded = expr.transform_up(|expr| Ok(bound_call(expr)))?;
                Ok(bounded.update_data(|expr| name.restore(expr)))
            })
        })
        .data()
    }
}

fn bound_call(expr: Expr) -> Transformed<Expr> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::StringConcat, right }) => match joined_function() {
            Some(function) => {
                Transformed::yes(Expr::ScalarFunction(ScalarFunction::new_udf(function, vec![*left, *right])))
            }
            None => Transformed::no(Expr::BinaryExpr(BinaryExpr { left, op: Operator::StringConcat, right })),
        },
        Expr::ScalarFunction(mut call) => match bound_function(&call.func).or_else(|| in_utc(&call.func)) {
            Some(bounded) => {
                call.func = bounded;
                Transformed::yes(Expr::ScalarFunction(call))
            }
            None => Transformed::no(Expr::ScalarFunction(call)),
        },
        Expr::AggregateFunction(mut call) => match bound_gathering(&call.func, false) {
            Some(bounded) => {
                call.func = bounded;
                Transformed::yes(Expr::AggregateFunction(call))
            }
            None => Transformed::no(Expr::AggregateFunction(call)),
        },
        Expr::WindowFunction(mut call) => match &call.fun {
            WindowFunctionDefinition::AggregateUDF(function) => match bound_gathering(function, true) {
                Some(bounded) => {
                    call.fun = WindowFunctionDefinition::AggregateUDF(bounded);
                    Transformed::yes(Expr::WindowFunction(call))
                }
                None => Transformed::no(Expr::WindowFunction(call)),
            },
            WindowFunctionDefinition::WindowUDF(_) => Transformed::no(Expr::WindowFunction(call)),
        },
        other => Transformed::no(other),
    }
}

/// Refuses long texts between the values that `string_agg` joins, once constants are made.
#[derive(Debug)]
pub(crate) struct ShortDelimiters;

impl OptimizerRule for ShortDelimiters {
    fn name(&self) -> &'static str {
        "ShortDelimiters"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn supports_rewrite(&self) -> bool {
        true
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        plan.apply_expressions(|expr| {
            expr.apply(|expr| check_delimiter(expr).map(|()| TreeNodeRecursion::Continue))
        })?;
        Ok(Transformed::no(plan))
    }
}

fn check_delimiter(expr: &Expr) -> Result<()> {
    let (name, args) = match expr {
        Expr::AggregateFunction(call) => (call.func.name(), &call.params.args),
        Expr::WindowFunction(call) => (call.fun.name(), &call.params.args),
        _ => return Ok(()),
    };
    let delimiter = match args.get(1) {
        Some(Expr::Literal(value, _)) if name == "string_agg" => value.try_as_str().flatten(),
        _ => None,
    };
    match delimiter.map(str::len).filter(|length| *length > LONGEST_DELIMITER) {
        Some(length) => plan_err!(
            "the text that string_agg puts between values has {length} bytes, and {LONGEST_DELIMITER} at most: write a shorter one"
        ),
        None => Ok(()),
    }
}
