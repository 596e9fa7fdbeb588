//! Chains of `AND` and of `OR`, balanced.
//!
//! The parser makes `a OR b OR c ...` a tree as deep as the chain is long, and everything that walks over an expression
//! calls itself once a level: two thousand conditions would end the process. A balanced tree means the same and has eleven levels.

use std::mem::replace;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{self, BinaryOperator, Expr, Value, VisitMut, VisitorMut};

/// Shortest chain that is balanced. In a balanced tree no path to the left is longer, however many conditions it has, so that none is
/// balanced twice.
pub(super) const SHORTEST: usize = 33;

/// Balances every long chain of conditions of a statement.
pub(super) fn balance_conditions(statement: &mut ast::Statement) {
    let _: ControlFlow<()> = statement.visit(&mut Chains);
}

struct Chains;

impl VisitorMut for Chains {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        for op in [BinaryOperator::And, BinaryOperator::Or] {
            if chain_length(expr, &op) >= SHORTEST {
                let conditions = take_chain(expr, &op);
                let join = |left, right| Expr::BinaryOp {
                    left: Box::new(left),
                    op: op.clone(),
                    right: Box::new(right),
                };
                *expr = join_balanced(conditions, &join).unwrap_or_else(nothing);
            }
        }
        ControlFlow::Continue(())
    }
}

fn chain_length(mut expr: &Expr, op: &BinaryOperator) -> usize {
    let mut length = 1;
    while let Expr::BinaryOp { left, op: other, .. } = expr
        && other == op
    {
        expr = left;
        length += 1;
    }
    length
}

/// Takes the conditions of a chain out of it, in their order.
fn take_chain(expr: &mut Expr, op: &BinaryOperator) -> Vec<Expr> {
    let mut conditions = Vec::new();
    let mut rest = replace(expr, nothing());
    loop {
        match rest {
            Expr::BinaryOp { left, op: other, right } if other == *op => {
                conditions.push(*right);
                rest = *left;
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

/// Joins conditions, in their order, to a tree as flat as can be; `None` where there are none.
pub(super) fn join_balanced<T>(mut conditions: Vec<T>, join: &impl Fn(T, T) -> T) -> Option<T> {
    if conditions.len() < 2 {
        return conditions.pop();
    }
    let right = conditions.split_off(conditions.len() / 2);
    Some(join(join_balanced(conditions, join)?, join_balanced(right, join)?))
}

fn nothing() -> Expr {
    Expr::value(Value::Null)
}

#[cfg(test)]
mod tests {
    use crate::query::parse;

    fn check(text: &str) {
        let parsed = parse(&format!("SELECT {text}")).unwrap().remove(0);
        // Only the shape of the tree changes, neither the conditions nor their order.
        assert_eq!(parsed.to_string(), format!("SELECT {text}"));
    }

    #[test]
    fn long_chains_stay_as_they_are_written() {
        let chain =
            |op: &str, terms: usize| (0..terms).map(|i| format!("a = {i}")).collect::<Vec<_>>().join(op);
        let (or, and) = (chain(" OR ", 1_000), chain(" AND ", 150));
        check(&or);
        check(&and);
        check(&format!("{and} OR {and}"));
        check(&format!("NOT ({or}) AND ({or})"));
        check(&format!("(SELECT max(b) FROM c WHERE {or} OR d)"));
    }
}
