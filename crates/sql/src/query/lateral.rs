//! Joins with a list of their left side: `from activity cross join unnest(affected_items) as t(item)`.
//!
//! DataFusion plans such a join, but cannot run it: the right side reads columns of the left one. Here the steps of the
//! right side are put on top of the left side instead, each passing the columns of the left side on. Then `unnest` repeats
//! them beside the items, which is what the join means.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, NullHandling, Result};
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, Join, JoinType, LogicalPlan, LogicalPlanBuilder, Unnest};
use datafusion::scalar::ScalarValue;

/// Rewrites every join of a plan whose right side only takes a list of a row of the left side apart.
pub(super) fn flatten_joins(plan: LogicalPlan) -> Result<LogicalPlan> {
    plan.transform_up_with_subqueries(|node| match node {
        LogicalPlan::Join(join) => match flatten_join(&join)? {
            Some(flat) => Ok(Transformed::yes(flat)),
            None => Ok(Transformed::no(LogicalPlan::Join(join))),
        },
        other => Ok(Transformed::no(other)),
    })
    .data()
}

/// Reports whether a plan still reads columns of another plan out of an `unnest`, which no plan can run.
pub(super) fn has_unreachable_list(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::Unnest(unnest) = node {
            found = !unnest.input.all_out_ref_exprs().is_empty();
        }
        Ok(if found { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(found)
}

fn flatten_join(join: &Join) -> Result<Option<LogicalPlan>> {
    let keeps_rows = match join.join_type {
        JoinType::Inner => false,
        JoinType::Left => true,
        _ => return Ok(None),
    };
    let keys = join.on.iter().map(|(left, right)| left.clone().eq(right.clone()));
    let condition = conjunction(keys.chain(join.filter.clone()).filter(|expr| !is_true(expr)));
    // A row of the left side that meets no item must stay, so a condition cannot become a filter behind.
    if !reads_outer_columns(&join.right) || (keeps_rows && condition.is_some()) {
        return Ok(None);
    }
    let Some(flat) = (Graft { left: &join.left, keeps_rows }).put_on_left(&join.right)? else {
        return Ok(None);
    };
    let columns = join.schema.columns().into_iter().map(Expr::Column);
    let flat = LogicalPlanBuilder::from(flat).project(columns)?;
    let flat = match condition {
        Some(condition) => flat.filter(condition)?,
        None => flat,
    };
    flat.build().map(Some)
}

fn is_true(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(ScalarValue::Boolean(Some(true)), _))
}

fn reads_outer_columns(right: &LogicalPlan) -> bool {
    match right {
        LogicalPlan::Subquery(subquery) => !subquery.outer_ref_columns.is_empty(),
        LogicalPlan::SubqueryAlias(alias) => reads_outer_columns(&alias.input),
        _ => false,
    }
}

fn without_subquery(plan: &LogicalPlan) -> &LogicalPlan {
    match plan {
        LogicalPlan::Subquery(subquery) => without_subquery(&subquery.subquery),
        plan => plan,
    }
}

/// The steps of a right side, on the way to the left one.
struct Graft<'a> {
    left: &'a Arc<LogicalPlan>,
    /// A row whose list is null or empty stays.
    keeps_rows: bool,
}

impl Graft<'_> {
    /// Returns the steps of a plan on top of the left side in place of its single empty row; `None` where a step is not
    /// made row by row, or reads columns of a plan further out.
    fn put_on_left(&self, plan: &LogicalPlan) -> Result<Option<LogicalPlan>> {
        match plan {
            LogicalPlan::EmptyRelation(empty) if empty.produce_one_row => {
                Ok(Some(self.left.as_ref().clone()))
            }
            LogicalPlan::Subquery(subquery) => self.put_on_left(&subquery.subquery),
            LogicalPlan::Projection(step) => self.project(&step.input, &step.expr, &step.schema),
            // One projection instead of two: the optimizer stumbles over `i` below and `t.i` above it.
            LogicalPlan::SubqueryAlias(step) => match without_subquery(&step.input) {
                LogicalPlan::Projection(inner) => self.project(&inner.input, &inner.expr, &step.schema),
                input => {
                    let columns: Vec<_> = input.schema().columns().into_iter().map(Expr::Column).collect();
                    self.project(input, &columns, &step.schema)
                }
            },
            LogicalPlan::Filter(step) if !self.keeps_rows => self.filter(&step.input, &step.predicate),
            LogicalPlan::Unnest(step) => self.unnest(step),
            _ => Ok(None),
        }
    }

    /// Projects the columns of the left side and the expressions of a step, called as in a schema.
    fn project(&self, input: &LogicalPlan, exprs: &[Expr], schema: &DFSchema) -> Result<Option<LogicalPlan>> {
        let (Some(input), Some(exprs)) = (self.put_on_left(input)?, self.inner_exprs(exprs)?) else {
            return Ok(None);
        };
        let named = exprs.into_iter().zip(schema.iter()).map(|(expr, (qualifier, field))| match &expr {
            Expr::Column(column) if column.relation.as_ref() == qualifier && column.name == *field.name() => {
                expr
            }
            _ => expr.unalias().alias_qualified(qualifier.cloned(), field.name()),
        });
        let left = self.left.schema().columns().into_iter().map(Expr::Column);
        LogicalPlanBuilder::from(input).project(left.chain(named).collect::<Vec<_>>())?.build().map(Some)
    }

    fn filter(&self, input: &LogicalPlan, predicate: &Expr) -> Result<Option<LogicalPlan>> {
        let predicate = self.inner_exprs(std::slice::from_ref(predicate))?.and_then(|mut exprs| exprs.pop());
        let (Some(input), Some(predicate)) = (self.put_on_left(input)?, predicate) else { return Ok(None) };
        LogicalPlanBuilder::from(input).filter(predicate)?.build().map(Some)
    }

    fn unnest(&self, step: &Unnest) -> Result<Option<LogicalPlan>> {
        let Some(input) = self.put_on_left(&step.input)? else { return Ok(None) };
        let mut options = step.options.clone();
        if self.keeps_rows {
            options = options.with_null_handling(NullHandling::PreserveAndExpandEmpty);
        }
        let unnested = LogicalPlanBuilder::from(input);
        unnested.unnest_columns_with_options(step.exec_columns.clone(), options)?.build().map(Some)
    }

    /// Makes columns of the left side out of references to it.
    fn inner_exprs(&self, exprs: &[Expr]) -> Result<Option<Vec<Expr>>> {
        let mut reaches_further = false;
        let mut inner = Vec::new();
        for expr in exprs {
            let changed = expr.clone().transform(|expr| match expr {
                Expr::OuterReferenceColumn(_, column) if self.left.schema().has_column(&column) => {
                    Ok(Transformed::yes(Expr::Column(column)))
                }
                Expr::OuterReferenceColumn(..) => {
                    reaches_further = true;
                    Ok(Transformed::no(expr))
                }
                other => Ok(Transformed::no(other)),
            });
            inner.push(changed.data()?);
        }
        Ok((!reaches_further).then_some(inner))
    }
}
