//! Sends calls: each at its turn, with a token, and again where that helps.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue,
};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use tokio::time::timeout;

use super::call::Call;
use super::reply::Reply;
use crate::error::{Error, ErrorKind, Refusal, Result, from_api, hide_secrets};
use crate::http::body::Body;
use crate::http::headers;
use crate::http::limiter::{Limiter, Permit};
use crate::http::retry::Retries;
use crate::http::server_clock::ServerClock;
use crate::sign_in::{CachedToken, Tokens};

/// Longest part of a refusal that is read, in bytes. Its message is cut to far less.
const LONGEST_REFUSAL: usize = 64 << 10;
/// Most new tokens that one call asks for. A token that others had use of was revoked and is worth another; a service that
/// revokes each one must not keep a call for ever.
const MOST_RENEWALS: u32 = 4;

/// The way to one API of one tenant: connections, tokens, pace, clock.
pub(crate) struct Connection {
    pub(crate) http: reqwest::Client,
    pub(crate) tokens: Tokens,
    pub(crate) limiter: Limiter,
    pub(crate) clock: Arc<ServerClock>,
    pub(crate) retries: Retries,
    pub(crate) timeouts: CallTimeouts,
}

/// Time limits of a request with its whole answer.
pub(crate) struct CallTimeouts {
    /// Limit for a blob of content.
    pub(crate) content: Option<Duration>,
    /// Limit for every other answer, refusals included.
    pub(crate) other: Option<Duration>,
}

impl Connection {
    /// Runs `once` until it succeeds, until a retry cannot help, or until the retries are used up.
    pub(crate) async fn with_retries<T, F>(&self, call: &Call, mut once: impl FnMut() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let mut failures = 0;
        loop {
            let error = match once().await {
                Ok(outcome) => return Ok(outcome),
                Err(error) => error,
            };
            failures += 1;
            let pause = self.retries.next_pause(failures, &error).filter(|_| call.is_repeatable(&error));
            let Some(pause) = pause else { return Err(error) };
            tracing::debug!(%error, failures, ?pause, "trying again");
            self.limiter.count_retry();
            tokio::time::sleep(pause).await;
        }
    }

    /// Makes the call once, and again with a new token if the service refused the old one.
    pub(crate) async fn send_call(&self, call: &Call) -> Result<Reply> {
        let mut refused = None;
        let mut renewals = 0;
        loop {
            // The token is taken after the turn: while this call waited, another may have got a new one.
            let permit = self.limiter.acquire_permit().await;
            let token = match &refused {
                None => self.tokens.current_token().await?,
                Some(refused) => self.tokens.renew_token(refused).await?,
            };
            let response = self.send_request(call, &token).await?;
            let is_refused = response.status() == StatusCode::UNAUTHORIZED;
            // A new token that was never accepted and is refused as well shows that age is not the reason.
            let may_help = renewals == 0 || (renewals < MOST_RENEWALS && token.was_accepted());
            if !is_refused || !may_help || !self.tokens.can_renew(&token).await {
                return self.judge_response(call, response, permit, &token).await;
            }
            (refused, renewals) = (Some(token), renewals + 1);
        }
    }

    fn build_request(&self, call: &Call, token: &CachedToken) -> Result<RequestBuilder> {
        let mut request = self.http.request(call.method.clone(), call.url.clone());
        request = request.header(AUTHORIZATION, bearer_header(token)?).header(ACCEPT_ENCODING, "gzip");
        request = request.header(ACCEPT, "application/json");
        if let Some(language) = &call.language {
            request = request.header(ACCEPT_LANGUAGE, language);
        }
        let CallTimeouts { content, other } = self.timeouts;
        if let Some(limit) = if call.is_content { content } else { other } {
            request = request.timeout(limit);
        }
        Ok(match &call.body {
            Some(body) => request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(body.clone()),
            // Front ends answer 411 to a POST without a length.
            None if call.method == Method::POST => request.header(CONTENT_LENGTH, 0),
            None => request,
        })
    }

    async fn send_request(&self, call: &Call, token: &CachedToken) -> Result<Response> {
        let request = self.build_request(call, token)?;
        let start = Instant::now();
        let outcome = request.send().await;
        let status = outcome.as_ref().map(|r| r.status().as_u16()).ok();
        // An address out of an answer may repeat an earlier request, with its token.
        let (method, path) = (&call.method, hide_secrets(call.url.path(), &[&token.secret]));
        // As a u128 it would be written as a text, while all other numbers of the log are numbers.
        let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(%method, path = path.as_deref(), status, took_ms, "request");
        outcome.map_err(|e| call.request_error(e))
    }

    /// Turns an answer into a reply or an error, and learns from it about clock, token and pace.
    async fn judge_response(
        &self,
        call: &Call,
        response: Response,
        permit: Permit,
        token: &CachedToken,
    ) -> Result<Reply> {
        let status = response.status();
        let server_time = headers::server_date(response.headers());
        let clock_offset = server_time.map(|time| time - Utc::now());
        self.clock.hear_unproven(clock_offset);
        if !status.is_success() {
            // A refusal with a code of the API is an answer of the API: its clock is right and it accepted the token, whatever
            // else it refused. A page of a proxy proves neither.
            let error = self.read_refusal(call, response, &permit, token).await;
            let is_of_api = error.is_of_api();
            self.clock.set_proven(clock_offset.filter(|_| is_of_api));
            if is_of_api && status != StatusCode::UNAUTHORIZED {
                token.mark_accepted();
            }
            return Err(error);
        }
        token.mark_accepted();
        self.limiter.note_success();
        let body = Body::new(response, None, &call.doing)?;
        Ok(Reply { body, status, server_time, clock_offset, clock: Arc::clone(&self.clock), _permit: permit })
    }

    async fn read_refusal(
        &self,
        call: &Call,
        response: Response,
        permit: &Permit,
        token: &CachedToken,
    ) -> Error {
        let (status, doing) = (response.status(), call.doing.as_str());
        let retry_after = headers::retry_after(response.headers(), self.clock.server_now());
        // The body may fail to arrive: the status then says enough.
        let body = self.read_refusal_body(response).await;
        let refusal = Refusal { doing, status, body: &body, retry_after, secrets: &[&token.secret] };
        let error = from_api(&refusal);
        match retry_after {
            _ if error.kind() == ErrorKind::Throttled => self.limiter.slow_down(permit, retry_after),
            Some(pause) => self.limiter.pause_for(pause),
            None => (),
        }
        error
    }

    /// Reads the beginning of a refusal. A refusal in place of content has no more time than any other answer.
    async fn read_refusal_body(&self, response: Response) -> Vec<u8> {
        let mut read = Vec::new();
        let reading = read_beginning(response, &mut read);
        match self.timeouts.other {
            // What arrived in time is used.
            Some(limit) => drop(timeout(limit, reading).await),
            None => reading.await,
        }
        read
    }
}

fn bearer_header(token: &CachedToken) -> Result<HeaderValue> {
    let value = HeaderValue::from_str(&format!("Bearer {}", token.secret.expose()));
    let mut value = value.map_err(|_| {
        Error::new(ErrorKind::SignIn, "use the token: it has characters that no header can carry")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Appends the first [`LONGEST_REFUSAL`] bytes of the body to `read`, fewer if it breaks off.
async fn read_beginning(response: Response, read: &mut Vec<u8>) {
    let Ok(mut body) = Body::new(response, None, "read the refusal") else { return };
    while let Ok(Some(chunk)) = body.next_chunk().await {
        let room = LONGEST_REFUSAL - read.len();
        read.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break;
        }
    }
}
