//! Failures of the transport to kinds.

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

use super::{Error, ErrorKind};

/// A request without an answer.
pub(crate) fn from_request(doing: &str, error: reqwest::Error) -> Error {
    Error::because(request_kind(&error), what(doing, &error), cause(error))
}

/// An answer whose body broke off.
pub(crate) fn from_body(doing: &str, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::CutBody };
    let what = if error.is_timeout() { "the answer took too long" } else { "the answer broke off" };
    Error::because(kind, format!("{doing}: {what}"), cause(error))
}

/// What lies beneath. Of a connection of HTTP/2 that the host ended with a text of its own, which may repeat the request,
/// only that is kept.
fn cause(error: reqwest::Error) -> Box<dyn StdError + Send + Sync> {
    let causes = successors(error.source(), |cause| beneath(*cause));
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

fn what(doing: &str, error: &reqwest::Error) -> String {
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
    successors(error.source(), |cause| beneath(*cause)).any(<dyn StdError>::is::<rustls::Error>)
}

/// What lies beneath an error. An I/O error has as its source the source of what it carries, not that itself.
fn beneath<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|carried| carried as _),
        None => error.source(),
    }
}
