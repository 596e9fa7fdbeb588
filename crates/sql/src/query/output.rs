//! Names of the columns of a result.
//!
//! DataFusion names a column without an alias by its own writing of the expression: `activity.affected_items[Int64(1)]`.
//! People and programs get what was written instead: `affected_items[1]`.

use std::collections::HashSet;

use datafusion::common::{Column, DFSchema, Result};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use datafusion::sql::parser::Statement as Parsed;
use datafusion::sql::sqlparser::ast::{self, Select, SelectItem, SetExpr};

use super::spelling::normalized_name;

/// Names the columns of a plan as its statement writes their expressions, where these have no name of their own.
pub(super) fn name_columns(plan: LogicalPlan, statement: &Parsed) -> Result<LogicalPlan> {
    let Some(select) = outer_select(statement) else { return Ok(plan) };
    let Some(names) = written_names(&select.projection, plan.schema()) else { return Ok(plan) };
    let mut taken: HashSet<String> = plan.schema().fields().iter().map(|f| f.name().clone()).collect();
    let mut any = false;
    let fields: Vec<_> = plan.schema().iter().map(Column::from).collect();
    let columns: Vec<_> = fields
        .into_iter()
        .zip(names)
        .map(|(column, name)| match name {
            Some(name) if name != column.name && taken.insert(name.clone()) => {
                any = true;
                Expr::Column(column).alias(name)
            }
            _ => Expr::Column(column),
        })
        .collect();
    if !any {
        return Ok(plan);
    }
    LogicalPlanBuilder::from(plan).project(columns)?.build()
}

/// Returns the select whose items name the columns of a query.
fn outer_select(statement: &Parsed) -> Option<&Select> {
    let Parsed::Statement(statement) = statement else { return None };
    let ast::Statement::Query(query) = statement.as_ref() else { return None };
    let mut body = query.body.as_ref();
    loop {
        match body {
            SetExpr::Select(select) => return Some(select),
            SetExpr::Query(query) => body = query.body.as_ref(),
            SetExpr::SetOperation { left, .. } => body = left.as_ref(),
            _ => return None,
        }
    }
}

/// Lists for each column the name that its item gives; `None` where items and columns cannot be told to go together.
fn written_names(items: &[SelectItem], schema: &DFSchema) -> Option<Vec<Option<String>>> {
    let fields = schema.fields();
    let stars: Vec<_> = (0..items.len()).filter(|i| is_star(&items[*i])).collect();
    let hidden = match stars[..] {
        [] if items.len() == fields.len() => return Some(names_of(items, schema, 0)),
        // One star stands for all columns that the items around it leave.
        [star] => (star, (fields.len() + 1).checked_sub(items.len())?),
        _ => return None,
    };
    let (star, columns) = hidden;
    let mut names = names_of(&items[..star], schema, 0);
    names.extend(std::iter::repeat_n(None, columns));
    names.extend(names_of(&items[star + 1..], schema, star + columns));
    Some(names)
}

fn is_star(item: &SelectItem) -> bool {
    matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..))
}

fn names_of(items: &[SelectItem], schema: &DFSchema, first: usize) -> Vec<Option<String>> {
    let fields = schema.fields().iter().skip(first);
    items.iter().zip(fields).map(|(item, field)| written_name(item, field.name())).collect()
}

/// Returns the text of an item without a name; `None` where the column is called as a column of a table.
fn written_name(item: &SelectItem, column: &str) -> Option<String> {
    let SelectItem::UnnamedExpr(expr) = item else { return None };
    match expr {
        ast::Expr::Identifier(_) => None,
        // A path is a column of a table, or a field of a struct; of that DataFusion writes `item[subject]`.
        ast::Expr::CompoundIdentifier(path) => {
            let last = path.last().map(normalized_name);
            (!column.eq_ignore_ascii_case(&last?)).then(|| expr.to_string())
        }
        _ => Some(expr.to_string()),
    }
}
