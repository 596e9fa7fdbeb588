//! A call: what is asked of the API, and what an error of it means.

use reqwest::Method;
use reqwest::header::HeaderValue;
use url::Url;

use crate::error::{Error, ErrorKind, from_request};

/// A request to the API, before it has a token.
pub(crate) struct Call {
    /// The operation as an imperative, such as "fetch content". Error messages begin with it.
    pub(crate) doing: String,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) language: Option<HeaderValue>,
    /// The answer is content, which has a time limit of its own.
    pub(crate) is_content: bool,
    /// Kind of the error where the service gave an address that no request can be made of.
    pub(crate) dead_end: Option<ErrorKind>,
}

impl Call {
    pub(crate) fn get(doing: impl Into<String>, url: Url) -> Self {
        Call {
            doing: doing.into(),
            method: Method::GET,
            url,
            body: None,
            language: None,
            is_content: false,
            dead_end: None,
        }
    }

    pub(crate) fn post(doing: impl Into<String>, url: Url, body: Option<Vec<u8>>) -> Self {
        Call { method: Method::POST, body, ..Call::get(doing, url) }
    }

    /// Returns the error of a request that got no answer.
    pub(super) fn request_error(&self, error: reqwest::Error) -> Error {
        let error = from_request(&self.doing, error);
        match self.dead_end {
            // A contentUri of more than 64 KiB was once reported as a setting to correct, which stopped the whole stream:
            // no setting can mend an address that the service gave.
            Some(kind) if error.kind() == ErrorKind::Configuration => error.with_kind(kind),
            _ => error,
        }
    }

    /// Reports whether the call may be repeated after `error`. A call that changes something may only if the service cannot
    /// have seen it.
    pub(super) fn is_repeatable(&self, error: &Error) -> bool {
        let untouched = [ErrorKind::Throttled, ErrorKind::Dns, ErrorKind::Connect, ErrorKind::SignIn];
        self.method == Method::GET || untouched.contains(&error.kind())
    }
}
