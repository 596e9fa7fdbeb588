//! Which address leads to which page.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

use super::access::{AccessLog, note_request};
use super::guard::{Guard, check_request};
use super::gzip::compress;
use super::headers::add_headers;
use crate::assets;
use crate::data::engine::Engine;
use crate::data::entity::Kind;
use crate::data::failure::Failure;
use crate::pages::ask::{API, Ask, typed_answer};
use crate::pages::{
    alerts, entity, health, help, home, record, reports, rules, saved, scheme, search, sql, timeline, zone,
};

/// Makes the site: pages behind checks, headers around all.
pub(crate) fn site(engine: Arc<Engine>, guard: Guard, log: Option<AccessLog>) -> Router {
    let mut router = Router::new();
    for (path, page) in pages() {
        let api = format!("{API}{path}");
        router = router.route(path, page.clone()).route(&api, page);
    }
    let mut router: Router = router
        .route("/search/export", get(search::answer_export))
        .route("/sql/export", post(sql::answer_export))
        .route("/reports/{name}/{*path}", get(reports::answer_file))
        .route("/scheme", post(scheme::choose))
        .route("/zone", get(zone::answer).post(zone::choose))
        .route("/help", get(help::answer))
        .route("/assets/{hash}/{name}", get(asset))
        .fallback(no_page)
        .with_state(engine)
        .layer(from_fn_with_state(Arc::new(guard), check_request));
    if let Some(log) = log {
        router = router.layer(from_fn_with_state(log, note_request));
    }
    router.layer(from_fn(compress)).layer(from_fn(add_headers))
}

/// Lists the pages that are there as JSON, too.
fn pages() -> Vec<(&'static str, MethodRouter<Arc<Engine>>)> {
    let of_kind = |kind: Kind| get(move |ask: Ask| entity::answer(kind, ask));
    let new_of_kind = |kind: Kind| get(move |ask: Ask| entity::answer_new(kind, ask));
    vec![
        ("/", get(home::answer)),
        ("/search", get(search::answer)),
        ("/search/histogram", get(search::answer_histogram)),
        ("/search/facets", get(search::answer_facets)),
        ("/search/saved", get(saved::answer)),
        ("/search/save", post(saved::answer_save)),
        ("/search/forget", post(saved::answer_remove)),
        ("/record", get(record::answer)),
        ("/record/near", get(record::answer_near)),
        ("/user", of_kind(Kind::User)),
        ("/address", of_kind(Kind::Address)),
        ("/session", of_kind(Kind::Session)),
        ("/app", of_kind(Kind::App)),
        ("/object", of_kind(Kind::Object)),
        ("/user/new", new_of_kind(Kind::User)),
        ("/address/new", new_of_kind(Kind::Address)),
        ("/session/new", new_of_kind(Kind::Session)),
        ("/app/new", new_of_kind(Kind::App)),
        ("/object/new", new_of_kind(Kind::Object)),
        ("/sql/names", get(sql::answer_names)),
        ("/sql", get(sql::answer).post(sql::answer_run)),
        ("/timeline", get(timeline::answer)),
        ("/alerts", get(alerts::answer)),
        ("/alert", get(alerts::answer_one).post(alerts::answer_note)),
        ("/rules", get(rules::answer)),
        ("/rules/coverage", get(rules::answer_coverage)),
        ("/rule", get(rules::answer_one)),
        ("/reports", get(reports::answer).post(reports::answer_start)),
        ("/reports/job", get(reports::answer_job)),
        ("/reports/cancel", post(reports::answer_cancel)),
        ("/health", get(health::answer)),
    ]
}

async fn asset(request: Request) -> Response {
    let Some(asset) = assets::find(request.uri().path()) else {
        return typed_answer(
            StatusCode::NOT_FOUND,
            "text/plain; charset=utf-8",
            Body::from("there is no such file"),
        );
    };
    let mut response = typed_answer(StatusCode::OK, asset.media, Body::from(asset.bytes));
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    response
}

async fn no_page(ask: Ask) -> Response {
    ask.fail(&Failure::NotFound("there is no page at this address".to_owned()))
}
