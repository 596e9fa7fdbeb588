//! How deep a statement is nested, and when that is refused.
//!
//! DataFusion copies, compares, writes and drops expressions and plans by functions that call themselves once a level, on the
//! stack of whoever asks. A stack that overflows ends the process, that of Python included, so what is too deep is refused
//! before anything walks over it.

use std::ops::ControlFlow;

use datafusion::sql::parser::Statement as Parsed;
use datafusion::sql::sqlparser::ast::{
    self, BinaryOperator, DataType, Expr, Query, SetExpr, SetOperator, Spanned, TableFactor, Visit, Visitor,
};

use super::spelling::plain_statement;
use crate::error::{Error, Result};
use crate::place::Place;

/// Most levels of a statement. Measured on a stack of 2 MiB, which a thread has where nobody says otherwise: 250 terms joined by `+`
/// run in a build without optimization, 500 in one with it.
const MOST_LEVELS: usize = 240;

/// Levels that a step of a plan counts for: measured so, 120 joins, 120 queries of WITH and 80 of EXCEPT run.
const STEP_LEVELS: usize = 2;
const EXCEPT_LEVELS: usize = 3;

/// Most AND and OR of a statement. Chains of them are balanced, but while DataFusion rewrites them they are not: measured so, a chain of
/// 3,000 runs.
const MOST_CONDITIONS: usize = 2_500;

/// Most AND of a statement. The filters that DataFusion hands to a table of a lake are put together one on top of the other: measured so, 600
/// of them overflow in a build without optimization.
const MOST_ANDS: usize = 300;

/// Refuses a statement that has more than [`MOST_LEVELS`], [`MOST_CONDITIONS`] or [`MOST_ANDS`].
pub(super) fn ensure_shallow(statement: &Parsed) -> Result<()> {
    let Some(statement) = plain_statement(statement) else { return Ok(()) };
    let mut depth = Depth::default();
    let place = match statement.visit(&mut depth) {
        ControlFlow::Break(place) => place,
        ControlFlow::Continue(()) if depth.is_exceeded => None,
        ControlFlow::Continue(()) => return Ok(()),
    };
    Err(Error::too_deep(place))
}

/// Levels at the place of a walk over a statement. The visitor of the parser takes stack as it needs it.
#[derive(Default)]
struct Depth {
    levels: usize,
    conditions: usize,
    ands: usize,
    is_exceeded: bool,
}

impl Depth {
    fn enter(&mut self, levels: usize) {
        self.levels += levels;
        self.is_exceeded |=
            self.levels > MOST_LEVELS || self.conditions > MOST_CONDITIONS || self.ands > MOST_ANDS;
    }
}

impl Visitor for Depth {
    type Break = Option<Place>;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        self.enter(levels_of_query(query));
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        self.levels -= levels_of_query(query);
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, _: &TableFactor) -> ControlFlow<Self::Break> {
        self.enter(1);
        ControlFlow::Continue(())
    }

    fn post_visit_table_factor(&mut self, _: &TableFactor) -> ControlFlow<Self::Break> {
        self.levels -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Self::Break> {
        self.conditions +=
            usize::from(is_joined_by(expr, &BinaryOperator::And) || is_joined_by(expr, &BinaryOperator::Or));
        self.ands += usize::from(is_joined_by(expr, &BinaryOperator::And));
        self.enter(levels_of_expr(expr));
        // The first name or value below is where the chain begins.
        let is_leaf = matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_));
        if self.is_exceeded && is_leaf {
            let start = expr.span().start;
            return ControlFlow::Break(Place::new(start.line, start.column));
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Self::Break> {
        self.levels -= levels_of_expr(expr);
        ControlFlow::Continue(())
    }
}

/// Counts the levels of a plan that a query makes: joins and unions stand on top of each other, and so may the queries of WITH.
fn levels_of_query(query: &Query) -> usize {
    let mut levels = 1 + STEP_LEVELS * query.with.as_ref().map_or(0, |with| with.cte_tables.len());
    let mut body = query.body.as_ref();
    while let SetExpr::SetOperation { op, left, right, .. } = body {
        levels += if *op == SetOperator::Union { 1 } else { EXCEPT_LEVELS };
        levels += STEP_LEVELS * joins_of(right);
        body = left;
    }
    levels + STEP_LEVELS * joins_of(body)
}

fn joins_of(body: &SetExpr) -> usize {
    let SetExpr::Select(select) = body else { return 0 };
    select.from.iter().map(|table| 1 + table.joins.len()).sum::<usize>().saturating_sub(1)
}

fn is_joined_by(expr: &Expr, operator: &BinaryOperator) -> bool {
    matches!(expr, Expr::BinaryOp { op, .. } if op == operator)
}

fn levels_of_expr(expr: &Expr) -> usize {
    match expr {
        // Each bracket is a call around those before it.
        Expr::CompoundFieldAccess { access_chain, .. } => 1 + access_chain.len(),
        Expr::CompoundIdentifier(path) => path.len(),
        Expr::Cast { data_type, .. } => 1 + levels_of_type(data_type),
        _ => 1,
    }
}

fn levels_of_type(mut ty: &DataType) -> usize {
    let mut levels = 0;
    while let DataType::Array(
        ast::ArrayElemTypeDef::SquareBracket(inner, _)
        | ast::ArrayElemTypeDef::AngleBracket(inner)
        | ast::ArrayElemTypeDef::Parenthesis(inner),
    ) = ty
    {
        levels += 1;
        ty = inner;
    }
    levels
}
