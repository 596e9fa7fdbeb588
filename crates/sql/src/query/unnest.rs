//! Forms of `unnest` in FROM that other engines have, brought into the one that DataFusion plans.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    self, Expr, FunctionArg, FunctionArgExpr, JoinOperator, ObjectName, Select, Spanned, TableAlias,
    TableAliasColumnDef, TableFactor, Visit, VisitMut, Visitor, VisitorMut,
};
use datafusion::sql::sqlparser::tokenizer::Location;

use super::spelling::normalized_name;
use crate::error::{Error, Result};
use crate::place::Place;

/// Makes `lateral unnest(x)` an `unnest(x)`, and gives the column of `unnest(x) as part` the name `part`, so that `part` and
/// `part.subject` are the item and a field of it.
///
/// # Errors
/// For `with ordinality` and `with offset`, which cannot be planned.
pub(super) fn normalize_unnest(statement: &mut ast::Statement) -> Result<()> {
    let mut forms = Forms::default();
    if let ControlFlow::Break(clause) = statement.visit(&mut forms) {
        return Err(Error::no_ordinality(clause).with_place(place_of_list(statement)));
    }
    if !forms.items.is_empty() {
        let _: ControlFlow<()> = ast::visit_expressions_mut(statement, |expr| {
            name_item(expr, &forms.items);
            ControlFlow::Continue(())
        });
    }
    Ok(())
}

/// Finds the place of the list whose items a statement joins: that of a right or full join, else the first.
pub(super) fn place_of_list(statement: &ast::Statement) -> Option<Place> {
    let mut lists = Lists::default();
    let found = statement.visit(&mut lists).break_value();
    found.or(lists.first).and_then(|start| Place::new(start.line, start.column))
}

#[derive(Default)]
struct Lists {
    first: Option<Location>,
}

impl Visitor for Lists {
    type Break = Location;

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Location> {
        let joins = select.from.iter().flat_map(|table| &table.joins);
        match joins
            .filter(|join| keeps_right_rows(&join.join_operator))
            .find_map(|join| start_of_list(&join.relation))
        {
            Some(start) => ControlFlow::Break(start),
            None => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Location> {
        self.first = self.first.or_else(|| start_of_list(factor));
        ControlFlow::Continue(())
    }
}

fn keeps_right_rows(join: &JoinOperator) -> bool {
    use JoinOperator::{FullOuter, Right, RightAnti, RightOuter, RightSemi};
    matches!(join, FullOuter(_) | Right(_) | RightAnti(_) | RightOuter(_) | RightSemi(_))
}

fn start_of_list(factor: &TableFactor) -> Option<Location> {
    match factor {
        TableFactor::UNNEST { array_exprs, .. } => array_exprs.first().map(|list| list.span().start),
        TableFactor::Function { lateral: true, name, .. } => Some(name.span().start),
        TableFactor::Derived { lateral: true, subquery, .. } => Some(subquery.span().start),
        _ => None,
    }
}

/// Puts the name of the column behind that of its table where a field of an item follows at once.
fn name_item(expr: &mut Expr, items: &[String]) {
    let Expr::CompoundIdentifier(path) = expr else { return };
    let Some(table) = path.first().cloned() else { return };
    let name = normalized_name(&table);
    let is_column = path.get(1).is_some_and(|next| normalized_name(next) == name);
    if items.contains(&name) && !is_column {
        path.insert(1, table);
    }
}

#[derive(Default)]
struct Forms {
    /// Aliases that name both a table and its one column.
    items: Vec<String>,
}

impl VisitorMut for Forms {
    type Break = &'static str;

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<&'static str> {
        if let Some(unnest) = lateral_unnest(factor) {
            *factor = unnest;
        }
        let TableFactor::UNNEST { alias, array_exprs, with_offset, with_ordinality, .. } = factor else {
            return ControlFlow::Continue(());
        };
        if *with_ordinality || *with_offset {
            return ControlFlow::Break(if *with_offset { "with offset" } else { "with ordinality" });
        }
        if let (Some(alias), [_]) = (alias, array_exprs.as_slice()) {
            self.name_only_column(alias);
        }
        ControlFlow::Continue(())
    }
}

impl Forms {
    /// Gives the one column of an alias the name of the alias, as Postgres and BigQuery do.
    fn name_only_column(&mut self, alias: &mut TableAlias) {
        if alias.columns.is_empty() {
            alias.columns.push(TableAliasColumnDef { name: alias.name.clone(), data_type: None });
            self.items.push(normalized_name(&alias.name));
        }
    }
}

/// Returns the `unnest` that a call of a function with this name after LATERAL means.
fn lateral_unnest(factor: &mut TableFactor) -> Option<TableFactor> {
    let TableFactor::Function { name, args, alias, with_ordinality, .. } = factor else { return None };
    if !is_unnest(name) {
        return None;
    }
    let array_exprs: Option<Vec<Expr>> = args.iter().map(plain_argument).collect();
    Some(TableFactor::UNNEST {
        alias: alias.clone(),
        array_exprs: array_exprs?,
        with_offset: false,
        with_offset_alias: None,
        with_ordinality: *with_ordinality,
    })
}

fn is_unnest(name: &ObjectName) -> bool {
    matches!(name.0.as_slice(), [part] if part.as_ident().is_some_and(|i| i.value.eq_ignore_ascii_case("unnest")))
}

fn plain_argument(argument: &FunctionArg) -> Option<Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
        _ => None,
    }
}
