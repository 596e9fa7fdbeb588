//! Who may enter: the checks in front of every page.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION, SET_COOKIE};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use trail365_listen::read_body;

use super::hosts::Hosts;
use super::origin::is_foreign;
use super::token::Token;
use crate::data::params::{address, own_path};
use crate::visitor::{TrustedHeader, Visitor};

/// What requests are checked against.
pub(crate) struct Guard {
    /// Names under which the site answers.
    pub hosts: Hosts,
    /// The token; `None` where everybody on the machine may enter.
    pub token: Option<Token>,
    /// The header by which a proxy tells who signed in there.
    pub trusted: Option<TrustedHeader>,
}

/// Lets a request through to the pages, or answers it.
pub(crate) async fn check_request(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    if !guard.hosts.has(request.headers()) {
        return refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "this site does not answer under that name; --host adds one",
        );
    }
    let path = request.uri().path();
    if is_foreign(request.method(), path, request.headers()) {
        return refuse(StatusCode::FORBIDDEN, "another site asked for this");
    }
    let visitor = match guard.trusted.as_ref().map_or(Ok(None), |trusted| trusted.visitor(&request)) {
        Ok(visitor) => visitor,
        Err(why) => return refuse(StatusCode::FORBIDDEN, why),
    };
    // Stylesheet and script are no secret, and the page that asks for the token needs them.
    if visitor.is_none()
        && !path.starts_with("/assets/")
        && let Some(answer) = guard.ask_to_enter(&request)
    {
        return answer;
    }
    pass_on(request, visitor, next).await
}

impl Guard {
    /// Answers a request of nobody in particular; `None` if it may enter.
    fn ask_to_enter(&self, request: &Request) -> Option<Response> {
        let Some(token) = &self.token else {
            let why = "nobody is signed in: open the pages by the proxy";
            return self.trusted.as_ref().map(|_| refuse(StatusCode::UNAUTHORIZED, why));
        };
        exchange_token(token, request)
            .or_else(|| (!token.admits(request.headers())).then(|| ask_for_token(request)))
    }
}

/// Has a page answer, which gets to know who asks, as does the access log.
async fn pass_on(request: Request, visitor: Option<Visitor>, next: Next) -> Response {
    let mut request = match with_body(request).await {
        Ok(request) => request,
        Err(status) => {
            return refuse(status, "the body of the request is too large, too slow or broken");
        }
    };
    let Some(visitor) = visitor else { return next.run(request).await };
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(visitor);
    response
}

/// Reads the body before any page does, within the limits of the listener.
async fn with_body(request: Request) -> Result<Request, StatusCode> {
    let (head, body) = request.into_parts();
    let body = read_body(body).await?;
    Ok(Request::from_parts(head, Body::from(body)))
}

/// Exchanges the token in an address for the cookie, and leads to the address without it: histories and logs shall not keep it.
fn exchange_token(token: &Token, request: &Request) -> Option<Response> {
    if request.method() != Method::GET {
        return None;
    }
    let query = request.uri().query()?;
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let (_, given) = pairs.iter().find(|(name, _)| name == "token")?;
    if !token.is_secret(given) {
        return None;
    }
    let clean =
        address(&own_path(request.uri().path()), pairs.iter().filter(|(name, _)| name != "token").cloned());
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, clean.parse().ok()?);
    response.headers_mut().insert(SET_COOKIE, token.set_cookie()?);
    Some(response)
}

/// Asks a person for the token, and a program to send it.
fn ask_for_token(request: &Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return refuse(StatusCode::UNAUTHORIZED, "send the token as `Authorization: Bearer TOKEN`");
    }
    // A part of a page that is open: the whole page is loaded again, and asks for the token.
    if request.headers().contains_key("hx-request") {
        let mut response = refuse(StatusCode::UNAUTHORIZED, "this page needs its token: load it again");
        response.headers_mut().insert("hx-refresh", HeaderValue::from_static("true"));
        return response;
    }
    let page = crate::layout::door::door(&request.uri().to_string());
    (StatusCode::UNAUTHORIZED, [(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

fn refuse(status: StatusCode, why: &'static str) -> Response {
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], why).into_response()
}
