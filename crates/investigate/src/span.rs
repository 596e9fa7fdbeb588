//! The span that a report is on.

use crate::error::{Error, Result};
use crate::model::{Question, Time};

/// A span of time in microseconds since 1970, the end not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    from: Option<i64>,
    until: Option<i64>,
}

impl Span {
    /// Returns the span of a question.
    ///
    /// # Errors
    /// If it ends before it begins.
    pub fn of_question(question: &Question) -> Result<Self> {
        let span =
            Span { from: question.from.map(|from| from.0), until: question.until.map(|until| until.0) };
        let is_empty = span.from.zip(span.until).is_some_and(|(from, until)| from >= until);
        if is_empty { Err(Error::EmptySpan) } else { Ok(span) }
    }

    /// Writes the conditions that a column of SQL lies in it.
    pub fn conditions(self, column: &str) -> Vec<String> {
        let of = |bound: Option<i64>, sign: &str| bound.map(|at| format!("{column} {sign} '{}'", Time(at)));
        of(self.from, ">=").into_iter().chain(of(self.until, "<")).collect()
    }

    /// Reports whether a moment lies in it.
    pub fn has(self, time: i64) -> bool {
        self.from.is_none_or(|from| time >= from) && self.until.is_none_or(|until| time < until)
    }
}
