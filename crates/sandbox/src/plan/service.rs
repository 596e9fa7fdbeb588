//! The behaviour of the service when nothing goes wrong.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::moment::Moment;

/// The clock that all moments come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClockPlan {
    /// Time at the start; the machine's time if it is left out.
    pub start: Option<Moment>,
    /// Rate: so many times as fast as real time; 0 holds the clock.
    pub rate: f64,
}

impl Default for ClockPlan {
    fn default() -> Self {
        Self { start: None, rate: 1.0 }
    }
}

/// Signing in. It goes by the machine's time, since callers write assertions by their own clock.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInPlan {
    /// Life of a token in real seconds.
    pub token_seconds: u64,
    /// Value that `X-IDENTITY-HEADER` must have at the identity endpoint.
    pub identity_header: String,
}

impl Default for SignInPlan {
    fn default() -> Self {
        // Entra ID gives tokens of an hour and says 3599.
        Self { token_seconds: 3599, identity_header: "sandbox-identity".to_owned() }
    }
}

/// Behaviour of the Activity API.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServicePlan {
    /// Origin (`http://host:port`) that `contentUri` and `NextPageUri` start with; the address that it listens on if it is left out.
    pub origin: Option<String>,
    /// Roots of the API (`https://manage.office.com`) whose tokens are accepted beside those for the origin: of clouds
    /// that the sandbox stands in for.
    pub roots: Vec<String>,
    /// Blobs on a page of a listing.
    pub page_size: usize,
    /// Days for which content can be fetched, and that a listing may reach back.
    pub content_days: u32,
    /// Minutes that must lie between two starts of a subscription.
    pub restart_minutes: u32,
    /// Minutes from the start of a subscription until its first content shows; the real service takes up to 720.
    pub first_content_minutes: u32,
    /// Real milliseconds that every answer of the API takes; the real service takes 50 to 200.
    pub latency_ms: u64,
    /// Compresses answers for callers that accept it.
    pub gzip: bool,
    /// Requests that are let through; further ones are refused with AF429.
    pub quota: Quota,
    /// Notifications to webhooks.
    pub webhook: WebhookPlan,
}

impl Default for ServicePlan {
    fn default() -> Self {
        Self {
            origin: None,
            roots: Vec::new(),
            // Small enough that a busy day has several pages.
            page_size: 200,
            // Microsoft's figures.
            content_days: 7,
            restart_minutes: 15,
            // A test that does not ask for it must not wait for half a day, nor for each answer.
            first_content_minutes: 0,
            latency_ms: 0,
            gzip: true,
            quota: Quota::default(),
            webhook: WebhookPlan::default(),
        }
    }
}

impl ServicePlan {
    pub(super) fn check_values(&self) -> Result<()> {
        if self.page_size == 0 || self.content_days == 0 {
            return Err(Error::plan("service: page_size and content_days must be at least 1"));
        }
        if let Some(origin) = self.origin.as_deref().filter(|of| !is_origin(of)) {
            return Err(Error::plan(format!(
                "service: origin {origin:?} is not of the form http://host:port"
            )));
        }
        if let Some(root) = self.roots.iter().find(|of| !is_origin(of)) {
            return Err(Error::plan(format!("service: root {root:?} is not of the form https://host")));
        }
        if self.quota.window_ms == 0 {
            return Err(Error::plan("service.quota: window_ms must be at least 1"));
        }
        Ok(())
    }
}

fn is_origin(text: &str) -> bool {
    // An origin that does not come back as it was written has a path, a default port, or capitals: addresses made
    // from it would differ from those that a collector compares them with.
    url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}

/// Status of an answer that says AF429; the real service is known to use both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThrottleStatus {
    /// 429.
    TooManyRequests,
    /// 403.
    Forbidden,
    /// One after the other.
    Both,
}

/// Requests that a tenant and publisher may send; all callers that name no publisher share one quota.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quota {
    /// Requests in a window; 0 for no limit.
    pub requests: u32,
    /// Length of the window in real milliseconds.
    pub window_ms: u64,
    /// Status of the refusal.
    pub status: ThrottleStatus,
    /// `Retry-After` in real seconds; the header is left out without it.
    pub retry_after_seconds: Option<u32>,
}

impl Default for Quota {
    fn default() -> Self {
        // Microsoft's baseline of a tenant: 2000 requests a minute.
        Self { requests: 2000, window_ms: 60_000, status: ThrottleStatus::Both, retry_after_seconds: None }
    }
}

/// Notifications to webhooks; all pauses are real time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookPlan {
    /// Lets a webhook be on another machine.
    pub any_host: bool,
    /// Certificates in PEM form to trust for `https` webhooks; with `any_host` beside those that the machine trusts.
    pub trust: Vec<String>,
    /// Pause between two looks for new content, in milliseconds.
    pub every_ms: u64,
    /// Pause before the first retry, in milliseconds; it doubles with each.
    pub retry_ms: u64,
    /// Failures in a row after which a webhook is disabled.
    pub failures: u32,
    /// Time in which a webhook must answer, in milliseconds.
    pub timeout_ms: u64,
    /// Blobs in one notification.
    pub batch: usize,
}

impl Default for WebhookPlan {
    fn default() -> Self {
        Self {
            // A sandbox in a test must not reach out by mistake.
            any_host: false,
            trust: Vec::new(),
            every_ms: 250,
            // Microsoft names no figures: pauses from half a second to eight seconds, which a test can wait for.
            retry_ms: 500,
            failures: 6,
            timeout_ms: 5000,
            batch: 20,
        }
    }
}
