//! Statements of the page: the word of confidence, the sentence, links to records.

use askama::Template;

use crate::layout::{Piece, confidence_key, confidence_word, first_records, record_count, split_moments};
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
    text: Vec<Piece<'a>>,
    records: Vec<u32>,
    more: Option<String>,
}

impl<'a> StatementsView<'a> {
    /// Makes the view of a list of statements.
    pub fn new(statements: &'a [Statement]) -> Self {
        Self { statements: statements.iter().map(view_statement).collect() }
    }
}

fn view_statement(statement: &Statement) -> StatementView<'_> {
    let shown = first_records(&statement.records, MOST_RECORDS);
    let all = statement.record_count.max(statement.records.len() as u64);
    StatementView {
        key: confidence_key(statement.confidence),
        word: confidence_word(statement.confidence),
        text: split_moments(&statement.text),
        more: (all > shown.len() as u64).then(|| format!("of {}", record_count(all))),
        records: shown,
    }
}
