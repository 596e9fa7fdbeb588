//! Statements of the page: the word of confidence, the sentence, links to records.

use askama::Template;

use crate::layout::{confidence_key, confidence_word, group_digits};
use crate::model::Statement;
use crate::render::limits::MOST_RECORDS;

/// A list of statements.
#[derive(Debug, Template)]
#[template(path = "statements.html")]
pub struct StatementsView<'a> {
    statements: Vec<StatementView<'a>>,
}

#[derive(Debug)]
struct StatementView<'a> {
    key: &'static str,
    word: &'static str,
    text: &'a str,
    records: &'a [u32],
    more: Option<String>,
}

impl<'a> StatementsView<'a> {
    /// Makes the view of a list of statements.
    pub fn new(statements: &'a [Statement]) -> Self {
        Self { statements: statements.iter().map(view_statement).collect() }
    }
}

fn view_statement(statement: &Statement) -> StatementView<'_> {
    let shown = &statement.records[..statement.records.len().min(MOST_RECORDS)];
    let all = statement.record_count.max(statement.records.len() as u64);
    StatementView {
        key: confidence_key(statement.confidence),
        word: confidence_word(statement.confidence),
        text: &statement.text,
        records: shown,
        more: (all > shown.len() as u64).then(|| format!("of {} records", group_digits(all))),
    }
}
