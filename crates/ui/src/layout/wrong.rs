//! What is wrong with a field of a form, beside the field.

use maud::{Markup, html};

use crate::data::failure::Failure;

/// Why a form was not accepted, if it was not.
#[derive(Clone, Copy)]
pub struct Wrong<'f>(pub Option<&'f Failure>);

impl Wrong<'_> {
    /// Returns `true` for the attribute `aria-invalid` of the field that is wrong.
    pub fn is_at(self, name: &str) -> Option<&'static str> {
        self.0?.problem_of(name).map(|_| "true")
    }

    /// Shows what is wrong with a field.
    pub fn at(self, name: &str) -> Markup {
        let problem = self.0.and_then(|failure| failure.problem_of(name));
        html! { @if let Some(problem) = problem { small .wrong { (problem) } } }
    }
}
