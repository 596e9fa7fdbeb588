//! Answers the service's calls to the webhook.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Method, StatusCode, Uri};
use sha2::{Digest as _, Sha256};
use trail365_client::WebhookSettings;

use super::answer::{Answer, Site, not_allowed, status};
use super::notification::{Validation, streams};
use super::refusals::Why;
use super::{Error, Hints, Listener, Refusals, Serving};

const AUTH_ID: &str = "Webhook-AuthID";
const VALIDATION_CODE: &str = "Webhook-ValidationCode";

/// Takes notifications as hints, and proves to the service that somebody listens.
pub struct Receiver {
    path: String,
    /// Of the auth ID: hashes have one length, so that comparing them says nothing of it.
    proof: Option<[u8; 32]>,
    hints: Arc<Hints>,
    refusals: Arc<Refusals>,
}

impl Receiver {
    /// Answers at the path of the webhook's address; what is told there goes to `hints`.
    ///
    /// # Errors
    /// If the address is none that the service could call.
    pub fn new(webhook: &WebhookSettings, hints: Arc<Hints>, refusals: Arc<Refusals>) -> Result<Self, Error> {
        let path = webhook_path(&webhook.address);
        let path = path.map_err(|why| Error::new(format!("cannot take the webhook's address: {why}")))?;
        let proof = webhook.auth_id.as_ref().map(|id| Sha256::digest(id.expose()).into());
        Ok(Receiver { path, proof, hints, refusals })
    }

    /// Begins to answer.
    pub fn serve(self, listener: Listener) -> Serving {
        listener.serve(self)
    }

    fn is_proven(&self, headers: &HeaderMap) -> bool {
        let carried = headers.get(AUTH_ID).map_or(&[][..], |value| value.as_bytes());
        let hash: [u8; 32] = Sha256::digest(carried).into();
        self.proof.is_none_or(|proof| verify_slices_are_equal(&proof, &hash).is_ok())
    }

    fn refused(&self, why: Why, with: StatusCode) -> Answer {
        self.refusals.add(why);
        status(with)
    }

    /// Whether somebody listens: the code of the head stands in the body.
    fn validation(&self, code: &[u8], body: &[u8]) -> Answer {
        match serde_json::from_slice::<Validation>(body) {
            Ok(asked) if asked.validation_code.as_bytes() == code => status(StatusCode::OK),
            _ => self.refused(Why::Malformed, StatusCode::BAD_REQUEST),
        }
    }

    /// What is told of a tenant that nobody collects is taken all the same: the service would give the webhook up.
    fn notification(&self, body: &[u8]) -> Answer {
        let Ok(streams) = streams(body) else {
            return self.refused(Why::Malformed, StatusCode::BAD_REQUEST);
        };
        for stream in streams {
            if !stream.is_some_and(|(tenant, content_type)| self.hints.give(tenant, content_type)) {
                self.refusals.add(Why::Ignored);
            }
        }
        status(StatusCode::OK)
    }
}

impl Site for Receiver {
    fn refuse(&self, head: &Parts) -> Option<Answer> {
        if head.uri.path() != self.path {
            return Some(status(StatusCode::NOT_FOUND));
        }
        if head.method != Method::POST {
            return Some(not_allowed("POST"));
        }
        (!self.is_proven(&head.headers)).then(|| self.refused(Why::Unproven, StatusCode::UNAUTHORIZED))
    }

    fn answer(&self, head: &Parts, body: &[u8]) -> Answer {
        match head.headers.get(VALIDATION_CODE) {
            Some(code) => self.validation(code.as_bytes(), body),
            None => self.notification(body),
        }
    }

    fn spoilt(&self, _answer: StatusCode) {
        self.refusals.add(Why::Spoilt);
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("path", &self.path).finish_non_exhaustive()
    }
}

/// The path of a webhook's address: what is answered.
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
