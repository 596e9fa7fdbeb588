//! From a request to its answer.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request, StatusCode, header};
use hyper::Response;
use hyper::body::{Body as _, Incoming};

use crate::dice::{happens, mix};
use crate::moment::{Moment, SECOND};

use super::answer::Answer;
use super::api::{self, Call, Denial, HookClient};
use super::body::Body;
use super::control;
use super::entra::{app_service_token, imds_token, token_endpoint};
use super::header_case::Spellings;
use super::log::LoggedRequest;
use super::query::Query;
use super::world::World;

/// The longest body that is taken.
const LONGEST: usize = 64 * 1024;

/// The longest path and query that is kept in the log.
const LOGGED: usize = 500;

/// Role that everything needs.
const READ: &str = "ActivityFeed.Read";

/// What answers requests.
pub(crate) struct Router {
    pub(crate) world: Arc<World>,
    pub(crate) hooks: HookClient,
    pub(crate) spellings: Spellings,
    /// Answers so far.
    pub(crate) answers: AtomicU64,
}

/// A request, read.
struct Parts {
    method: Method,
    path: String,
    query: Query,
    headers: HeaderMap,
    body: Bytes,
}

impl Router {
    pub(crate) async fn respond(&self, request: Request<Incoming>) -> Response<Body> {
        let (head, body) = request.into_parts();
        let uri: String = head.uri.to_string().chars().take(LOGGED).collect();
        let operation = operation(head.uri.path());
        let method = head.method.to_string();
        let answer = match read(body).await {
            Some(body) => {
                let query = Query::parse(head.uri.query().unwrap_or_default().as_bytes());
                let path = head.uri.path().to_owned();
                self.answer(Parts { method: head.method, path, query, headers: head.headers, body }).await
            }
            None => Answer::message(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large."),
        };
        let now = self.world.clock.now();
        self.world.log.add(LoggedRequest {
            at: now,
            method,
            operation,
            uri,
            status: answer.status.as_u16(),
            code: answer.code.clone(),
            fault: answer.fault,
        });
        self.dated(answer, now)
    }

    async fn answer(&self, parts: Parts) -> Answer {
        let Parts { method, path, query, headers, body } = &parts;
        let segments: Vec<&str> = path.trim_start_matches('/').splitn(6, '/').collect();
        match segments[..] {
            ["sandbox"] => control::answer(&self.world, method, "", query, body),
            ["sandbox", what] => control::answer(&self.world, method, what, query, body),
            ["metadata", "identity", "oauth2", "token"] => imds_token(&self.world, headers, query),
            ["msi", "token"] => app_service_token(&self.world, headers, query),
            [tenant, "oauth2", "v2.0", "token"] if *method == Method::POST => {
                token_endpoint(&self.world, tenant, &Query::parse(body))
            }
            ["api", "v1.0" | "v1", tenant, "activity", "feed", operation] => {
                self.api(&parts, tenant, operation).await
            }
            _ => Answer::message(
                StatusCode::NOT_FOUND,
                "No HTTP resource was found that matches the request URI.",
            ),
        }
    }

    /// A request to the API: first who asks, then what for.
    async fn api(&self, parts: &Parts, tenant_id: &str, operation: &str) -> Answer {
        let latency = self.world.plan.service.latency_ms;
        if latency > 0 {
            tokio::time::sleep(Duration::from_millis(latency)).await;
        }
        let bearer = token(&parts.headers).and_then(|token| self.world.tokens.check(token));
        let Some(bearer) = bearer.filter(|bearer| self.world.is_root(bearer.audience())) else {
            return api::unauthorized();
        };
        let place = match self.place(tenant_id, &bearer) {
            Ok(place) => place,
            Err(denial) => return denial.into_answer(),
        };
        let call = Call {
            world: &self.world,
            place,
            tenant: &self.world.tenants[place],
            bearer,
            query: parts.query.clone(),
            headers: &parts.headers,
            body: parts.body.clone(),
            now: self.world.clock.now(),
            hooks: &self.hooks,
        };
        api::answer(call, &parts.method, operation).await
    }

    /// Place of the tenant, if the bearer may ask about it.
    fn place(&self, tenant_id: &str, bearer: &super::entra::Bearer) -> Result<usize, Denial> {
        if !crate::guid::is_guid(tenant_id) {
            return Err(Denial::no_guid(tenant_id));
        }
        if !bearer.tid.eq_ignore_ascii_case(tenant_id) {
            return Err(Denial::other_tenant(tenant_id, &bearer.tid));
        }
        let place = self.world.place_of(tenant_id).ok_or_else(|| Denial::unknown_tenant(tenant_id))?;
        let plan = &self.world.tenants[place].plan;
        if !plan.auditing {
            Err(Denial::unknown_tenant(tenant_id))
        } else if plan.misconfigured {
            Err(Denial::misconfigured_tenant(tenant_id))
        } else if !bearer.has_role(READ) {
            Err(Denial::no_permission(&bearer.roles, READ))
        } else {
            Ok(place)
        }
    }

    /// The answer with the sandbox's time and a spelling of its headers.
    fn dated(&self, answer: Answer, now: Moment) -> Response<Body> {
        let faults = &self.world.plan.faults;
        let date = Moment(now.0.saturating_add(faults.clock_skew_seconds.saturating_mul(SECOND)));
        let hash = mix(self.world.plan.seed, &[0xca5e, self.answers.fetch_add(1, Ordering::Relaxed)]);
        let odd = happens(hash, faults.header_case).then(|| mix(hash, &[1]));
        let mut response = answer.with(header::DATE, &date.http()).into_response();
        *response.extensions_mut() = self.spellings.pick(odd);
        response
    }
}

/// The token that a request carries.
fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// What a path is for, as the log has it.
fn operation(path: &str) -> &'static str {
    if path.starts_with("/sandbox") {
        "sandbox"
    } else if path.ends_with("/token") {
        "token"
    } else {
        path.split_once("/activity/feed/").map_or("unknown", |(_, rest)| api::operation(rest))
    }
}

/// The body, if it is not too long and arrives whole.
async fn read(mut body: Incoming) -> Option<Bytes> {
    let mut all = BytesMut::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        if all.len() + data.len() > LONGEST {
            return None;
        }
        all.extend_from_slice(&data);
    }
    Some(all.freeze())
}
