//! The colours of the pages: a choice that the browser keeps.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;

use super::ask::Ask;
use crate::cookies::{SCHEME, known_scheme};
use crate::data::engine::Engine;

/// Keeps a choice and leads back.
pub(crate) async fn choose(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    let scheme = known_scheme(ask.params.get("scheme").unwrap_or_default());
    ask.keep(SCHEME, scheme)
}
