//! The first page of an account.

use askama::Template;

use super::statements::StatementsView;
use crate::layout::{Figure, figures_of, verdict_key, verdict_word};
use crate::model::{Account, Question};

/// The summary of an account.
#[derive(Debug, Template)]
#[template(path = "summary.html")]
pub struct SummaryView<'a> {
    id: String,
    user: &'a str,
    /// Whether it is one of several: then it has a heading of its own.
    is_one_of_several: bool,
    /// Anchor of its chapters.
    verdict_key: &'static str,
    verdict_word: &'static str,
    verdict_text: &'a str,
    figures: Vec<Figure>,
    summary: StatementsView<'a>,
    speaks_for: Option<StatementsView<'a>>,
    speaks_against: Option<StatementsView<'a>>,
    missing: &'a [String],
}

impl<'a> SummaryView<'a> {
    /// Makes the view of the account at a place in the report.
    pub fn new(account: &'a Account, question: &Question, place: usize, is_one_of_several: bool) -> Self {
        let list = |statements: &'a [_]| (!statements.is_empty()).then(|| StatementsView::new(statements));
        Self {
            id: format!("account-{}", place + 1),
            user: &account.user,
            is_one_of_several,
            verdict_key: verdict_key(account.verdict.word),
            verdict_word: verdict_word(account.verdict.word),
            verdict_text: &account.verdict.text,
            figures: figures_of(account, question),
            summary: StatementsView::new(&account.summary),
            speaks_for: list(&account.verdict.speaks_for),
            speaks_against: list(&account.verdict.speaks_against),
            missing: &account.verdict.missing,
        }
    }
}
