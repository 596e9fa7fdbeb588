//! One call: a request with a token, at its turn, and an answer or an error.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue,
};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use tokio::time::timeout;
use url::Url;

use crate::body::Body;
use crate::client::Shared;
use crate::error::{Refusal, foreign, from_api, from_request};
use crate::items::{Items, items};
use crate::limiter::Permit;
use crate::listing::Listed;
use crate::server_clock::ServerClock;
use crate::subscription::{Subscription, subscriptions};
use crate::token::Current;
use crate::{Error, ErrorKind, Result, headers};

/// Most of an answer that says no which is read.
const LONGEST_REFUSAL: usize = 64 << 10;
/// Most of a listing's page that is read. Pages have some hundred entries; this is a hundred times as much.
const LONGEST_PAGE: u64 = 64 << 20;

/// Most tokens that one call asks for.
const MOST_RENEWALS: u32 = 4;

/// What is asked.
pub(crate) struct Call {
    /// For messages.
    pub(crate) doing: String,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) language: Option<HeaderValue>,
    /// Whether the answer is content, which may take its time.
    pub(crate) is_content: bool,
    /// Of an address that the service gave: what it is if nobody can ask there.
    pub(crate) dead_end: Option<ErrorKind>,
}

/// A success whose body is still to be read. It counts as in flight until then.
pub(crate) struct Reply {
    pub(crate) body: Body,
    pub(crate) status: StatusCode,
    pub(crate) next: Option<String>,
    pub(crate) server_time: Option<DateTime<Utc>>,
    /// How far its clock was ahead when it came. A proxy's page may say 200, too: it counts once the body proves whose it is.
    clock_offset: Option<TimeDelta>,
    pub(crate) _permit: Permit,
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

    /// No setting can mend an address that the service gave.
    fn failed(&self, error: reqwest::Error) -> Error {
        let error = from_request(&self.doing, error);
        match self.dead_end {
            Some(kind) if error.kind() == ErrorKind::Configuration => error.with_kind(kind),
            _ => error,
        }
    }

    /// Whether the call may be made again after `error`. One that changes something only if the service did not get to it.
    pub(crate) fn is_repeatable(&self, error: &Error) -> bool {
        let untouched = [ErrorKind::Throttled, ErrorKind::Dns, ErrorKind::Connect, ErrorKind::SignIn];
        self.method == Method::GET || untouched.contains(&error.kind())
    }
}

impl Reply {
    /// The body as JSON.
    pub(crate) async fn json<T: DeserializeOwned>(&mut self, doing: &str, clock: &ServerClock) -> Result<T> {
        self.read(doing, clock, |body| serde_json::from_slice(body)).await
    }

    /// The body as the list of subscriptions.
    pub(crate) async fn subscriptions(
        &mut self,
        doing: &str,
        clock: &ServerClock,
    ) -> Result<Vec<Subscription>> {
        self.read(doing, clock, subscriptions).await
    }

    /// The body as items of a page.
    pub(crate) async fn items<T: Listed>(&mut self, doing: &str, shared: &Shared) -> Result<Items<T>> {
        let items = self.read(doing, &shared.clock, |body| items(body, &shared.feed)).await?;
        if items.unreadable > 0 {
            let (readable, unreadable) = (items.read.len(), items.unreadable);
            tracing::warn!(readable, unreadable, "{doing}: the page has items that name no content");
        }
        Ok(items)
    }

    /// The body as `parse` reads it; that it can be read proves it the service's.
    async fn read<T>(
        &mut self,
        doing: &str,
        clock: &ServerClock,
        parse: impl Fn(&[u8]) -> serde_json::Result<T>,
    ) -> Result<T> {
        let body = self.body.all(LONGEST_PAGE).await?;
        let read = parse(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body));
        let read = read.map_err(|e| misread(doing, &e))?;
        clock.set(self.clock_offset);
        Ok(read)
    }
}

/// Where and how it is other JSON. The error itself is left out: it quotes the answer, which may repeat the request, with
/// its token.
fn misread(doing: &str, error: &serde_json::Error) -> Error {
    let how = match error.classify() {
        Category::Data => "a value is of another kind",
        Category::Eof => "it ends too early",
        Category::Syntax | Category::Io => "it is no JSON",
    };
    let (line, column) = (error.line(), error.column());
    let what =
        format!("{doing}: the answer is not the JSON of this call: {how}, line {line}, column {column}");
    Error::new(ErrorKind::BadAnswer, what)
}

impl Shared {
    /// Makes the call once; again with a new token if the old one was refused. A new one that nobody has had any use of
    /// and that is refused too says that it is not the token's age.
    pub(crate) async fn send(&self, call: &Call) -> Result<Reply> {
        let mut refused = None;
        let mut renewals = 0;
        loop {
            // The token comes after the turn: while this call waited for that, another may have got a new one.
            let permit = self.limiter.permit().await;
            let token = match &refused {
                None => self.tokens.current().await?,
                Some(refused) => self.tokens.renewed(refused).await?,
            };
            let response = self.exchange(call, &token).await?;
            let is_refused = response.status() == StatusCode::UNAUTHORIZED;
            let may_help = renewals == 0 || (renewals < MOST_RENEWALS && token.was_accepted());
            if !is_refused || !may_help || !self.tokens.can_renew(&token).await {
                return self.judge(call, response, permit, &token).await;
            }
            (refused, renewals) = (Some(token), renewals + 1);
        }
    }

    fn request(&self, call: &Call, token: &Current) -> Result<RequestBuilder> {
        let mut request = self.http.request(call.method.clone(), call.url.clone());
        request = request.header(AUTHORIZATION, bearer(token)?).header(ACCEPT_ENCODING, "gzip");
        request = request.header(ACCEPT, "application/json");
        if let Some(language) = &call.language {
            request = request.header(ACCEPT_LANGUAGE, language);
        }
        if let Some(most) = if call.is_content { self.content_timeout } else { self.total_timeout } {
            request = request.timeout(most);
        }
        Ok(match &call.body {
            Some(body) => request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(body.clone()),
            None if call.method == Method::POST => request.header(CONTENT_LENGTH, 0),
            None => request,
        })
    }

    async fn exchange(&self, call: &Call, token: &Current) -> Result<Response> {
        let request = self.request(call, token)?;
        let start = Instant::now();
        let outcome = request.send().await;
        let status = outcome.as_ref().map(|r| r.status().as_u16()).ok();
        // An address out of an answer may hold what the request did.
        let (method, path) = (&call.method, foreign(call.url.path(), &[&token.secret]));
        // In more bits it would be written as a text.
        let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(%method, path = path.as_deref(), status, took_ms, "request");
        outcome.map_err(|e| call.failed(e))
    }

    async fn judge(&self, call: &Call, response: Response, permit: Permit, token: &Current) -> Result<Reply> {
        let status = response.status();
        let server_time = headers::date(response.headers());
        let clock_offset = server_time.map(|time| time - Utc::now());
        self.clock.hear(clock_offset);
        if !status.is_success() {
            let error = self.refused(call, response, &permit, token).await;
            let is_of_api = error.is_of_api();
            self.clock.set(clock_offset.filter(|_| is_of_api));
            if is_of_api && status != StatusCode::UNAUTHORIZED {
                token.accept();
            }
            return Err(error);
        }
        token.accept();
        self.limiter.went_well();
        let next = headers::next_page(response.headers(), &call.doing)?;
        let body = Body::new(response, None, &call.doing)?;
        Ok(Reply { body, status, next, server_time, clock_offset, _permit: permit })
    }

    async fn refused(&self, call: &Call, response: Response, permit: &Permit, token: &Current) -> Error {
        let (status, doing) = (response.status(), call.doing.as_str());
        let retry_after = headers::retry_after(response.headers(), self.clock.now());
        // The status says enough where the text cannot be had.
        let body = self.beginning(response).await;
        let refusal = Refusal { doing, status, body: &body, retry_after, secrets: &[&token.secret] };
        let error = from_api(&refusal);
        match retry_after {
            _ if error.kind() == ErrorKind::Throttled => self.limiter.throttled(permit, retry_after),
            Some(pause) => self.limiter.pause(pause),
            None => (),
        }
        error
    }

    /// What a refusal says; in place of content it has no more time than any other answer.
    async fn beginning(&self, response: Response) -> Vec<u8> {
        let mut read = Vec::new();
        let reading = read_beginning(response, &mut read);
        match self.total_timeout {
            // What came until then is what there is.
            Some(most) => drop(timeout(most, reading).await),
            None => reading.await,
        }
        read
    }
}

fn bearer(token: &Current) -> Result<HeaderValue> {
    let value = HeaderValue::from_str(&format!("Bearer {}", token.secret.expose()));
    let mut value = value.map_err(|_| {
        Error::new(ErrorKind::SignIn, "use the token: it has characters that no header can carry")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// As much of a refusal as is read, whole or not.
async fn read_beginning(response: Response, read: &mut Vec<u8>) {
    let Ok(mut body) = Body::new(response, None, "read the refusal") else { return };
    while let Ok(Some(chunk)) = body.chunk().await {
        let room = LONGEST_REFUSAL - read.len();
        read.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break;
        }
    }
}
