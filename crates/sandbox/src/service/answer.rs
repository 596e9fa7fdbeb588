//! An answer, before it goes out.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use hyper::Response;
use serde::Serialize;

use super::body::Body;

/// An answer and the notes that the log takes of it.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// Error code, of an error.
    pub(crate) code: Option<String>,
    /// Fault that struck.
    pub(crate) fault: Option<&'static str>,
}

impl Answer {
    pub(crate) fn new(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Body::empty(), code: None, fault: None }
    }

    /// Makes an answer in JSON.
    pub(crate) fn from_json(status: StatusCode, value: &impl Serialize) -> Self {
        // Only a map with keys other than texts can fail to be written, and no answer has one.
        let text = serde_json::to_vec(value).unwrap_or_default();
        Self::new(status).with_type("application/json; charset=utf-8").with_body(Body::Whole(text.into()))
    }

    /// Makes an answer in JSON with status 200.
    pub(crate) fn ok_json(value: &impl Serialize) -> Self {
        Self::from_json(StatusCode::OK, value)
    }

    /// Makes an error of the web server in front of the service: `{"Message": ...}`, without a code.
    pub(crate) fn web_error(status: StatusCode, message: &str) -> Self {
        Self::from_json(status, &serde_json::json!({ "Message": message }))
    }

    pub(crate) fn with_type(self, content_type: &'static str) -> Self {
        self.with_header(header::CONTENT_TYPE, content_type)
    }

    pub(crate) fn with_body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Adds a header; a value that no header can have is left out.
    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    pub(crate) fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    pub(crate) fn struck_by(mut self, fault: &'static str) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Makes the response that is sent.
    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
