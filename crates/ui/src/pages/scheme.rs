//! The colours of the pages: a choice that the browser keeps.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};

use super::ask::Ask;
use crate::cookies::{SCHEME, known_scheme};
use crate::data::engine::Engine;
use crate::data::params::own_path;

/// Keeps a choice and leads back.
pub(crate) async fn choose(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    let scheme = known_scheme(ask.params.get("scheme").unwrap_or_default());
    let back = ask.params.get("back").unwrap_or("/");
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    let back = HeaderValue::from_str(&own_path(back)).unwrap_or(HeaderValue::from_static("/"));
    headers.insert(LOCATION, back);
    let kept = format!("{SCHEME}={scheme}; Path=/; Max-Age=31536000; SameSite=Strict");
    if let Ok(kept) = HeaderValue::from_str(&kept) {
        headers.insert(SET_COOKIE, kept);
    }
    response
}
