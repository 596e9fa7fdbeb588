//! Text to statements, and which of them are run.

use std::ops::ControlFlow;

use datafusion::sql::parser::{DFParserBuilder, Statement as Parsed};
use datafusion::sql::sqlparser::ast::{self, Query, Select, Spanned, Visit, Visitor};

use crate::error::{Error, Result};
use crate::place::Place;

/// One query, read but not planned. It knows the places of its names in the text that it was read from.
#[derive(Debug, Clone)]
pub struct Statement(Parsed);

impl std::fmt::Display for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Statement {
    pub(crate) fn parsed(&self) -> &Parsed {
        &self.0
    }
}

/// Reads one or several queries, separated by semicolons.
///
/// ```
/// let queries = trail365_sql::parse("SELECT count(*) FROM activity; SHOW TABLES").unwrap();
/// assert_eq!(queries.len(), 2);
/// let refused = trail365_sql::parse("DROP TABLE activity").unwrap_err();
/// assert_eq!(refused.kind(), trail365_sql::ErrorKind::Refused);
/// ```
///
/// # Errors
/// When the text is no SQL, and when a statement is no query: whatever changes something, sets options or reaches
/// files is refused.
pub fn parse(text: &str) -> Result<Vec<Statement>> {
    let parsed = DFParserBuilder::new(text).build()?.parse_statements()?;
    for statement in &parsed {
        check(statement)?;
    }
    Ok(parsed.into_iter().map(Statement).collect())
}

/// Reads exactly one query.
pub(crate) fn parse_one(text: &str) -> Result<Statement> {
    let mut statements = parse(text)?;
    match (statements.len(), statements.pop()) {
        (1, Some(statement)) => Ok(statement),
        (0, _) => Err(Error::empty()),
        (count, _) => Err(Error::several(count)),
    }
}

fn check(statement: &Parsed) -> Result<()> {
    match statement {
        Parsed::Statement(statement) => check_plain(statement),
        Parsed::Explain(explain) => check(&explain.statement),
        Parsed::CreateExternalTable(_) => Err(Error::refused("CREATE EXTERNAL TABLE".into(), None)),
        Parsed::CopyTo(_) => Err(Error::refused("COPY".into(), None)),
        Parsed::Reset(_) => Err(Error::refused("RESET".into(), None)),
    }
}

fn check_plain(statement: &ast::Statement) -> Result<()> {
    match statement {
        ast::Statement::Query(query) => match query.visit(&mut Changes) {
            ControlFlow::Break((what, place)) => Err(Error::refused(what, place)),
            ControlFlow::Continue(()) => Ok(()),
        },
        ast::Statement::Explain { statement, .. } => check_plain(statement),
        ast::Statement::ExplainTable { .. }
        | ast::Statement::ShowTables { .. }
        | ast::Statement::ShowColumns { .. }
        | ast::Statement::ShowFunctions { .. }
        | ast::Statement::ShowCreate { .. }
        | ast::Statement::ShowVariable { .. } => Ok(()),
        other => Err(Error::refused(first_word(other), start(other))),
    }
}

/// Looks for what changes something inside a query.
struct Changes;

impl Visitor for Changes {
    type Break = (String, Option<Place>);

    fn pre_visit_statement(&mut self, statement: &ast::Statement) -> ControlFlow<Self::Break> {
        ControlFlow::Break((first_word(statement), start(statement)))
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Self::Break> {
        match &select.into {
            Some(into) => ControlFlow::Break(("SELECT INTO".into(), of_span(into.name.span()))),
            None => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        if query.locks.is_empty() {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(("SELECT FOR UPDATE".into(), None))
    }
}

fn first_word(statement: &ast::Statement) -> String {
    statement.to_string().split_whitespace().next().unwrap_or_default().to_ascii_uppercase()
}

fn start(statement: &ast::Statement) -> Option<Place> {
    of_span(statement.span())
}

fn of_span(span: datafusion::sql::sqlparser::tokenizer::Span) -> Option<Place> {
    Place::new(span.start.line, span.start.column)
}
