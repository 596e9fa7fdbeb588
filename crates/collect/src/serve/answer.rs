//! Answers of a site.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use trail365_listen::{Limits, Listener, Serving, read_body};

/// A complete answer.
pub(super) type Answer = Response<Full<Bytes>>;

/// Answers requests without waiting for anything, so that callers cannot hold up each other.
pub(super) trait Site: Send + Sync + 'static {
    /// Returns the answer to a request that is refused by its head. Its body is not read.
    fn refuse_head(&self, head: &Parts) -> Option<Answer>;

    /// Returns the answer to every other request.
    fn answer_request(&self, head: &Parts, body: &[u8]) -> Answer;

    /// Notes a body that was too large, too slow or broken, by the status of the answer.
    fn note_spoilt(&self, _answer: StatusCode) {}
}

/// Returns an answer of a status alone.
pub(super) fn only_status(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}

/// Returns the answer to a method that is not allowed.
pub(super) fn not_allowed(allowed: &'static str) -> Answer {
    let mut answer = only_status(StatusCode::METHOD_NOT_ALLOWED);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    answer
}

/// Returns an answer with a text of a media type.
pub(super) fn text_answer(status: StatusCode, media: &'static str, text: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    // Names of tenants stand in the pages: no browser may take them for HTML.
    answer.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// Starts to answer requests with a site.
pub(super) fn serve_site(listener: Listener, site: impl Site) -> Serving {
    let site = Arc::new(site);
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(respond_to(&*site, request).await) }
    });
    listener.serve(Limits::default(), service)
}

async fn respond_to(site: &impl Site, request: Request<Incoming>) -> Answer {
    let (head, body) = request.into_parts();
    if let Some(answer) = site.refuse_head(&head) {
        return answer;
    }
    match read_body(body).await {
        Ok(body) => site.answer_request(&head, &body),
        Err(spoilt) => {
            site.note_spoilt(spoilt);
            only_status(spoilt)
        }
    }
}
