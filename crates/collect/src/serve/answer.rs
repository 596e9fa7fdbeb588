//! What a site answers.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

/// An answer, whole.
pub(super) type Answer = Response<Full<Bytes>>;

/// What answers requests. It does so at once: nothing that takes time happens between a request and its answer.
pub(super) trait Site: Send + Sync + 'static {
    /// The answer where the head is enough for it, so that the body of who is not let in is not read.
    fn refuse(&self, head: &Parts) -> Option<Answer>;

    /// The answer to all others.
    fn answer(&self, head: &Parts, body: &[u8]) -> Answer;

    /// Takes note of a body that did not come as it should; `answer` says how.
    fn spoilt(&self, _answer: StatusCode) {}
}

/// A status and nothing else.
pub(super) fn status(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}

/// Another method than the ones that are allowed.
pub(super) fn not_allowed(allowed: &'static str) -> Answer {
    let mut answer = status(StatusCode::METHOD_NOT_ALLOWED);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    answer
}

/// A text of a type.
pub(super) fn text(status: StatusCode, media: &'static str, text: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    answer.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
