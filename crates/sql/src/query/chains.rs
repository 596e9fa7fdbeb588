//! Chains of conditions that the optimizer made of balanced ones, balanced again.
//!
//! DataFusion splits conditions to move and to simplify them, and joins them again to a tree as deep as the chain is long.
//! Evaluating one takes stack for every level: 4 KiB in a build without optimization.

use std::mem::take;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::BinaryExpr as PhysicalBinaryExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::filter::{FilterExec, FilterExecBuilder};

use super::balance::{SHORTEST, join_balanced};

/// Balances long chains of AND and of OR in plans.
#[derive(Debug)]
pub(crate) struct BalancedChains;

impl OptimizerRule for BalancedChains {
    fn name(&self) -> &'static str {
        "BalancedChains"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn supports_rewrite(&self) -> bool {
        true
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        // A balanced condition is written with parentheses, and columns are called as they are written.
        let names = NamePreserver::new(&plan);
        plan.map_expressions(|expr| {
            let name = names.save(&expr);
            let balanced = expr.transform_down(|expr| Ok(balance_expr(expr)))?;
            Ok(balanced.update_data(|expr| name.restore(expr)))
        })
    }
}

fn balance_expr(mut expr: Expr) -> Transformed<Expr> {
    for op in [Operator::And, Operator::Or] {
        if chain_length(&expr, op) >= SHORTEST {
            let conditions = take_chain(take(&mut expr), op);
            let join = |left, right| Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)));
            return Transformed::yes(join_balanced(conditions, &join).unwrap_or_default());
        }
    }
    Transformed::no(expr)
}

fn chain_length(mut expr: &Expr, op: Operator) -> usize {
    let mut length = 1;
    while let Expr::BinaryExpr(binary) = expr
        && binary.op == op
    {
        expr = &binary.left;
        length += 1;
    }
    length
}

/// Takes the conditions of a chain out of it, in their order.
fn take_chain(mut rest: Expr, op: Operator) -> Vec<Expr> {
    let mut conditions = Vec::new();
    loop {
        match rest {
            Expr::BinaryExpr(binary) if binary.op == op => {
                conditions.push(*binary.right);
                rest = *binary.left;
            }
            first => {
                conditions.push(first);
                break;
            }
        }
    }
    conditions.reverse();
    conditions
}

impl PhysicalOptimizerRule for BalancedChains {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let balanced = plan.transform_up(|node| {
            let Some(filter) = node.downcast_ref::<FilterExec>() else { return Ok(Transformed::no(node)) };
            let predicate =
                Arc::clone(filter.predicate()).transform_down(|expr| Ok(balance_physical(expr)))?;
            if !predicate.transformed {
                return Ok(Transformed::no(node));
            }
            let filter = FilterExecBuilder::from(filter).with_predicate(predicate.data).build()?;
            Ok(Transformed::yes(Arc::new(filter) as Arc<dyn ExecutionPlan>))
        });
        balanced.data()
    }

    fn name(&self) -> &'static str {
        "BalancedChains"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

fn balance_physical(expr: Arc<dyn PhysicalExpr>) -> Transformed<Arc<dyn PhysicalExpr>> {
    for op in [Operator::And, Operator::Or] {
        let conditions = conditions_of(&expr, op);
        if conditions.len() >= SHORTEST {
            let join =
                |left, right| Arc::new(PhysicalBinaryExpr::new(left, op, right)) as Arc<dyn PhysicalExpr>;
            return match join_balanced(conditions, &join) {
                Some(balanced) => Transformed::yes(balanced),
                None => Transformed::no(expr),
            };
        }
    }
    Transformed::no(expr)
}

/// Lists the conditions of a chain, in their order.
fn conditions_of(expr: &Arc<dyn PhysicalExpr>, op: Operator) -> Vec<Arc<dyn PhysicalExpr>> {
    let mut conditions = Vec::new();
    let mut rest = expr;
    while let Some(binary) = rest.downcast_ref::<PhysicalBinaryExpr>()
        && *binary.op() == op
    {
        conditions.push(Arc::clone(binary.right()));
        rest = binary.left();
    }
    conditions.push(Arc::clone(rest));
    conditions.reverse();
    conditions
}
