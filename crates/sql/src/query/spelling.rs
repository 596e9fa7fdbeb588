//! Names of columns match in any case.
//!
//! DataFusion matches exactly, after it has put names without quotes into lower case. Columns of `activity` are in lower
//! case, Snare's in upper case. So where DataFusion finds no column, the name is looked for in any case among the columns
//! of that scope, corrected in the statement, and the statement planned again.
//!
//! This reads DataFusion's errors: `SchemaError::FieldNotFound` with its columns, and the place of a name in the
//! diagnostic. An upgrade of DataFusion shows here first; the tests of this crate pin both.

use std::collections::HashSet;
use std::ops::ControlFlow;

use datafusion::common::{Column, DataFusionError, TableReference};
use datafusion::sql::parser::Statement as Parsed;
use datafusion::sql::sqlparser::ast::{
    self, ExcludeSelectItem, Expr, Ident, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, Query,
    Select, SelectItem, Spanned, Visit, VisitMut, Visitor, VisitorMut, WildcardAdditionalOptions,
};

use crate::error::missing_column;
use crate::place::{self, Place};
use crate::view::PUBLIC;
use crate::views::view_in;

/// Corrects the spelling of one statement, name by name.
#[derive(Default)]
pub(super) struct Spelling {
    /// Names that were corrected already: never twice.
    corrected: HashSet<Place>,
    swept: bool,
}

impl Spelling {
    /// Corrects the name that planning did not find, and the first time every other name that can only mean one of the
    /// columns there. Returns whether there was anything to correct.
    pub fn correct_name(&mut self, statement: &mut Parsed, error: &DataFusionError) -> bool {
        let Some((missing, columns)) = missing_column(error) else { return false };
        let Some(statement) = plain_statement_mut(statement) else { return false };
        let (known, aliases) = names_in(statement);
        let mut correction = Correction {
            missing,
            place: place::place_of_error(error),
            columns,
            known: &known,
            aliases: &aliases,
            sweep: !self.swept,
            corrected: &mut self.corrected,
            any: false,
        };
        let _: ControlFlow<()> = statement.visit(&mut correction);
        self.swept = true;
        correction.any
    }
}

/// Finds the place of the first name in a statement that is this column's.
pub(super) fn place_of(statement: &Parsed, column: &str) -> Option<Place> {
    let name = column.rsplit('.').next().unwrap_or(column);
    let found = ast::visit_expressions(plain_statement(statement)?, |expr| {
        match path_of(expr).and_then(<[Ident]>::last) {
            Some(ident) if normalized_name(ident) == name => ControlFlow::Break(ident.span.start),
            _ => ControlFlow::Continue(()),
        }
    });
    found.break_value().and_then(|start| Place::new(start.line, start.column))
}

/// Finds the place of the first call of a function.
pub(super) fn place_of_call(statement: &Parsed, function: &str) -> Option<Place> {
    let found = ast::visit_expressions(plain_statement(statement)?, |expr| match expr {
        Expr::Function(call) if call.name.to_string().eq_ignore_ascii_case(function) => {
            ControlFlow::Break(call.name.span().start)
        }
        _ => ControlFlow::Continue(()),
    });
    found.break_value().and_then(|start| Place::new(start.line, start.column))
}

pub(super) fn plain_statement(statement: &Parsed) -> Option<&ast::Statement> {
    match statement {
        Parsed::Statement(statement) => Some(statement),
        Parsed::Explain(explain) => plain_statement(&explain.statement),
        _ => None,
    }
}

pub(super) fn plain_statement_mut(statement: &mut Parsed) -> Option<&mut ast::Statement> {
    match statement {
        Parsed::Statement(statement) => Some(statement),
        Parsed::Explain(explain) => plain_statement_mut(&mut explain.statement),
        _ => None,
    }
}

/// One correction of a statement.
struct Correction<'a> {
    missing: &'a Column,
    place: Option<Place>,
    /// Columns that stand where the missing one was looked for.
    columns: &'a [Column],
    /// Columns of the views that the statement names.
    known: &'a HashSet<&'static str>,
    /// Names that the statement gives itself, in lower case.
    aliases: &'a HashSet<String>,
    sweep: bool,
    corrected: &'a mut HashSet<Place>,
    any: bool,
}

impl VisitorMut for Correction<'_> {
    type Break = ();

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        for name in bare_names(select) {
            if name.value.eq_ignore_ascii_case(&self.missing.name)
                && let Some(column) = self.find_respelled(&name.value, None)
                && column.name != name.value
            {
                *name = quoted_ident(name, &column.name);
                self.any = true;
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let idents = match expr {
            Expr::Identifier(ident) => std::slice::from_mut(ident),
            Expr::CompoundIdentifier(idents) => idents.as_mut_slice(),
            _ => return ControlFlow::Continue(()),
        };
        if let Some(column) = self.column_for(idents) {
            let place = place_of_path(idents);
            // A name whose correction did not help is left, so that planning ends with its error instead of turning in
            // a circle.
            if place.is_none_or(|p| self.corrected.insert(p)) {
                spell_path(idents, &column);
                self.any = true;
            }
        }
        ControlFlow::Continue(())
    }
}

impl Correction<'_> {
    /// Finds the column that a path of names means, where its spelling differs.
    fn column_for(&self, idents: &[Ident]) -> Option<Column> {
        let name = normalized_name(idents.last()?);
        // By place where the error has one: the same name may be right in another scope.
        let is_missing = match self.place {
            Some(place) => place_of_path(idents) == Some(place),
            None => name == self.missing.name,
        };
        if is_missing {
            return self.find_respelled(
                &self.missing.name,
                self.missing.relation.as_ref().map(TableReference::table),
            );
        }
        // An alias hides columns: `user_id AS UserId` must not lead to a correction of UserId elsewhere.
        let is_fine = self.columns.iter().any(|c| c.name == name) || self.aliases.contains(&name);
        if !self.sweep || is_fine {
            return None;
        }
        let qualifier = idents.len().checked_sub(2).map(|i| normalized_name(&idents[i]));
        self.find_respelled(&name, qualifier.as_deref())
    }

    /// Finds the one column of this name in another case.
    fn find_respelled(&self, name: &str, qualifier: Option<&str>) -> Option<Column> {
        let is_table = |c: &Column| match (qualifier, &c.relation) {
            (Some(wanted), Some(relation)) => relation.table().eq_ignore_ascii_case(wanted),
            (Some(_), None) => false,
            (None, _) => true,
        };
        let found = self.columns.iter().filter(|c| c.name.eq_ignore_ascii_case(name) && is_table(c));
        // Two columns that differ in case alone stay as written: either could be meant.
        if let Some(column) = only_same(found, |a, b| a.name == b.name) {
            let relation = qualifier.and(column.relation.clone());
            return Some(Column::new(relation, column.name.clone()));
        }
        // In a subquery the error lists the columns of one scope only; those of all views named are tried next.
        let known = self.known.iter().filter(|k| k.eq_ignore_ascii_case(name) && **k != name);
        only_same(known, |a, b| a == b).map(|name| Column::new_unqualified(*name))
    }
}

/// Lists names of columns that are no expressions: those of `USING (...)` and of `* EXCLUDE (...)`.
fn bare_names(select: &mut Select) -> Vec<&mut Ident> {
    let joins = select.from.iter_mut().flat_map(|t| &mut t.joins);
    let mut names: Vec<_> = joins.flat_map(|j| using_names(&mut j.join_operator)).collect();
    for item in &mut select.projection {
        if let SelectItem::Wildcard(options) | SelectItem::QualifiedWildcard(_, options) = item {
            names.extend(excluded_names(options));
        }
    }
    names
}

fn using_names(join: &mut JoinOperator) -> impl Iterator<Item = &mut Ident> {
    let constraint = match join {
        JoinOperator::Join(c)
        | JoinOperator::Inner(c)
        | JoinOperator::Left(c)
        | JoinOperator::LeftOuter(c)
        | JoinOperator::Right(c)
        | JoinOperator::RightOuter(c)
        | JoinOperator::FullOuter(c)
        | JoinOperator::LeftSemi(c)
        | JoinOperator::LeftAnti(c) => Some(c),
        _ => None,
    };
    let names = match constraint {
        Some(JoinConstraint::Using(names)) => names.as_mut_slice(),
        _ => &mut [],
    };
    names.iter_mut().filter_map(only_part)
}

fn excluded_names(options: &mut WildcardAdditionalOptions) -> Vec<&mut Ident> {
    let mut names: Vec<_> = match &mut options.opt_exclude {
        Some(ExcludeSelectItem::Single(name)) => only_part(name).into_iter().collect(),
        Some(ExcludeSelectItem::Multiple(names)) => names.iter_mut().filter_map(only_part).collect(),
        None => Vec::new(),
    };
    if let Some(except) = &mut options.opt_except {
        names.push(&mut except.first_element);
        names.extend(&mut except.additional_elements);
    }
    names
}

fn only_part(name: &mut ObjectName) -> Option<&mut Ident> {
    match name.0.as_mut_slice() {
        [ObjectNamePart::Identifier(ident)] => Some(ident),
        _ => None,
    }
}

/// Returns the first item, where the others are the same.
fn only_same<T: Copy>(mut items: impl Iterator<Item = T>, same: impl Fn(T, T) -> bool) -> Option<T> {
    let first = items.next()?;
    items.all(|item| same(first, item)).then_some(first)
}

/// Spells a path as the column is called. The qualifier changes where the column's table is known and its spelling differs.
fn spell_path(idents: &mut [Ident], column: &Column) {
    let Some((last, before)) = idents.split_last_mut() else { return };
    *last = quoted_ident(last, &column.name);
    if let (Some(qualifier), Some(relation)) = (before.last_mut(), &column.relation)
        && normalized_name(qualifier) != relation.table()
    {
        *qualifier = quoted_ident(qualifier, relation.table());
    }
}

/// Makes a name in quotes at the place of another.
fn quoted_ident(ident: &Ident, name: &str) -> Ident {
    Ident { value: name.to_owned(), quote_style: Some('"'), span: ident.span }
}

/// Returns a name as DataFusion reads it.
pub(super) fn normalized_name(ident: &Ident) -> String {
    match ident.quote_style {
        Some(_) => ident.value.clone(),
        None => ident.value.to_ascii_lowercase(),
    }
}

fn path_of(expr: &Expr) -> Option<&[Ident]> {
    match expr {
        Expr::Identifier(ident) => Some(std::slice::from_ref(ident)),
        Expr::CompoundIdentifier(idents) => Some(idents),
        _ => None,
    }
}

fn place_of_path(idents: &[Ident]) -> Option<Place> {
    idents.first().and_then(|i| Place::new(i.span.start.line, i.span.start.column))
}

/// Collects the columns of the views that a statement names, and the names that it gives itself.
fn names_in(statement: &ast::Statement) -> (HashSet<&'static str>, HashSet<String>) {
    let mut names = Names::default();
    let _: ControlFlow<()> = statement.visit(&mut names);
    (names.columns, names.aliases)
}

#[derive(Default)]
struct Names {
    columns: HashSet<&'static str>,
    aliases: HashSet<String>,
}

impl Visitor for Names {
    type Break = ();

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        let parts: Vec<_> =
            relation.0.iter().filter_map(|p| p.as_ident()).map(|i| i.value.as_str()).collect();
        let view = match parts[..] {
            [name] => view_in(PUBLIC, name),
            [.., schema, name] => view_in(schema, name),
            [] => None,
        };
        self.columns.extend(view.iter().flat_map(|v| v.columns));
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let tables = query.with.iter().flat_map(|w| &w.cte_tables);
        let columns = tables.flat_map(|t| &t.alias.columns);
        self.aliases.extend(columns.map(|c| c.name.value.to_ascii_lowercase()));
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        for item in &select.projection {
            if let SelectItem::ExprWithAlias { alias, .. } = item {
                self.aliases.insert(alias.value.to_ascii_lowercase());
            }
        }
        ControlFlow::Continue(())
    }
}
