//! Text to statements; those that are no queries are refused.

use std::ops::ControlFlow;

use datafusion::sql::parser::{DFParserBuilder, Statement as Parsed};
use datafusion::sql::sqlparser::ast::{self, Query, Select, SelectItem, SetExpr, Spanned, Visit, Visitor};

use super::balance::balance_conditions;
use super::depth::ensure_shallow;
use super::nesting::stack_to_parse;
use super::room::{with_room, with_stack};
use super::spelling::plain_statement_mut;
use crate::error::{Error, Result};
use crate::place::Place;

/// One query, parsed but not planned. It knows the places of its names in the text that it was parsed from.
#[derive(Debug)]
pub struct Statement(Parsed);

impl Clone for Statement {
    fn clone(&self) -> Self {
        with_room(|| Statement(self.0.clone()))
    }
}

impl std::fmt::Display for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        with_room(|| self.0.fmt(f))
    }
}

impl Statement {
    /// Reports whether it asks for all columns there are, by `select *` or `select t.*`: a person who does has no use for
    /// columns without a value.
    ///
    /// ```
    /// let queries = trail365_sql::parse("SELECT a.* FROM activity a; SELECT count(*) FROM activity").unwrap();
    /// assert!(queries[0].selects_all() && !queries[1].selects_all());
    /// ```
    pub fn selects_all(&self) -> bool {
        match &self.0 {
            Parsed::Statement(statement) => {
                matches!(statement.as_ref(), ast::Statement::Query(query) if has_star(&query.body))
            }
            _ => false,
        }
    }

    pub(super) fn as_parsed(&self) -> &Parsed {
        &self.0
    }
}

/// Parses one or several queries, separated by semicolons.
///
/// ```
/// let queries = trail365_sql::parse("SELECT count(*) FROM activity; SHOW TABLES").unwrap();
/// assert_eq!(queries.len(), 2);
/// let refused = trail365_sql::parse("DROP TABLE activity").unwrap_err();
/// assert_eq!(refused.kind(), trail365_sql::ErrorKind::Refused);
/// ```
///
/// # Errors
/// When the text is no SQL or nested too deep, and when a statement is no query: statements that change something, set options or reach files
/// are refused.
pub fn parse(text: &str) -> Result<Vec<Statement>> {
    let stack = stack_to_parse(text)?;
    // Trees that are refused are dropped there, too.
    with_stack(stack, || parse_shallow(text))
}

fn parse_shallow(text: &str) -> Result<Vec<Statement>> {
    let mut parsed = DFParserBuilder::new(text).build()?.parse_statements()?;
    for statement in &mut parsed {
        if let Some(plain) = plain_statement_mut(statement) {
            balance_conditions(plain);
        }
        ensure_shallow(statement)?;
        ensure_query(statement)?;
    }
    Ok(parsed.into_iter().map(Statement).collect())
}

/// Parses exactly one query.
pub(super) fn parse_one(text: &str) -> Result<Statement> {
    let mut statements = parse(text)?;
    match (statements.len(), statements.pop()) {
        (1, Some(statement)) => Ok(statement),
        (0, _) => Err(Error::no_query()),
        (count, _) => Err(Error::many_statements(count)),
    }
}

fn ensure_query(statement: &Parsed) -> Result<()> {
    match statement {
        Parsed::Statement(statement) => ensure_plain_query(statement),
        Parsed::Explain(explain) => ensure_query(&explain.statement),
        Parsed::CreateExternalTable(_) => Err(Error::refused_statement("CREATE EXTERNAL TABLE".into(), None)),
        Parsed::CopyTo(_) => Err(Error::refused_statement("COPY".into(), None)),
        Parsed::Reset(_) => Err(Error::refused_statement("RESET".into(), None)),
    }
}

fn ensure_plain_query(statement: &ast::Statement) -> Result<()> {
    match statement {
        // A query can hold a statement that writes: WITH x AS (INSERT ...) SELECT.
        ast::Statement::Query(query) => match query.visit(&mut Changes) {
            ControlFlow::Break((what, place)) => Err(Error::refused_statement(what, place)),
            ControlFlow::Continue(()) => Ok(()),
        },
        ast::Statement::Explain { statement, .. } => ensure_plain_query(statement),
        ast::Statement::ExplainTable { .. }
        | ast::Statement::ShowTables { .. }
        | ast::Statement::ShowColumns { .. }
        | ast::Statement::ShowFunctions { .. }
        | ast::Statement::ShowCreate { .. }
        | ast::Statement::ShowVariable { .. } => Ok(()),
        other => Err(Error::refused_statement(first_word(other), start_of(other))),
    }
}

/// Finds parts of a query that change something.
struct Changes;

impl Visitor for Changes {
    type Break = (String, Option<Place>);

    fn pre_visit_statement(&mut self, statement: &ast::Statement) -> ControlFlow<Self::Break> {
        ControlFlow::Break((first_word(statement), start_of(statement)))
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Self::Break> {
        match &select.into {
            Some(into) => ControlFlow::Break(("SELECT INTO".into(), place_of_span(into.name.span()))),
            None => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        // FOR UPDATE takes no lock in DataFusion; who writes it expects one.
        if query.locks.is_empty() {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(("SELECT FOR UPDATE".into(), None))
    }
}

fn first_word(statement: &ast::Statement) -> String {
    statement.to_string().split_whitespace().next().unwrap_or_default().to_ascii_uppercase()
}

fn start_of(statement: &ast::Statement) -> Option<Place> {
    place_of_span(statement.span())
}

fn place_of_span(span: datafusion::sql::sqlparser::tokenizer::Span) -> Option<Place> {
    Place::new(span.start.line, span.start.column)
}

fn has_star(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => select
            .projection
            .iter()
            .any(|item| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..))),
        SetExpr::Query(query) => has_star(&query.body),
        SetExpr::SetOperation { left, .. } => has_star(left),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Statement, parse};

    fn check(text: &str, expected: &[bool]) {
        let stars: Vec<_> = parse(text).unwrap().iter().map(Statement::selects_all).collect();
        assert_eq!(stars, expected, "{text}");
    }

    #[test]
    fn a_star_is_seen_where_it_makes_the_columns() {
        check("select * from a; select a.* from a; select b from (select * from a)", &[true, true, false]);
        check("select count(*) from a; select * from a union all select * from b", &[false, true]);
        check("explain select * from a; show tables", &[false, false]);
        // A second parser with another dialect would stop here, and with it every star behind.
        check(
            "select arrow_cast(1, 'Int8') from a; select a.b['c'].d from a; select * from a",
            &[false, false, true],
        );
    }
}
