//! Failures of the transport to errors.

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

use super::{Error, ErrorKind};

/// Returns the error of a request without an answer.
pub(crate) fn from_request(doing: &str, error: reqwest::Error) -> Error {
    Error::caused_by(request_kind(&error), describe_failure(doing, &error), keep_cause(error))
}

/// Returns the error of an answer whose body broke off.
pub(crate) fn from_body(doing: &str, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::CutBody };
    let what = if error.is_timeout() { "the answer took too long" } else { "the answer broke off" };
    Error::caused_by(kind, format!("{doing}: {what}"), keep_cause(error))
}

/// Returns the cause of an error without secrets.
fn keep_cause(error: reqwest::Error) -> Box<dyn StdError + Send + Sync> {
    let causes = successors(error.source(), |cause| next_cause(*cause));
    // The last words of an HTTP/2 connection (GOAWAY) are bytes of the host's choice, which may repeat the request with its
    // token. The library shows them as a byte string.
    if causes.map(ToString::to_string).any(|text| text.contains(" (b\"")) {
        return "the host ended the connection".into();
    }
    error.without_url().into()
}

fn request_kind(error: &reqwest::Error) -> ErrorKind {
    if error.is_timeout() {
        ErrorKind::Timeout
    } else if error.is_dns() {
        ErrorKind::Dns
    } else if is_tls(error) {
        ErrorKind::Tls
    } else if error.is_connect() {
        ErrorKind::Connect
    } else if error.is_builder() {
        ErrorKind::Configuration
    } else {
        ErrorKind::Network
    }
}

fn describe_failure(doing: &str, error: &reqwest::Error) -> String {
    let host = error.url().and_then(|url| url.host_str()).unwrap_or("the host");
    match request_kind(error) {
        ErrorKind::Timeout => format!("{doing}: {host} took too long"),
        ErrorKind::Dns => format!("{doing}: {host} has no address"),
        ErrorKind::Tls => format!("{doing}: {host} could not be trusted"),
        ErrorKind::Connect => format!("{doing}: {host} cannot be reached"),
        ErrorKind::Configuration => format!("{doing}: the request cannot be made"),
        _ => format!("{doing}: the connection to {host} broke"),
    }
}

fn is_tls(error: &reqwest::Error) -> bool {
    successors(error.source(), |cause| next_cause(*cause)).any(<dyn StdError>::is::<rustls::Error>)
}

/// Returns the next error in the chain. `io::Error::source` skips the error that it carries and returns that one's source.
fn next_cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|carried| carried as _),
        None => error.source(),
    }
}
