//! The span that a report is on.

use crate::model::Question;

/// A span of time in microseconds since 1970, the end not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    from: Option<i64>,
    until: Option<i64>,
}

impl Span {
    /// Returns the span of a question.
    pub fn of_question(question: &Question) -> Self {
        Span { from: question.from.map(|from| from.0), until: question.until.map(|until| until.0) }
    }

    /// Reports whether a moment lies in it.
    pub fn has(self, time: i64) -> bool {
        self.from.is_none_or(|from| time >= from) && self.until.is_none_or(|until| time < until)
    }

    /// Reports whether something that lasted lies in it at any time.
    pub fn meets(self, first: i64, last: i64) -> bool {
        self.from.is_none_or(|from| last >= from) && self.until.is_none_or(|until| first < until)
    }
}
