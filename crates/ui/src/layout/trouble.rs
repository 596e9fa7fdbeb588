//! The page that says why another cannot be shown.

use maud::{Markup, html};

use super::beginning::beginning;
use super::frame::{Frame, without_version};
use crate::data::failure::Failure;
use crate::data::params::Params;

/// Shows what failed, where, and what to do. `editor` is the form of a query that is to be corrected.
pub(crate) fn trouble(frame: &Frame, failure: &Failure, params: &Params, editor: &Markup) -> Markup {
    html! {
        section .trouble role="alert" {
            // A part of a page stands below the heading of the page.
            @if !frame.is_part { h1 { "This cannot be shown" } }
            p .what { (failure) }
            p { "What to do: " (failure.remedy()) "." }
            @if let Failure::NoVersion(_) = failure { p { a href=(without_version(&frame.here)) { "Show the newest version" } } }
        }
        @if let Failure::NoLake(place) = failure { (beginning(place)) }
        @if let Some(sql) = params.get("sql") {
            @if let Failure::Query { place: Some(place), .. } = failure { (marked_line(sql, place.line, place.column)) }
        }
        (editor)
    }
}

/// Shows the line of a place with a mark below it.
fn marked_line(sql: &str, line: u64, column: u64) -> Markup {
    let index = |number: u64| usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(text) = sql.lines().nth(index(line)) else { return html! {} };
    let blanks: String =
        text.chars().take(index(column)).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    html! { pre .code { (text) "\n" (blanks) "^" } }
}
