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

use crate::dice::{happens_at_rate, mix};
use crate::guid::is_guid;
use crate::moment::{Moment, SECOND};

use super::answer::Answer;
use super::api::{self, Call, Denial};
use super::body::Body;
use super::control;
use super::header_case::Spellings;
use super::hook_client::HookClient;
use super::log::LoggedRequest;
use super::managed_identity::{app_service_token, imds_token};
use super::query::Query;
use super::token_endpoint::answer_token_request;
use super::world::World;

/// Longest body that is accepted, in bytes. The largest request, a form with an assertion, has a few kB.
const LONGEST: usize = 64 * 1024;

/// Longest path and query that is kept in the log, in characters.
const LOGGED: usize = 500;

/// Role that everything needs.
const READ: &str = "ActivityFeed.Read";

/// Answers requests.
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
    pub(crate) async fn answer_request(&self, request: Request<Incoming>) -> Response<Body> {
        let (head, body) = request.into_parts();
        let uri: String = head.uri.to_string().chars().take(LOGGED).collect();
        let operation = operation_of(head.uri.path());
        let method = head.method.to_string();
        let answer = match read_body(body).await {
            Some(body) => {
                let query = Query::parse_form(head.uri.query().unwrap_or_default().as_bytes());
                let path = head.uri.path().to_owned();
                self.route_request(Parts { method: head.method, path, query, headers: head.headers, body })
                    .await
            }
            None => Answer::web_error(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large."),
        };
        let now = self.world.clock.now();
        self.world.log.add_request(LoggedRequest {
            at: now,
            method,
            operation,
            uri,
            status: answer.status.as_u16(),
            code: answer.code.clone(),
            fault: answer.fault,
        });
        self.finish_answer(answer, now)
    }

    async fn route_request(&self, parts: Parts) -> Answer {
        let Parts { method, path, query, headers, body } = &parts;
        // At most six: content ids and operations below `feed/` keep their slashes.
        let segments: Vec<&str> = path.trim_start_matches('/').splitn(6, '/').collect();
        match segments[..] {
            ["sandbox"] => control::answer_control(&self.world, method, "", query, body),
            ["sandbox", "truth", "attack"] => {
                control::answer_control(&self.world, method, "truth/attack", query, body)
            }
            ["sandbox", what] => control::answer_control(&self.world, method, what, query, body),
            ["metadata", "identity", "oauth2", "token"] => imds_token(&self.world, headers, query),
            ["msi", "token"] => app_service_token(&self.world, headers, query),
            [tenant, "oauth2", "v2.0", "token"] if *method == Method::POST => {
                answer_token_request(&self.world, tenant, &Query::parse_form(body))
            }
            ["api", "v1.0" | "v1", tenant, "activity", "feed", operation] => {
                self.call_api(&parts, tenant, operation).await
            }
            _ => Answer::web_error(
                StatusCode::NOT_FOUND,
                "No HTTP resource was found that matches the request URI.",
            ),
        }
    }

    /// Answers a request to the API: checks the token and the tenant, then runs the operation.
    async fn call_api(&self, parts: &Parts, tenant_id: &str, operation: &str) -> Answer {
        // Only the API: signing in is rare, and tests control the sandbox at once.
        let latency = self.world.plan.service.latency_ms;
        if latency > 0 {
            tokio::time::sleep(Duration::from_millis(latency)).await;
        }
        let bearer = bearer_token(&parts.headers).and_then(|token| self.world.tokens.check_token(token));
        let Some(bearer) = bearer.filter(|bearer| self.world.is_root(bearer.audience())) else {
            return api::unauthorized_answer();
        };
        let place = match self.check_tenant(tenant_id, &bearer) {
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
        api::answer_call(call, &parts.method, operation).await
    }

    /// Returns the place of the tenant, if the bearer may ask about it.
    ///
    /// The tenant comes before the role, so that the refusal names the first thing to put right.
    fn check_tenant(&self, tenant_id: &str, bearer: &super::entra::Bearer) -> Result<usize, Denial> {
        if !is_guid(tenant_id) {
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

    /// Adds the sandbox's time and a spelling of the headers.
    fn finish_answer(&self, answer: Answer, now: Moment) -> Response<Body> {
        let faults = &self.world.plan.faults;
        let date = Moment(now.0.saturating_add(faults.clock_skew_seconds.saturating_mul(SECOND)));
        // By the number of answers, not by the time: a held clock has all spellings as well.
        let hash = mix(self.world.plan.seed, &[0xca5e, self.answers.fetch_add(1, Ordering::Relaxed)]);
        let odd = happens_at_rate(hash, faults.header_case).then(|| mix(hash, &[1]));
        let mut response = answer.with_header(header::DATE, &date.to_http_date()).into_response();
        *response.extensions_mut() = self.spellings.pick_spelling(odd);
        response
    }
}

/// Returns the token of a request.
fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Returns the operation of a path, as the log names it.
fn operation_of(path: &str) -> &'static str {
    if path.starts_with("/sandbox") {
        "sandbox"
    } else if path.ends_with("/token") {
        "token"
    } else {
        path.split_once("/activity/feed/").map_or("unknown", |(_, rest)| api::operation_of(rest))
    }
}

/// Reads a body, if it is not too long and arrives whole.
async fn read_body(mut body: Incoming) -> Option<Bytes> {
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
