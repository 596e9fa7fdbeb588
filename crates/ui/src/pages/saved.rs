//! Searches that people saved.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::ask::Ask;
use crate::data::engine::Engine;
use crate::data::saved::{LONGEST_NAME, Saved, list, remove, save};
use crate::layout::frame::Frame;

/// Answers with the list, and the form that saves the search of the address.
pub(crate) async fn answer(ask: Ask) -> Response {
    let found = list(&ask.engine, &ask.params).await;
    ask.answer_value("Saved searches", found, saved_list)
}

/// Saves a search, and leads to it.
pub(crate) async fn answer_save(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    match save(&ask.engine, &ask.params).await {
        Ok(query) => go(&format!("/search?{query}")),
        Err(failure) => ask.fail(&failure),
    }
}

/// Removes a search, and leads to those that are left.
pub(crate) async fn answer_remove(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    match remove(&ask.engine, &ask.params).await {
        Ok(()) => go("/search/saved"),
        Err(failure) => ask.fail(&failure),
    }
}

fn go(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let address = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/search"));
    response.headers_mut().insert(LOCATION, address);
    response
}

fn saved_list(_: &Frame, of: &Saved) -> Markup {
    html! {
        @if of.searches.is_empty() { p .note { "No search is saved yet." } } @else {
            ul .plain {
                @for search in &of.searches {
                    li {
                        a href=(format!("/search?{}", search.query)) { (search.name) }
                        form .inline method="post" action="/search/forget" {
                            input type="hidden" name="name" value=(search.name);
                            button .second aria-label=(format!("Remove {}", search.name)) { "Remove" }
                        }
                    }
                }
            }
        }
        form .search method="post" action="/search/save" {
            input type="hidden" name="query" value=(of.query);
            label { span { "Save this search as" } input name="name" required maxlength=(LONGEST_NAME); }
            button type="submit" { "Save" }
        }
        p .note { "It is kept beside the evidence, for all who use these pages. An age such as 7d, or no time, is of the newest records whenever it is asked." }
    }
}
