//! The webhook: answers the service's calls to it.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Method, StatusCode, Uri};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use trail365_client::{ContentType, TenantId, WebhookSettings};
use trail365_listen::{Error, Listener, Serving};

use super::answer::{Answer, Site, not_allowed, only_status, serve_site};
use super::hints::Hints;
use super::refusals::{Reason, Refusals};

const AUTH_ID: &str = "Webhook-AuthID";
const VALIDATION_CODE: &str = "Webhook-ValidationCode";

/// Accepts notifications as hints, and answers the service's validation requests.
pub struct Receiver {
    path: String,
    /// Hash of the auth ID: hashes have one length, so the time of a comparison tells nothing about it.
    proof: Option<[u8; 32]>,
    hints: Arc<Hints>,
    refusals: Arc<Refusals>,
}

impl Receiver {
    /// Makes a receiver for the path of the webhook's address. Its notifications go to `hints`.
    ///
    /// # Errors
    /// If the service could not call the address.
    pub fn new(webhook: &WebhookSettings, hints: Arc<Hints>, refusals: Arc<Refusals>) -> Result<Self, Error> {
        let path = webhook_path(&webhook.address);
        let path = path.map_err(|why| Error::new(format!("cannot take the webhook's address: {why}")))?;
        // Without an auth ID everybody is let in: a notification is only a hint.
        let proof = webhook.auth_id.as_ref().map(|id| Sha256::digest(id.expose()).into());
        Ok(Receiver { path, proof, hints, refusals })
    }

    /// Starts to answer.
    pub fn serve(self, listener: Listener) -> Serving {
        serve_site(listener, self)
    }

    fn is_proven(&self, headers: &HeaderMap) -> bool {
        // A missing header is compared like a wrong one, in the same time.
        let carried = headers.get(AUTH_ID).map_or(&[][..], |value| value.as_bytes());
        let hash: [u8; 32] = Sha256::digest(carried).into();
        self.proof.is_none_or(|proof| verify_slices_are_equal(&proof, &hash).is_ok())
    }

    fn refuse_for(&self, reason: Reason, status: StatusCode) -> Answer {
        self.refusals.count(reason);
        only_status(status)
    }

    /// Answers a validation request, which has the same code in head and body.
    fn answer_validation(&self, code: &[u8], body: &[u8]) -> Answer {
        match serde_json::from_slice::<Validation>(body) {
            Ok(request) if request.validation_code.as_bytes() == code => only_status(StatusCode::OK),
            _ => self.refuse_for(Reason::Malformed, StatusCode::BAD_REQUEST),
        }
    }

    /// Accepts a notification, also for tenants that are not collected: after repeated refusals the service disables the webhook.
    fn answer_notification(&self, body: &[u8]) -> Answer {
        let Ok(streams) = notified_streams(body) else {
            return self.refuse_for(Reason::Malformed, StatusCode::BAD_REQUEST);
        };
        for stream in streams {
            if !stream.is_some_and(|(tenant, content_type)| self.hints.give(tenant, content_type)) {
                self.refusals.count(Reason::Ignored);
            }
        }
        only_status(StatusCode::OK)
    }
}

impl Site for Receiver {
    fn refuse_head(&self, head: &Parts) -> Option<Answer> {
        if head.uri.path() != self.path {
            return Some(only_status(StatusCode::NOT_FOUND));
        }
        if head.method != Method::POST {
            return Some(not_allowed("POST"));
        }
        (!self.is_proven(&head.headers)).then(|| self.refuse_for(Reason::Unproven, StatusCode::UNAUTHORIZED))
    }

    fn answer_request(&self, head: &Parts, body: &[u8]) -> Answer {
        match head.headers.get(VALIDATION_CODE) {
            Some(code) => self.answer_validation(code.as_bytes(), body),
            None => self.answer_notification(body),
        }
    }

    fn note_spoilt(&self, _answer: StatusCode) {
        self.refusals.count(Reason::Spoilt);
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A request of the service that asks whether the webhook answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Validation {
    validation_code: String,
}

/// One entry of a notification. Its other members are ignored: anyone could have written them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NotifiedContent {
    tenant_id: String,
    content_type: String,
}

/// Returns the streams of a notification, `None` for each that is unknown. Fails if the body is no notification.
fn notified_streams(body: &[u8]) -> serde_json::Result<Vec<Option<(TenantId, ContentType)>>> {
    let all: Vec<NotifiedContent> = serde_json::from_slice(body)?;
    let stream = |one: &NotifiedContent| Some((one.tenant_id.parse().ok()?, one.content_type.parse().ok()?));
    Ok(all.iter().map(stream).collect())
}

/// Returns the path of a webhook's address, which the receiver answers.
pub(crate) fn webhook_path(address: &str) -> Result<String, &'static str> {
    let wrong = "it is no address such as https://audit.example.com/trail365";
    let uri: Uri = address.parse().map_err(|_| wrong)?;
    let host = uri.host().ok_or(wrong)?;
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let is_loopback = host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback());
    match uri.scheme_str() {
        Some("https") => Ok(uri.path().to_owned()),
        Some("http") if is_loopback => Ok(uri.path().to_owned()),
        _ => Err("it has to begin with https://; http:// is for loopback hosts only"),
    }
}
