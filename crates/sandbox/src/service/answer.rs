//! An answer, before it goes out.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use hyper::Response;
use serde::Serialize;

use super::body::Body;

/// An answer and what the log says of it.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// Error code, where it is an error.
    pub(crate) code: Option<String>,
    /// Fault that struck.
    pub(crate) fault: Option<&'static str>,
}

impl Answer {
    pub(crate) fn new(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Body::empty(), code: None, fault: None }
    }

    /// An answer in JSON.
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        // Nothing that is answered can fail to be written: no map has keys other than text.
        let text = serde_json::to_vec(value).unwrap_or_default();
        Self::new(status).typed("application/json; charset=utf-8").with_body(Body::Whole(text.into()))
    }

    /// An answer in JSON that all went well.
    pub(crate) fn ok(value: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, value)
    }

    /// An error of the web server before the service: `{"Message": ...}`.
    pub(crate) fn message(status: StatusCode, message: &str) -> Self {
        Self::json(status, &serde_json::json!({ "Message": message }))
    }

    pub(crate) fn typed(self, content_type: &'static str) -> Self {
        self.with(header::CONTENT_TYPE, content_type)
    }

    pub(crate) fn with_body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Adds a header; a value that no header can have is left out.
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    pub(crate) fn coded(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    pub(crate) fn struck_by(mut self, fault: &'static str) -> Self {
        self.fault = Some(fault);
        self
    }

    /// As it goes out.
    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
